// Checked settings → configuration with every default filled in.
import type { z } from "zod";
import type { Connector } from "../contract/connector.ts";
import { childSyncs } from "./children.ts";
import { parseDuration } from "./durations.ts";
import { type FieldSurroundings, resolveField } from "./resolve-field.ts";
import type { Server } from "./schema.ts";
import type { SyncSettings } from "./schema-sync.ts";
import { scoped } from "./scoped.ts";
import { parseListen, parsePublicUrl } from "./server-address.ts";
import { parseShare } from "./sizes.ts";
import type { DeletePolicy, Guards, ServerConfig, SideConfig, SyncConfig, ValidationRule } from "./types.ts";

const defaultGuards: Guards = {
  maxDeletes: 100,
  maxDeleteShare: 0.1,
  deleteHoldMs: 30_000,
  maxFirstCreates: 1000,
  maxFlips: 10,
  flipWindowMs: 600_000,
};

/**
 * The syncs of a checked file, those of comments and files right after their parents.
 * `connectors` are the loaded connectors by connection name.
 */
export function resolveSyncs(
  syncs: Readonly<Record<string, SyncSettings>>,
  connectors: ReadonlyMap<string, Connector>,
): SyncConfig[] {
  const endsOf = new Map(Object.entries(syncs));
  return Object.entries(syncs).flatMap(([name, sync]) => {
    const parent = scoped(resolveSync(name, { sync, endsOf }), connectors);
    const children = childSyncs(parent, sync, connectors).map((child) => scoped(child, connectors));
    return [parent, ...children];
  });
}

function resolveSync(name: string, surroundings: FieldSurroundings): SyncConfig {
  const { sync } = surroundings;
  const { direction, realtime, match, conflicts, prefer } = sync;
  return {
    name,
    parent: null,
    left: resolveSide(sync.left),
    right: resolveSide(sync.right),
    direction,
    schedule: sync.schedule?.trim() ?? null,
    ...(sync.timezone === undefined ? {} : { timezone: sync.timezone }),
    ...(sync.every === undefined ? {} : { everyMs: durationMs(sync.every, Number.NaN) }),
    realtime,
    match,
    conflicts,
    prefer,
    deletes: resolveDeletes(sync.deletes),
    guards: resolveGuards(sync.guards ?? {}),
    rules: sync.rules.map(resolveRule),
    maxContentBytes: null,
    fields: sync.fields.map((field) => resolveField(field, surroundings)),
  };
}

const resolveSide = ({ connection, object, where }: SyncSettings["left"]): SideConfig => ({
  connection,
  object,
  where: where ?? null,
});

function resolveDeletes(given: SyncSettings["deletes"]): DeletePolicy {
  const { policy, set } = typeof given === "string" ? { policy: given } : given;
  return { kind: policy, archive: { left: set?.left ?? null, right: set?.right ?? null } };
}

const resolveRule = ({ side, when, expression, message }: SyncSettings["rules"][number]): ValidationRule => ({
  side,
  ...(when === undefined ? {} : { when }),
  expression,
  message,
});

/** A guard that is off has no limit. */
function resolveGuards(given: NonNullable<SyncSettings["guards"]>): Guards {
  const limit = (value: number | "off" | undefined, otherwise: number): number =>
    value === "off" ? Number.POSITIVE_INFINITY : (value ?? otherwise);
  const share = given.maxDeleteShare;
  return {
    maxDeletes: limit(given.maxDeletes, defaultGuards.maxDeletes),
    maxDeleteShare: limit(
      share === undefined || share === "off" ? share : (parseShare(share) ?? undefined),
      defaultGuards.maxDeleteShare,
    ),
    maxFirstCreates: limit(given.maxFirstCreates, defaultGuards.maxFirstCreates),
    maxFlips: limit(given.maxFlips, defaultGuards.maxFlips),
    flipWindowMs: durationMs(given.flipWindow, defaultGuards.flipWindowMs),
    deleteHoldMs: given.deleteHold === "off" ? 0 : durationMs(given.deleteHold, defaultGuards.deleteHoldMs),
  };
}

const durationMs = (text: string | undefined, otherwise: number): number =>
  (text === undefined ? null : parseDuration(text)) ?? otherwise;

/** Null when the file has no `server`. The schema has checked both addresses. */
export function resolveServer(server: z.infer<typeof Server> | null | undefined): ServerConfig | null {
  if (server === null || server === undefined) return null;
  const address = parseListen(server.listen);
  if (address === null) return null;
  return { ...address, publicUrl: server.publicUrl === undefined ? null : parsePublicUrl(server.publicUrl) };
}
