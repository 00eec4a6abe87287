// Builds dist/ and writes what is derived from the sources and committed: oclif.manifest.json, which spares every
// start the reading of all commands, the reference of errors, the schemas of
// documents, completions and the manual page.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { writeBundle } from "./bundle.ts";
import { buildCompletions, completionDir } from "./completions.ts";
import { buildDocumentSchemas, documentSchemaDir } from "./document-schemas.ts";
import { buildErrorReference, errorReferenceFile } from "./error-reference.ts";
import { buildManPage, manPageFile } from "./man-page.ts";
import { buildManifest, manifestFile } from "./manifest.ts";

await writeBundle();
writeFileSync(manifestFile, await buildManifest());
mkdirSync(dirname(errorReferenceFile), { recursive: true });
writeFileSync(errorReferenceFile, buildErrorReference());
writeAll(documentSchemaDir, buildDocumentSchemas());
writeAll(completionDir, buildCompletions());
writeAll(dirname(manPageFile), new Map([[basename(manPageFile), buildManPage()]]));

/** The directory has these files and no others. */
function writeAll(dir: string, files: ReadonlyMap<string, string>): void {
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  for (const [name, text] of files) writeFileSync(join(dir, name), text);
}
