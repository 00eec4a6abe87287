// For processes whose coverage nobody reads: counting would take them half as long again.
import { place } from "./compiled-code.ts";

/** This process's environment, but what a process started in it runs is not counted, and so may come from a cache. */
export function uncounted(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NODE_V8_COVERAGE: undefined,
    NODE_DISABLE_COMPILE_CACHE: undefined,
    NODE_COMPILE_CACHE: place,
  };
}
