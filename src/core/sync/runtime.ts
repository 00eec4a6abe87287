// A sync of the configuration made ready to run: both objects described, the mapping compiled against them.
import type { SyncConfig } from "../config/types.ts";
import type { Connection, ObjectPort } from "../contract/connector.ts";
import { IntegrationError, PermanentError } from "../contract/errors.ts";
import { baseObject } from "../contract/objects.ts";
import type { ObjectDescription } from "../contract/records.ts";
import { compileMapping, fieldsToRead, flowsTo, type Mapping } from "../mapping/compile.ts";
import { attempt, MappingError, type MappingFault, makeBoth, mappingFault } from "../mapping/config-fault.ts";
import { placeOf } from "../mapping/labels.ts";
import type { Side } from "../store/rows.ts";
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
 * @throws MappingError with all that the vendors' objects do not allow; IntegrationError when a vendor can't be asked.
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
  const opened = await forBoth((side) => openDescribed(sync, side, connectionOf, describe));
  const { left, right } = opened;
  const objects = { left: left.description, right: right.description };
  const { fields, drifted } = judgeFields(sync, objects, accepted ?? null);
  const isWhole = drifted.length === 0;
  const usable = isWhole ? sync : { ...sync, fields };
  const mapping = compileAll(usable, objects, opened);
  const refusal = left.refusal ?? right.refusal;
  if (isWhole && refusal !== null) throw refusal;
  const ports = isWhole
    ? { left: left.port, right: right.port }
    : await forBoth((side) => openSide(usable, side, connectionOf, fieldsToRead(usable, side)));
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
    mapping,
    drifted,
    sides: ports,
    clockOffsetMs: (side) => clockOffsetOf(sync[side].connection),
    clockDoubtMs: (side) => clockDoubtOf(sync[side].connection),
  };
}

type Both<T> = Readonly<Record<Side, T>>;

async function forBoth<T>(make: (side: Side) => Promise<T>): Promise<Both<T>> {
  const [left, right] = await Promise.all([make("left"), make("right")]);
  return { left, right };
}

/** A side that has been asked what its object is like. */
interface Described {
  readonly port: SidePort;
  readonly description: ObjectDescription;
  /** Why the port was opened without the mapped fields: the vendor does not know one of them; null: it has them. */
  readonly refusal: IntegrationError | null;
}

/** An unknown field does not keep the object from being described, so that all faults can be told at once. */
async function openDescribed(
  sync: SyncConfig,
  side: Side,
  connectionOf: PreparePorts["connectionOf"],
  describe: Describe,
): Promise<Described> {
  const openWith = async (fields: readonly string[]) => {
    const port = await openSide(sync, side, connectionOf, fields);
    return { port, description: await describe(port) };
  };
  try {
    return { ...(await openWith(fieldsToRead(sync, side))), refusal: null };
  } catch (error) {
    if (!(error instanceof IntegrationError)) throw error;
    if (error.code === "E_OBJECT_UNKNOWN") throw unknownObject(sync, side, error);
    if (error.code !== "E_FIELD_UNKNOWN") throw error;
    return { ...(await openWith([])), refusal: error };
  }
}

function unknownObject(
  sync: SyncConfig,
  side: Side,
  { code, message, hint }: IntegrationError,
): MappingError {
  const { connection } = sync[side];
  return new MappingError([{ code, connection, message, hint, place: { path: [side, "object"] } }]);
}

async function openSide(
  sync: SyncConfig,
  side: Side,
  connectionOf: PreparePorts["connectionOf"],
  fields: readonly string[],
): Promise<SidePort> {
  const { connection: name, object } = sync[side];
  const connection = await connectionOf(name);
  const account = await connection.account();
  const port = connection.object(object, fields);
  const capabilities = { ...connection.manifest.capabilities, ...port.capabilities };
  const keyPrefix = keyPrefixOf(account, baseObject(object));
  return { connection, objectName: object, account, keyPrefix, object: port, capabilities };
}

function compileAll(sync: SyncConfig, objects: Both<ObjectDescription>, opened: Both<Described>): Mapping {
  const faults: MappingFault[] = [];
  const mapping = attempt(faults, () => compileMapping(sync, objects));
  attempt(faults, () => makeBoth((side) => refuseCorrelationField(sync, side, opened[side].port)));
  if (mapping === undefined || faults.length > 0) throw new MappingError(faults);
  return mapping;
}

/** Mapping it would overwrite the key by which our own creates are found again. */
function refuseCorrelationField(sync: SyncConfig, side: Side, port: SidePort): void {
  const name = port.capabilities.correlationField;
  const field = sync.fields.find((one) => one[side] === name && flowsTo(one.direction, side));
  if (name === null || !field) return;
  throw mappingFault(
    sync,
    side,
    `maps ${name}, where integ keeps the key that prevents double records`,
    "Map another field, or set the connection's correlation field to another one.",
    placeOf(field, side),
  );
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
