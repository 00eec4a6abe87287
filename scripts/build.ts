// Builds dist/ and writes what is derived from the sources and committed: oclif.manifest.json, which spares every
// start the reading of all commands, and the reference of errors.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { buildErrorReference, errorReferenceFile } from "./error-reference.ts";
import { buildManifest, manifestFile } from "./manifest.ts";
import { runTool } from "./run-tool.ts";

rmSync("dist", { recursive: true, force: true });
const compiled = await runTool("tsc", ["-p", "tsconfig.build.json"]);
if (compiled.code === 0) {
  writeFileSync(manifestFile, await buildManifest());
  mkdirSync(dirname(errorReferenceFile), { recursive: true });
  writeFileSync(errorReferenceFile, buildErrorReference());
} else {
  console.error(compiled.output);
  process.exitCode = 1;
}
