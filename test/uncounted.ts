// For processes whose coverage nobody reads: counting would take them half as long again.

/** This process's environment, but what a process started in it ran is not counted. */
export function uncounted(): NodeJS.ProcessEnv {
  return { ...process.env, NODE_V8_COVERAGE: undefined };
}
