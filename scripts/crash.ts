// Kills the built daemon with SIGKILL under load, as often as asked, and balances the books at the end.
// npm run crash -- --kills 200 --rate 100
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { runCrashes } from "../test/e2e/crash/crash-run.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "200" },
    rate: { type: "string", default: "100" },
    records: { type: "string", default: "400" },
  },
});
if (!existsSync("dist/cli/main.js")) throw new Error("dist/ is missing: run `npm run build` first.");

const report = await runCrashes({
  kills: Number(values.kills),
  perSecond: Number(values.rate),
  records: Number(values.records),
  random: Math.random,
  onProgress: (line) => console.error(line),
});
console.log(JSON.stringify(report, null, 2));
console.log(
  report.findings.length === 0 ? "The books balance." : `${report.findings.length} things do not balance.`,
);
process.exitCode = report.findings.length === 0 ? 0 : 1;
