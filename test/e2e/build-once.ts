// The end-to-end tests run dist/: built here first when a source is newer. What they compare vendors with is made ready.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { copySpecs } from "../published-specs.ts";

const builtFile = "dist/cli/main.js";

export function setup(): void {
  copySpecs();
  if (existsSync(builtFile) && newestMs("src") < statSync(builtFile).mtimeMs) return;
  execFileSync(process.execPath, ["scripts/build.ts"], { stdio: "inherit" });
}

function newestMs(dir: string): number {
  const times = readdirSync(dir, { recursive: true, encoding: "utf8" }).map(
    (file) => statSync(join(dir, file)).mtimeMs,
  );
  return Math.max(...times, statSync("package.json").mtimeMs);
}
