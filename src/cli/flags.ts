// The flags every command has.
import { Flags } from "@oclif/core";
import { logLevels } from "./log.ts";

export const globalFlags = {
  json: Flags.boolean({ description: "Print one JSON document instead of text.", helpGroup: "GLOBAL" }),
  quiet: Flags.boolean({ description: "Print the answer only: no progress, no notes.", helpGroup: "GLOBAL" }),
  config: Flags.string({
    description: "Configuration file. Default: ./integ.yaml, then the user's and the system's.",
    helpValue: "FILE",
    helpGroup: "GLOBAL",
  }),
  "state-dir": Flags.string({
    description: "Directory of the database. Default: $INTEG_STATE_DIR or the user's state directory.",
    helpValue: "DIR",
    helpGroup: "GLOBAL",
  }),
  env: Flags.string({
    description: "Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.",
    helpValue: "NAME",
    helpGroup: "GLOBAL",
  }),
  override: Flags.string({
    description: "Set one key of the configuration for this run; may be given again.",
    helpValue: "KEY=VALUE",
    helpGroup: "GLOBAL",
    multiple: true,
    multipleNonGreedy: true,
  }),
  "no-input": Flags.boolean({
    description: "Never ask; fail and name what is missing.",
    helpGroup: "GLOBAL",
  }),
  "log-level": Flags.option({
    description: "Log what is at least this important to stderr.",
    options: logLevels,
    helpGroup: "GLOBAL",
  })(),
};
