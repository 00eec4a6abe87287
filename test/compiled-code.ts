// Where the processes that tests start keep compiled code: in one place, not each in a home of its own, compiled anew.
import { join } from "node:path";

export const place = join(process.cwd(), "node_modules/.cache/tests");
// What is read from a cache is not counted as exactly.
const isCounted = process.env.NODE_V8_COVERAGE !== undefined;

/** For the built integ, which looks for it below this directory. */
export const compiledCode: Readonly<Record<string, string>> = isCounted ? {} : { XDG_CACHE_HOME: place };

/** For any script of Node.js: what became of its TypeScript is kept too. */
export const compiledScripts: Readonly<Record<string, string>> = isCounted
  ? {}
  : { NODE_COMPILE_CACHE: place };
