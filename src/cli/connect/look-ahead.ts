// What the configuration as a whole needs once a connection has been added.
import { loadLayers } from "../../core/config/layers.ts";
import type { Origins } from "../../core/config/origins.ts";
import { ConfigInvalidError, formatProblem } from "../../core/config/problems.ts";
import type { Config } from "../../core/config/types.ts";
import { ConfigError } from "../../core/contract/errors.ts";
import type { openRegistry } from "../../daemon/app.ts";
import type { CommandContext } from "../context.ts";

export interface Outlook {
  /** The next command to run or thing to write. */
  readonly next: string;
  /** What is wrong with the file, and what wins over it. */
  readonly warnings: readonly string[];
}

/** `connection` was written to the file just now. `stored`: full names of the stored secrets. */
export async function lookAhead(
  { env, layers, directories }: Pick<CommandContext, "env" | "layers" | "directories">,
  registry: ReturnType<typeof openRegistry>,
  connection: string,
  stored: readonly string[],
): Promise<Outlook> {
  const file = directories.configFile;
  try {
    const { config, origins } = await loadLayers({ ...layers, file, env, registry });
    const { connections, syncs } = config;
    const warnings = overruled(origins, connection);
    const open = firstOpen(config, new Set([connection, ...stored.map((name) => name.split("/")[0])]));
    if (open !== null) return { next: `integ connect ${open}`, warnings };
    const [sync] = syncs.keys();
    if (sync !== undefined) return { next: `integ sync plan ${sync}`, warnings };
    if (connections.size > 1) return { next: `Describe the pair under \`syncs:\` in ${file}`, warnings };
    return { next: "Connect the other system: `integ connectors` lists what there is", warnings };
  } catch (error) {
    if (error instanceof ConfigInvalidError)
      return { next: `Correct ${file}`, warnings: error.problems.map(formatProblem) };
    if (!(error instanceof ConfigError)) throw error;
    return { next: "integ config lint", warnings: [`${error.message}. ${error.hint}`] };
  }
}

/** The first that nothing is stored for, those of a sync before others; null: there is none. */
function firstOpen({ connections, syncs }: Config, connected: ReadonlySet<unknown>): string | null {
  const joined = [...syncs.values()].flatMap(({ left, right }) => [left.connection, right.connection]);
  return [...joined, ...connections.keys()].find((name) => !connected.has(name)) ?? null;
}

/** Only the file is written; what lies over it wins all the same. */
function overruled(origins: Origins, connection: string): string[] {
  return origins
    .entries()
    .filter(({ path, layer }) => path.startsWith(`connections.${connection}.`) && !isBelow(layer))
    .map(({ path, place }) => `${path} is set at ${place}, which wins over the configuration file`);
}

const isBelow = (layer: string): boolean => layer === "default" || layer === "file";
