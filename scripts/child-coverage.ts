// What the processes that tests start have covered: V8's files (NODE_V8_COVERAGE), mapped from dist/ back to src/.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { mergeProcessCovs, type ScriptCov } from "@bcoe/v8-coverage";
import { type CoverageMap, createCoverageMap } from "@vitest/istanbul-lib-coverage";
import { convert } from "ast-v8-to-istanbul";
import { parseAstAsync } from "vitest/node";

const srcDir = resolve("src") + sep;
const distDir = resolve("dist") + sep;
const mergedAtOnce = 64;

/** The lines of src/ that ran in any of the processes which left their coverage in `dir`. */
export async function readChildCoverage(dir: string): Promise<CoverageMap> {
  const map = createCoverageMap({});
  for (const script of mergeScripts(dir)) {
    const converted = createCoverageMap(await convertScript(script));
    converted.filter((file) => file.startsWith(srcDir));
    map.merge(converted);
  }
  return map;
}

/** Of a thousand processes, but in memory only a few at a time. */
function mergeScripts(dir: string): readonly ScriptCov[] {
  const files = readdirSync(dir);
  let merged: readonly ScriptCov[] = [];
  for (let from = 0; from < files.length; from += mergedAtOnce) {
    const processes = files.slice(from, from + mergedAtOnce).flatMap((file) => readProcess(join(dir, file)));
    merged = mergeProcessCovs([merged, ...processes].map((result) => ({ result }))).result;
  }
  return merged;
}

/** Our own scripts in one process's file; none when the process was killed while it wrote. */
function readProcess(file: string): ScriptCov[][] {
  try {
    const { result }: { result: ScriptCov[] } = JSON.parse(readFileSync(file, "utf8"));
    return [result.filter(({ url }) => isOurs(url))];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

function isOurs(url: string): boolean {
  if (!url.startsWith("file:")) return false;
  const path = fileURLToPath(url);
  return (path.startsWith(srcDir) || path.startsWith(distDir)) && existsSync(path);
}

async function convertScript(script: ScriptCov) {
  const path = fileURLToPath(script.url);
  const text = readFileSync(path, "utf8");
  // Stripping keeps every position, so what ran from src/ needs no map.
  const code = path.endsWith(".ts") ? stripTypeScriptTypes(text) : text;
  const mapFile = `${path}.map`;
  return convert({
    ast: parseAstAsync(code),
    code,
    wrapperLength: 0,
    coverage: script,
    ...(existsSync(mapFile) ? { sourceMap: JSON.parse(readFileSync(mapFile, "utf8")) } : {}),
  });
}
