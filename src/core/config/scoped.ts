// Objects narrowed down by their names: only records of the scope belong to the sync.
import type { Connector } from "../contract/connector.ts";
import type { SideConfig, SyncConfig } from "./types.ts";

/** The sync with what its objects' names say added to each side's filter. */
export function scoped(sync: SyncConfig, connectors: ReadonlyMap<string, Connector>): SyncConfig {
  const narrowed = (side: SideConfig): SideConfig => {
    const scope = connectors.get(side.connection)?.scopeOf?.(side.object) ?? null;
    if (scope === null) return side;
    return { ...side, where: side.where === null ? scope : `(${scope}) && (${side.where})` };
  };
  return { ...sync, left: narrowed(sync.left), right: narrowed(sync.right) };
}
