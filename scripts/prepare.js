// npm runs this after `npm ci`: builds integ with the Node.js of the checkout, which npm puts first on the PATH.
// `npx integ` in a checkout makes npm run it too, possibly before `npm ci` and so with an old Node.js. A failure
// then would leave a broken copy in npm's cache for good, so nothing is built: bin/run.js says what is missing.
import { spawnSync } from "node:child_process";

if (process.env.npm_command !== "exec") {
  const windows = process.platform === "win32";
  const { status } = spawnSync("node", ["scripts/build.ts"], { stdio: "inherit", shell: windows });
  process.exitCode = status === null ? 1 : status;
}
