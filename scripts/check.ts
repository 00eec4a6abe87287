// Everything that can be said about the code without running it, all at once, in one table. Exit 1 when a step fails.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeBundle } from "./bundle.ts";
import { buildCompletions, completionDir } from "./completions.ts";
import { buildDocumentSchemas, documentSchemaDir } from "./document-schemas.ts";
import { buildErrorReference, errorReferenceFile } from "./error-reference.ts";
import { buildManPage, manPageFile } from "./man-page.ts";
import { buildManifest, manifestFile } from "./manifest.ts";
import { runTool, type ToolResult } from "./run-tool.ts";

interface Step {
  readonly name: string;
  readonly run: () => Promise<ToolResult>;
}

interface Finished extends ToolResult {
  readonly name: string;
  readonly seconds: string;
}

const steps: readonly Step[] = [
  { name: "format and lint", run: () => runTool("biome", ["ci", "--colors=off", "."]) },
  { name: "types", run: () => runTool("tsc", ["--noEmit", "-p", "tsconfig.json"]) },
  { name: "directions, sizes, names", run: () => runTool("vitest", ["run", "test/repo-health.test.ts"]) },
  { name: "dead code", run: () => runTool("knip", ["--no-progress"]) },
  { name: "what is derived", run: checkDerived },
];

const finished: readonly Finished[] = await Promise.all(steps.map(time));

for (const { name, code, output } of finished) {
  if (code !== 0) console.log(`── ${name}\n${output.trimEnd()}\n`);
}
for (const { name, code, seconds } of finished) {
  console.log(`${code === 0 ? "✓" : "✗"} ${name.padEnd(26)} ${seconds.padStart(5)} s`);
}
if (finished.some(({ code }) => code !== 0)) process.exitCode = 1;

async function time({ name, run }: Step): Promise<Finished> {
  const startedAt = performance.now();
  const result = await run().catch((error: unknown) => ({ code: 1, output: String(error) }));
  return { name, ...result, seconds: ((performance.now() - startedAt) / 1000).toFixed(1) };
}

/** Writes dist/ as it is built, so that the derived files are compared with what the sources say now. */
async function checkDerived(): Promise<ToolResult> {
  await writeBundle();
  const manifest = await buildManifest();
  const stale = [
    ...staleFile(manifestFile, manifest),
    ...staleFiles(completionDir, buildCompletions(manifest)),
    ...staleFile(manPageFile, buildManPage(manifest)),
    ...staleFile(errorReferenceFile, buildErrorReference()),
    ...staleFiles(documentSchemaDir, buildDocumentSchemas()),
  ];
  if (stale.length === 0) return { code: 0, output: "" };
  return {
    code: 1,
    output: `${stale.join(", ")}: not what the sources say. Run \`npm run build\` and commit.`,
  };
}

function staleFile(file: string, expected: string): string[] {
  return existsSync(file) && readFileSync(file, "utf8") === expected ? [] : [file];
}

/** A directory that has these files and no others. */
function staleFiles(dir: string, expected: ReadonlyMap<string, string>): string[] {
  const extra = existsSync(dir) ? readdirSync(dir).filter((name) => !expected.has(name)) : [];
  return [
    ...extra.map((name) => join(dir, name)),
    ...[...expected].flatMap(([name, text]) => staleFile(join(dir, name), text)),
  ];
}
