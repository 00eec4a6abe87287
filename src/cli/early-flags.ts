// The flags that decide how a failure is reported, read before parsing: a wrong flag is reported in the form asked for.
import { IntegrationError } from "../core/contract/errors.ts";
import type { Environment } from "./context.ts";
import { type LogLevel, logLevels } from "./log.ts";

export interface EarlyFlags {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly debug: boolean;
}

export function readEarlyFlags(argv: readonly string[], env: Environment): EarlyFlags {
  const end = argv.indexOf("--");
  const flags = end === -1 ? argv : argv.slice(0, end);
  const level = flagValue(flags, "--log-level") ?? env.INTEG_LOG_LEVEL;
  return { json: flags.includes("--json"), quiet: flags.includes("--quiet"), debug: level === "debug" };
}

/** @throws IntegrationError E_USAGE when INTEG_LOG_LEVEL is not a level. */
export function logLevelFromEnvironment(env: Environment): LogLevel | undefined {
  const value = env.INTEG_LOG_LEVEL;
  if (!value) return undefined;
  const level = logLevels.find((known) => known === value);
  if (level !== undefined) return level;
  const message = `INTEG_LOG_LEVEL is "${value}", which is not a log level`;
  throw new IntegrationError({ code: "E_USAGE", message, hint: `Set it to one of ${logLevels.join(", ")}.` });
}

function flagValue(flags: readonly string[], flag: string): string | undefined {
  const index = flags.findIndex((word) => word === flag || word.startsWith(`${flag}=`));
  const word = flags[index];
  return word === flag ? flags[index + 1] : word?.slice(flag.length + 1);
}
