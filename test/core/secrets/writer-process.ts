// Writes secrets for ever, or COUNT of them: `PREFIX/kN` = `vN`; prints each name when it is durable.
import { argv, env, stdout } from "node:process";
import { openSecrets } from "../../../src/core/secrets/secrets.ts";
import { portsFor } from "./fixture.ts";

const [, , stateDir = "", prefix = "", count = "0"] = argv;
const most = count === "0" ? Number.POSITIVE_INFINITY : Number(count);
const store = await openSecrets(portsFor(stateDir, { env: { ...env } }));
for (let index = 0; index < most; index++) {
  await store.set(`${prefix}/k${index}`, `v${index}`);
  stdout.write(`${prefix}/k${index}\n`);
}
