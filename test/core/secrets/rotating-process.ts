// Changes the master key, or the data key, and kills itself without warning before the named step.
import { argv, env, kill, pid } from "node:process";
import { resumeRotation, rotateDataKey, rotateMasterKey } from "../../../src/core/secrets/rotation.ts";
import type { KeySourceKind } from "../../../src/core/secrets/secret-store.ts";
import { portsFor } from "./fixture.ts";

const [, , stateDir = "", what = "", step = "", to = ""] = argv;
const ports = {
  ...portsFor(stateDir, { env: { ...env } }),
  who: "tester",
  onStep: (name: string) => {
    if (name === step) kill(pid, "SIGKILL");
  },
};
const wish = {
  to: to === "" ? null : (to as KeySourceKind),
  keyFile: env.NEW_KEY ?? null,
  passphraseFile: null,
};

if (what === "data") await rotateDataKey(ports);
else if (what === "resume") await resumeRotation(ports, wish);
else await rotateMasterKey(ports, wish);
