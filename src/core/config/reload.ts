// What becomes of a running daemon when its configuration is replaced by another one.
import { isDeepStrictEqual } from "node:util";
import type { Config, ConnectionSettings, SyncConfig } from "./types.ts";

export interface Change {
  readonly name: string;
  readonly kind: "added" | "removed" | "changed";
}

export interface ReloadPlan {
  /** Connections that open, close, or close and open again, by name. */
  readonly connections: readonly Change[];
  /** Syncs whose own configuration differs, by name. */
  readonly syncs: readonly Change[];
  /** Whether the port that is listened on is another one, or is opened or closed. */
  readonly server: "same" | "moved";
  /** Syncs in both configurations whose workers end and begin again: they or one of their connections have changed. */
  readonly restart: readonly string[];
  /** Connections whose webhook has to be made or looked at again, because it is new or calls come to another address. */
  readonly webhooks: readonly string[];
}

/**
 * Compares two checked configurations. Order, comments and where a value comes from make no difference.
 * `renewed`: connections for which a file that they name has other content than when they were opened.
 */
export function planReload(old: Config, next: Config, renewed: ReadonlySet<string> = new Set()): ReloadPlan {
  const connections = changes(
    old.connections,
    next.connections,
    (one, other) => isSameConnection(one, other) && !renewed.has(one.name),
  );
  const syncs = changes(old.syncs, next.syncs, isSameSync);
  const touched = new Set(connections.map(({ name }) => name));
  const changed = new Set(syncs.flatMap(({ name, kind }) => (kind === "changed" ? [name] : [])));
  const restart = [...next.syncs.values()].filter(
    ({ name, left, right }) =>
      old.syncs.has(name) &&
      (changed.has(name) || touched.has(left.connection) || touched.has(right.connection)),
  );
  return {
    connections,
    syncs,
    server: isSameAddress(old, next) ? "same" : "moved",
    restart: restart.map(({ name }) => name),
    webhooks: webhooksOf(old, next, touched),
  };
}

function changes<T>(
  old: ReadonlyMap<string, T>,
  next: ReadonlyMap<string, T>,
  isSame: (one: T, other: T) => boolean,
): Change[] {
  const removed = [...old.keys()].filter((name) => !next.has(name));
  const others = [...next].flatMap(([name, value]): Change[] => {
    const before = old.get(name);
    if (before === undefined) return [{ name, kind: "added" }];
    return isSame(before, value) ? [] : [{ name, kind: "changed" }];
  });
  return [...removed.map((name): Change => ({ name, kind: "removed" })), ...others];
}

/** The connector's code is not compared: it can't change while the process lives. */
function isSameConnection(one: ConnectionSettings, other: ConnectionSettings): boolean {
  return isDeepStrictEqual({ ...one, connector: null }, { ...other, connector: null });
}

const isSameSync = (one: SyncConfig, other: SyncConfig): boolean => isDeepStrictEqual(one, other);

function isSameAddress({ server: one }: Config, { server: other }: Config): boolean {
  return one?.host === other?.host && one?.port === other?.port;
}

/** Only syncs in real time ask for webhooks, and only where vendors can reach us. */
function webhooksOf(old: Config, next: Config, touched: ReadonlySet<string>): string[] {
  const wanted = (config: Config): Set<string> => {
    const live = [...config.syncs.values()].filter(({ realtime }) => realtime);
    return new Set(live.flatMap(({ left, right }) => [left.connection, right.connection]));
  };
  const url = next.server?.publicUrl ?? null;
  if (url === null) return [];
  const before = url === (old.server?.publicUrl ?? null) ? wanted(old) : new Set<string>();
  return [...wanted(next)].filter((name) => touched.has(name) || !before.has(name));
}
