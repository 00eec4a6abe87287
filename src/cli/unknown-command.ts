// oclif's hook for a command that does not exist: names the nearest one.
import type { Hook } from "@oclif/core";
import { nearestName } from "../core/config/nearest.ts";
import { IntegrationError } from "../core/contract/errors.ts";

export const refuseUnknownCommand: Hook.CommandNotFound = async ({ id, config }) => {
  const typed = id.replaceAll(":", " ");
  const names = config.commandIDs.map((known) => known.replaceAll(":", " "));
  const suggestion = nearestName(typed, names);
  const hint =
    suggestion === undefined ? "`integ --help` lists the commands." : `Did you mean \`integ ${suggestion}\`?`;
  throw new IntegrationError({ code: "E_USAGE", message: `There is no command "${typed}"`, hint });
};
