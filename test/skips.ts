// Suites that need something this machine may lack, or much time, say so here; the test runner lists what was left out.
import { appendFileSync } from "node:fs";
import { describe, it } from "vitest";

/** Whether nothing is left out: proofs by counting count to their ends, and a lack is a failure. */
export const isInFull = process.env.INTEG_CI_NO_SKIPS === "1";

type Suite = (title: string, body: () => void) => void;

/**
 * `describe` where `available`; otherwise the suite is skipped and reported. `name` is what is missing
 * ("gnome-keyring"), `reason` what is therefore not proven. With INTEG_CI_NO_SKIPS=1 the lack is a failure.
 */
export function skipUnless(available: boolean, name: string, reason: string): Suite {
  if (available) return (title, body) => void describe(title, body);
  if (isInFull) return failingSuite(`${name} is missing: ${reason}`);
  const reportFile = process.env.INTEG_SKIPS_FILE;
  return (title, body) => {
    if (reportFile) appendFileSync(reportFile, `${JSON.stringify({ name, reason, title })}\n`);
    describe.skip(title, body);
  };
}

/**
 * `describe` for a proof that takes too long where somebody waits: it runs with INTEG_CI_NO_SKIPS=1; otherwise it is
 * skipped and reported with what it needs (`time`: "90 s") and what is therefore not proven.
 */
export function onlyInFull(time: string, reason: string): Suite {
  return skipUnless(isInFull, `${time} of time`, reason);
}

function failingSuite(message: string): Suite {
  return (title) => {
    describe(title, () => {
      it("finds what it needs", () => {
        throw new Error(message);
      });
    });
  };
}
