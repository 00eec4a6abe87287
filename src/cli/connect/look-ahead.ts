// What the configuration as a whole needs once a connection has been added.
import { loadConfig } from "../../core/config/load.ts";
import { ConfigInvalidError, formatProblem } from "../../core/config/problems.ts";
import type { openRegistry } from "../../daemon/app.ts";

/** The next command to run or thing to write, and what is wrong with the file. */
export async function lookAhead(
  file: string,
  registry: ReturnType<typeof openRegistry>,
): Promise<{ readonly next: string; readonly warnings: readonly string[] }> {
  try {
    const { connections, syncs } = await loadConfig({ file, registry });
    const [sync] = syncs.keys();
    if (sync !== undefined) return { next: `integ sync plan ${sync}`, warnings: [] };
    if (connections.size > 1) return { next: `Describe the pair under \`syncs:\` in ${file}`, warnings: [] };
    const used = new Set([...connections.values()].map((connection) => connection.connectorId));
    const other = registry.ids().find((id) => !used.has(id)) ?? "CONNECTOR";
    return { next: `integ connect ${other}`, warnings: [] };
  } catch (error) {
    if (!(error instanceof ConfigInvalidError)) throw error;
    return { next: `Correct ${file}`, warnings: error.problems.map(formatProblem) };
  }
}
