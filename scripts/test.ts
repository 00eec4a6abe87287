// Runs the tests and says at the end what could not be run and how many passed and failed.
import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { CoverageFiles } from "./coverage.ts";

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly FileResult[];
}

interface FileResult {
  readonly name: string;
  readonly status: string;
  readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
}

interface Skip {
  readonly name: string;
  readonly reason: string;
  readonly title: string;
}

const noSkips = process.env.INTEG_CI_NO_SKIPS === "1";
const dir = mkdtempSync(join(tmpdir(), "integ-test-"));
const reportFile = join(dir, "report.json");
const skipsFile = join(dir, "skips.jsonl");

const args = process.argv.slice(2);
const coverage = args.includes("--coverage") ? prepareCoverage() : null;

try {
  const accepted = (await runVitest(args.filter((arg) => arg !== "--coverage"))) === 0;
  const covered = coverage === null || (await checkCoverage(coverage));
  process.exitCode = summarize(accepted, covered) ? 0 : 1;
} finally {
  rmSync(dir, { recursive: true, force: true });
}

function runVitest(args: readonly string[]): Promise<number> {
  const vitest = resolve("node_modules/vitest/vitest.mjs");
  const report = ["--reporter=default", "--reporter=json", `--outputFile.json=${reportFile}`];
  const covering =
    coverage === null
      ? []
      : ["--coverage.enabled=true", `--coverage.reportsDirectory=${join(dir, "coverage")}`];
  const child = spawn(process.execPath, [vitest, "run", ...report, ...covering, ...args], {
    stdio: ["ignore", "inherit", "inherit"],
    env: {
      ...process.env,
      INTEG_SKIPS_FILE: skipsFile,
      ...(coverage === null ? {} : { INTEG_CHILD_COVERAGE: coverage.childDir }),
    },
  });
  return new Promise((done) => child.on("close", (code) => done(code ?? 1)));
}

function prepareCoverage(): CoverageFiles {
  const childDir = join(dir, "children");
  mkdirSync(childDir);
  // Some tests start processes as another user.
  chmodSync(dir, 0o711);
  chmodSync(childDir, 0o777);
  return { vitestFile: join(dir, "coverage", "coverage-final.json"), childDir };
}

async function checkCoverage(files: CoverageFiles): Promise<boolean> {
  const { reportCoverage } = await import("./coverage.ts");
  return reportCoverage(files);
}

/** Prints the end of the run and says whether it is a success: what is no test but fails it counts as failed. */
function summarize(accepted: boolean, covered: boolean): boolean {
  if (!existsSync(reportFile)) {
    console.log("The tests did not run: see the lines above.\n0 passed, 1 failed");
    return false;
  }
  const report: Report = JSON.parse(readFileSync(reportFile, "utf8"));
  printSkips(readSkips());
  const failed = report.numFailedTests + brokenFiles(report) + forbiddenSkips(report) + (covered ? 0 : 1);
  const unexplained = !accepted && failed === 0 ? 1 : 0;
  if (unexplained > 0) console.log("Not a success although no test failed: see the lines above.");
  console.log(`${report.numPassedTests} passed, ${failed + unexplained} failed`);
  return failed + unexplained === 0;
}

function forbiddenSkips(report: Report): number {
  const skipped = report.testResults
    .flatMap((file) => file.assertionResults)
    .filter((test) => test.status !== "passed" && test.status !== "failed");
  if (skipped.length > 0) console.log(`${skipped.length} skipped${noSkips ? ", and here none may be" : ""}`);
  if (!noSkips) return 0;
  for (const test of skipped) console.log(`  skipped: ${test.fullName}`);
  return skipped.length;
}

/** Files that failed as a whole, for example because an import did: no test of theirs is counted. */
function brokenFiles(report: Report): number {
  const broken = report.testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
  );
  for (const file of broken) console.log(`failed as a whole: ${file.name}`);
  return broken.length;
}

function readSkips(): Skip[] {
  if (!existsSync(skipsFile)) return [];
  const lines = readFileSync(skipsFile, "utf8").split("\n").filter(Boolean);
  return lines.map((line): Skip => JSON.parse(line));
}

function printSkips(skips: readonly Skip[]): void {
  if (skips.length > 0) console.log("\nMissing here (time: only .ci/run takes it), so not tested:");
  for (const { name, reason, title } of skips) console.log(`  ${name}: ${reason} (${title})`);
}
