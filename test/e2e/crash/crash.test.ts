// The real daemon against the sandbox, killed at random moments under load.
import { expect, it } from "vitest";
import { isInFull } from "../../skips.ts";
import { runCrashes } from "./crash-run.ts";

const kills = isInFull ? 10 : 4;

it(`SYN-9 SYN-10 killed ${kills} times while people edit on both sides, it loses and doubles nothing`, async () => {
  const report = await runCrashes({
    kills,
    perSecond: 50,
    records: 120,
    random: Math.random,
    onProgress: () => undefined,
  });
  expect(report.findings).toEqual([]);
  expect(report.changes.salesforce).toBeGreaterThan(0);
  expect(report.changes.zendesk).toBeGreaterThan(0);
});
