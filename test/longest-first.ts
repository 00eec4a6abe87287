// The order of the test files: what takes longest begins first, so that no processor is idle at the end, and what
// mostly waits, for a vendor's limit or a clock's next second, does so beside what computes.
import { relative } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Longest first; a file that is not here comes after them. */
export const longest: readonly string[] = [
  "test/e2e/shared-limits/real-processes.test.ts",
  "test/e2e/shared-limits/shared-limits.test.ts",
  "test/core/config/corruption.test.ts",
  "test/e2e/ring.test.ts",
  "test/e2e/pairs/zendesk-jira.test.ts",
  "test/e2e/pairs/jira-servicenow.test.ts",
  "test/e2e/pairs/zendesk-servicenow.test.ts",
  "test/e2e/pairs/salesforce-jira.test.ts",
  "test/e2e/pairs/salesforce-servicenow.test.ts",
  "test/e2e/pairs/salesforce-zendesk.test.ts",
  "test/e2e/backup.test.ts",
  "test/simulation/simulation.test.ts",
  "test/e2e/demo.test.ts",
  "test/e2e/signals.test.ts",
  "test/e2e/commands/operator.test.ts",
  "test/e2e/sign-in/kept-secrets.test.ts",
  "test/core/http/endless.test.ts",
  "test/e2e/doctor.test.ts",
  "test/e2e/dead-letters.test.ts",
  "test/e2e/crash/crash.test.ts",
  "test/e2e/poisoned-write.test.ts",
  "test/e2e/service/reload.test.ts",
  "test/core/config/every-key.test.ts",
  "test/e2e/commands/sync.test.ts",
  "test/simulation/model.test.ts",
  "test/e2e/audit.test.ts",
  "test/e2e/fast-start.test.ts",
  "test/core/mapping/rich-text/convert-text.test.ts",
  "test/cli/base-command.test.ts",
  "test/simulation/mutants.test.ts",
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rankOf = ({ moduleId }: TestSpecification): number => {
      const rank = longest.indexOf(relative(process.cwd(), moduleId).replaceAll("\\", "/"));
      return rank === -1 ? longest.length : rank;
    };
    const sorted = await super.sort(files);
    return sorted.sort((a, b) => rankOf(a) - rankOf(b));
  }
}
