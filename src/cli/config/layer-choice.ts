// Which layers a command lays over the configuration file: the overlay and the settings given on its line.
import type { FlagSetting } from "../../core/config/settings.ts";
import { IntegrationError } from "../../core/contract/errors.ts";
import type { Environment } from "../context.ts";

export interface LayerChoice {
  /** Name of the overlay's environment; null: none. */
  readonly environment: string | null;
  readonly flags: readonly FlagSetting[];
}

export interface LayerFlags {
  readonly env?: string | undefined;
  readonly override?: readonly string[] | undefined;
}

/** The flag wins over the variable. @throws IntegrationError E_USAGE for an override without a value. */
export function chooseLayers(flags: LayerFlags, env: Environment): LayerChoice {
  const environment = flags.env ?? env.INTEG_ENV;
  return {
    environment: environment === undefined || environment === "" ? null : environment,
    flags: (flags.override ?? []).map(readOverride),
  };
}

function readOverride(text: string): FlagSetting {
  const end = text.indexOf("=");
  if (end > 0) return { path: text.slice(0, end).trim(), value: text.slice(end + 1) };
  throw new IntegrationError({
    code: "E_USAGE",
    message: "--override needs a key and a value",
    hint: "Write it as --override connections.NAME.timeout=30s.",
  });
}
