// Two projects: everything that runs in one process, and the built CLI as an operator runs it.
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/longest-first.ts";

export default defineConfig({
  test: {
    pool: "forks",
    // More than processors: some tests mostly wait, for a vendor's limit, say.
    maxWorkers: 3,
    // No module here is changed by being used, so files can share what they import.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // Against what hangs; a busy machine may take its time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    setupFiles: ["test/child-coverage.ts"],
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      // scripts/coverage.ts adds what the processes started by tests ran, then judges and reports.
      reporter: ["json"],
      reportOnFailure: true,
    },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/e2e/**"],
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          globalSetup: ["test/e2e/build-once.ts"],
        },
      },
    ],
  },
});
