// A machine and vendors for the linter that are all in order, to be spoilt by what a test is about.
import type { LintProbes, LiveProbes } from "../../../src/core/config/lint.ts";

export const soundLive: LiveProbes = {
  check: async () => ({ identity: "integ", apiVersion: "1", expiresAt: null, warnings: [] }),
  compile: async () => ({ unfilled: { left: [], right: [] } }),
};

export const soundProbes = (more: Partial<LintProbes> = {}): LintProbes => ({
  readFile: async (file) => {
    throw new Error(`nobody names the file ${file}`);
  },
  stateDirFault: async () => null,
  secretNames: async () => new Set(),
  remembered: async () => null,
  live: async () => soundLive,
  ...more,
});
