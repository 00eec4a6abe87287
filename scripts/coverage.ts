// How much of src/ the tests ran, in their own process and in those they started, and whether that is enough.
import { existsSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { type CoverageMap, type CoverageSummary, createCoverageMap } from "@vitest/istanbul-lib-coverage";
import { readChildCoverage } from "./child-coverage.ts";

const leastLinesPercent = 85;
const filesShown = 12;

export interface CoverageFiles {
  /** What vitest's `json` reporter wrote. */
  readonly vitestFile: string;
  /** Where the processes started by tests wrote. */
  readonly childDir: string;
}

/** Prints the least covered files and the total. @returns whether enough lines ran. */
export async function reportCoverage({ vitestFile, childDir }: CoverageFiles): Promise<boolean> {
  if (!existsSync(vitestFile)) {
    console.log("No coverage: vitest wrote none.");
    return false;
  }
  const map = createCoverageMap(JSON.parse(readFileSync(vitestFile, "utf8")));
  const alone = linesOf(map.getCoverageSummary()).percent;
  map.merge(await readChildCoverage(childDir));
  printLeastCovered(map);
  const { total, percent } = linesOf(map.getCoverageSummary());
  console.log(
    `Coverage: ${percent.toFixed(2)} % of ${total} lines; ${alone.toFixed(2)} % without the processes tests start`,
  );
  if (percent >= leastLinesPercent) return true;
  console.log(`Less than the ${leastLinesPercent} % it must be.`);
  return false;
}

function printLeastCovered(map: CoverageMap): void {
  const files = map.files().map((file) => {
    return { path: relative(".", file), ...linesOf(map.fileCoverageFor(file).toSummary()) };
  });
  const least = files.filter(({ missed }) => missed > 0).sort((a, b) => b.missed - a.missed);
  console.log(`\nMost lines that no test runs, of ${files.length} files:`);
  for (const { path, missed, percent } of least.slice(0, filesShown)) {
    console.log(`  ${String(missed).padStart(4)} lines  ${percent.toFixed(0).padStart(3)} %  ${path}`);
  }
}

function linesOf({ lines: { total, covered } }: CoverageSummary) {
  return { total, missed: total - covered, percent: total === 0 ? 100 : (100 * covered) / total };
}
