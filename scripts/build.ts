// Builds dist/ and writes what is derived from the sources and committed: oclif.manifest.json, which spares every
// start the reading of all commands, and the reference of errors.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { writeBundle } from "./bundle.ts";
import { buildErrorReference, errorReferenceFile } from "./error-reference.ts";
import { buildManifest, manifestFile } from "./manifest.ts";

await writeBundle();
writeFileSync(manifestFile, await buildManifest());
mkdirSync(dirname(errorReferenceFile), { recursive: true });
writeFileSync(errorReferenceFile, buildErrorReference());
