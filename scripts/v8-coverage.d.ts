// The package brings no types; these are the parts used here.
declare module "@bcoe/v8-coverage" {
  import type { Profiler } from "node:inspector";

  export type ScriptCov = Omit<Profiler.ScriptCoverage, "scriptId">;

  export function mergeProcessCovs(processes: readonly { readonly result: readonly ScriptCov[] }[]): {
    readonly result: readonly ScriptCov[];
  };
}
