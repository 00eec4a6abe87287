// Runs on a D-Bus session of its own: makes a vault with its key in the keychain, opens it again, takes the entry away.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { argv, env, execPath, platform, stdout } from "node:process";
import { IntegrationError } from "../../../src/core/contract/errors.ts";
import { createKeychain } from "../../../src/core/secrets/keychain.ts";
import { createSecrets, openSecrets } from "../../../src/core/secrets/secrets.ts";
import { portsFor } from "./fixture.ts";

const stateDir = argv[2] ?? "";
const keychain = createKeychain({ platform, env, nodePath: execPath });
const ports = portsFor(stateDir, { keychain });
const codeOf = (error: unknown): string => (error instanceof IntegrationError ? error.code : String(error));

async function main(): Promise<object> {
  const store = await createSecrets({ ...ports, source: "keychain" });
  await store.set("a/x", "one");
  const { source, backend } = store.describe();
  store.close();
  const reopened = await (await openSecrets(ports)).get("a/x");
  const vault = JSON.parse(await readFile(join(stateDir, "vault.json"), "utf8"));
  await keychain?.call({ action: "delete", account: vault.source.account }, 5000);
  const withoutEntry = await openSecrets(ports).then(() => "opened", codeOf);
  return { source, backend, reopened, withoutEntry };
}

stdout.write(JSON.stringify(await main().catch((error: unknown) => ({ failure: codeOf(error) }))));
