// The real daemon against the sandbox, killed at random moments under load.
import { expect, it } from "vitest";
import { runCrashes } from "./crash-run.ts";

it("SYN-9 SYN-10 killed ten times while people edit on both sides, it loses and doubles nothing", async () => {
  const report = await runCrashes({
    kills: 10,
    perSecond: 50,
    records: 120,
    random: Math.random,
    onProgress: () => undefined,
  });
  expect(report.findings).toEqual([]);
  expect(report.changes.salesforce).toBeGreaterThan(0);
  expect(report.changes.zendesk).toBeGreaterThan(0);
});
