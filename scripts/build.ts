// Builds dist/ and writes what is derived from the sources and committed: oclif.manifest.json, which spares every
// start the reading of all commands, the reference of errors, and the schemas of documents.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeBundle } from "./bundle.ts";
import { buildDocumentSchemas, documentSchemaDir } from "./document-schemas.ts";
import { buildErrorReference, errorReferenceFile } from "./error-reference.ts";
import { buildManifest, manifestFile } from "./manifest.ts";

await writeBundle();
writeFileSync(manifestFile, await buildManifest());
mkdirSync(dirname(errorReferenceFile), { recursive: true });
writeFileSync(errorReferenceFile, buildErrorReference());
rmSync(documentSchemaDir, { recursive: true, force: true });
mkdirSync(documentSchemaDir, { recursive: true });
for (const [name, text] of buildDocumentSchemas()) writeFileSync(join(documentSchemaDir, name), text);
