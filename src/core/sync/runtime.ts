// A sync of the configuration made ready to run: both objects described, the mapping compiled against them.
import type { SyncConfig } from "../config/types.ts";
import type { Connection, ObjectPort } from "../contract/connector.ts";
import { ConfigError, PermanentError } from "../contract/errors.ts";
import type { ObjectDescription } from "../contract/records.ts";
import { compileMapping } from "../mapping/compile.ts";
import { type Side, sides } from "../store/rows.ts";
import { keyPrefixOf } from "./correlation.ts";
import type { SidePort, SyncRuntime } from "./types.ts";

/** How an object describes itself: asked now, or remembered. */
export type Describe = (port: SidePort) => Promise<ObjectDescription>;

/**
 * Makes a sync of the configuration ready to run.
 * @param connectionOf gives the live connection of a name in the config.
 * @param clockOffsetOf gives how far a connection's clock is ahead of ours, milliseconds.
 * @throws ConfigError for fields or objects the vendors do not have; IntegrationError when a vendor can't be asked.
 */
export async function prepareSync(
  sync: SyncConfig,
  connectionOf: (name: string) => Promise<Connection>,
  describe: Describe = (port) => port.object.describe(),
  clockOffsetOf: (connection: string) => number = () => 0,
): Promise<SyncRuntime> {
  const [left, right] = await Promise.all(sides.map((side) => openSide(sync, side, connectionOf)));
  const ports = { left: left as SidePort, right: right as SidePort };
  const [leftObject, rightObject] = await Promise.all([describe(ports.left), describe(ports.right)]);
  for (const side of sides) refuseCorrelationField(sync, side, ports[side]);
  const { name, direction, conflicts, prefer, match } = sync;
  const mapping = compileMapping(sync, { left: leftObject, right: rightObject });
  return {
    name,
    direction,
    conflicts,
    prefer,
    match,
    mapping,
    sides: ports,
    clockOffsetMs: (side) => clockOffsetOf(sync[side].connection),
  };
}

async function openSide(
  sync: SyncConfig,
  side: Side,
  connectionOf: (name: string) => Promise<Connection>,
): Promise<SidePort> {
  const { connection: name, object } = sync[side];
  const connection = await connectionOf(name);
  const fields = new Set([
    ...sync.fields.map((field) => field[side]),
    ...sync.match.map((rule) => rule[side]),
  ]);
  const account = await connection.account();
  const port = connection.object(object, [...fields]);
  return { connection, objectName: object, account, keyPrefix: keyPrefixOf(account, object), object: port };
}

/** Mapping it would overwrite the key by which our own creates are found again. */
function refuseCorrelationField(sync: SyncConfig, side: Side, port: SidePort): void {
  const field = port.connection.manifest.capabilities.correlationField;
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
