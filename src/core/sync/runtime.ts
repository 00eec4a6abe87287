// A sync of the configuration made ready to run: both objects described, the mapping compiled against them.
import type { SyncConfig } from "../config/types.ts";
import type { Connection, ObjectPort } from "../contract/connector.ts";
import { ConfigError, PermanentError } from "../contract/errors.ts";
import type { ObjectDescription } from "../contract/records.ts";
import { compileMapping, fieldsToRead } from "../mapping/compile.ts";
import { type Side, sides } from "../store/rows.ts";
import { keyPrefixOf } from "./match/correlation.ts";
import { type AcceptedFields, judgeFields } from "./schema-drift.ts";
import type { SidePort, SyncRuntime } from "./types.ts";

/** How an object describes itself: asked now, or remembered. */
export type Describe = (port: SidePort) => Promise<ObjectDescription>;

/** What preparing a sync asks of its surroundings. */
export interface PreparePorts {
  /** The live connection of a name in the config. */
  connectionOf(name: string): Promise<Connection>;
  readonly describe?: Describe;
  /** How far a connection's clock is ahead of ours, milliseconds. */
  readonly clockOffsetOf?: (connection: string) => number;
  /** How far that may be from the truth either way, milliseconds. */
  readonly clockDoubtOf?: (connection: string) => number;
  /** What the mapped fields were like when the sync last ran; null: it never has. */
  readonly accepted?: AcceptedFields | null;
}

/**
 * Makes a sync of the configuration ready to run. Fields that have changed at a vendor since it last ran are left out
 * and named; any other fault of a field is one of the configuration.
 * @throws ConfigError for fields or objects the vendors do not have; IntegrationError when a vendor can't be asked.
 */
export async function prepareSync(
  sync: SyncConfig,
  {
    connectionOf,
    describe = (port) => port.object.describe(),
    clockOffsetOf = () => 0,
    clockDoubtOf = () => 0,
    accepted,
  }: PreparePorts,
): Promise<SyncRuntime> {
  const whole = await openSides(sync, connectionOf);
  const [left, right] = await Promise.all([describe(whole.left), describe(whole.right)]);
  const { fields, drifted } = judgeFields(sync, { left, right }, accepted ?? null);
  const usable = drifted.length === 0 ? sync : { ...sync, fields };
  const ports = drifted.length === 0 ? whole : await openSides(usable, connectionOf);
  for (const side of sides) refuseCorrelationField(sync, side, ports[side]);
  const { name, parent, direction, conflicts, prefer, match, deletes, guards, maxContentBytes } = sync;
  return {
    name,
    parent,
    direction,
    conflicts,
    prefer,
    match,
    deletes,
    guards,
    maxContentBytes,
    mapping: compileMapping(usable, { left, right }),
    drifted,
    sides: ports,
    clockOffsetMs: (side) => clockOffsetOf(sync[side].connection),
    clockDoubtMs: (side) => clockDoubtOf(sync[side].connection),
  };
}

async function openSides(
  sync: SyncConfig,
  connectionOf: PreparePorts["connectionOf"],
): Promise<Readonly<Record<Side, SidePort>>> {
  const [left, right] = await Promise.all([
    openSide(sync, "left", connectionOf),
    openSide(sync, "right", connectionOf),
  ]);
  return { left, right };
}

async function openSide(
  sync: SyncConfig,
  side: Side,
  connectionOf: (name: string) => Promise<Connection>,
): Promise<SidePort> {
  const { connection: name, object } = sync[side];
  const connection = await connectionOf(name);
  const account = await connection.account();
  const port = connection.object(object, fieldsToRead(sync, side));
  const capabilities = { ...connection.manifest.capabilities, ...port.capabilities };
  const keyPrefix = keyPrefixOf(account, object);
  return { connection, objectName: object, account, keyPrefix, object: port, capabilities };
}

/** Mapping it would overwrite the key by which our own creates are found again. */
function refuseCorrelationField(sync: SyncConfig, side: Side, port: SidePort): void {
  const field = port.capabilities.correlationField;
  const mapped = sync.fields.find(
    (one) => one[side] === field && one.direction !== (side === "left" ? "left-to-right" : "right-to-left"),
  );
  if (field === null || !mapped) return;
  throw new ConfigError({
    code: "E_CONFIG_INVALID",
    connection: port.connection.name,
    message: `Sync ${sync.name} maps ${field}, where integ keeps the key that prevents double records`,
    hint: "Map another field, or set the connection's correlation field to another one.",
  });
}

/** The same sync without the power to write: what a dry run works with. */
export function withoutWrites(sync: SyncRuntime): SyncRuntime {
  const refuse = (): never => {
    throw new PermanentError({ code: "E_INTERNAL", message: "A dry run tried to write at a vendor" });
  };
  const readOnly = (object: ObjectPort): ObjectPort => ({
    describe: () => object.describe(),
    read: (ids) => object.read(ids),
    scan: () => object.scan(),
    feeds: object.feeds,
    changes: (feed, position) => object.changes(feed, position),
    findByCorrelationKey: (keys) => object.findByCorrelationKey(keys),
    findByField: (field, values) => object.findByField(field, values),
    searchableFields: object.searchableFields,
    ...(object.capabilities ? { capabilities: object.capabilities } : {}),
    create: refuse,
    update: refuse,
    delete: refuse,
  });
  const { left, right } = sync.sides;
  return {
    ...sync,
    sides: {
      left: { ...left, object: readOnly(left.object) },
      right: { ...right, object: readOnly(right.object) },
    },
  };
}
