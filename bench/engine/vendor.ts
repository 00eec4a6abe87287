// A vendor whose records are computed from their number: a million of them take no memory.
import type { Connection, ObjectPort, WriteResult } from "../../src/core/contract/connector.ts";
import type {
  FieldDescription,
  FieldType,
  FieldValues,
  VendorRecord,
} from "../../src/core/contract/records.ts";
import type { Side } from "../../src/core/store/rows.ts";

const baseMs = Date.parse("2026-01-05T08:00:00Z");
const priorities = { left: ["High", "Medium", "Low"], right: ["high", "normal", "low"] } as const;
const statuses = { left: ["New", "Working", "Closed"], right: ["new", "open", "solved"] } as const;
const names = {
  left: ["Subject", "Description", "Priority", "Status"],
  right: ["subject", "description", "priority", "status"],
} as const;

/** Id of the nth record, in the vendor's own order. */
export const idOf = (side: Side, n: number): string =>
  side === "left" ? `500Hs${String(n).padStart(10, "0")}AAA` : String(35_000_000_000_000 + n);

/** Number of the record with this id. */
export const numberOf = (side: Side, id: string): number =>
  side === "left" ? Number(id.slice(5, 15)) : Number(id) - 35_000_000_000_000;

/** The nth record as either vendor has it: both sides in step. */
export function recordAt(side: Side, n: number): VendorRecord {
  const modifiedAt = new Date(baseMs + n * 1000).toISOString();
  const [subject, description, priority, status] = names[side];
  const fields = {
    [subject]: `Case ${n}: the label printer on floor ${n % 40} prints nothing`,
    [description]: `Reported by phone.\nSerial number ${n * 7919}.\nThe customer has restarted it twice; it says "door open".`,
    [priority]: priorities[side][n % 3] ?? "",
    [status]: statuses[side][n % 3] ?? "",
  };
  return {
    id: idOf(side, n),
    version: modifiedAt,
    modifiedAt,
    deleted: false,
    correlationKey: keyOf(side, n),
    fields,
  };
}

/** The right side's records are copies of the left's. */
export const keyOf = (side: Side, n: number): string | null =>
  side === "left" ? null : `integ:bench:${idOf("left", n)}`;

const field = (name: string, type: FieldType): FieldDescription => ({
  name,
  label: name,
  type,
  creatable: true,
  updatable: true,
  required: false,
  maxLength: type === "text" ? 255 : null,
  values: null,
});

export interface Vendor {
  readonly connection: Connection;
  /** Records the vendor has. */
  count: number;
  /** Fields that were edited, by record id. */
  readonly edited: Map<string, FieldValues>;
  /** Called with the ids of every update before it takes effect. */
  onUpdate: (ids: readonly string[]) => void;
  /** Called with the number of records given out so far in a scan. */
  onScanned: (records: number) => void;
}

/** A vendor with `count` records and pages of `pageSize`; it answers in the same turn. */
export function createVendor(side: Side, count: number, pageSize: number): Vendor {
  const vendor: Vendor = {
    count,
    edited: new Map(),
    onUpdate: () => undefined,
    onScanned: () => undefined,
    connection: connectionOf(side, () => portOf(side, vendor, pageSize)),
  };
  return vendor;
}

function connectionOf(side: Side, object: () => ObjectPort): Connection {
  return {
    name: side === "left" ? "sf" : "zd",
    manifest: {
      id: side,
      title: side,
      version: "1",
      apiVersions: ["1"],
      auth: [],
      objects: ["Case", "ticket"],
      limits: {},
      capabilities: {
        compareAndSet: "none",
        correlationField: "key",
        lookupLagMs: 0,
        timePrecisionMs: 1000,
        maxReadBatch: 200,
        maxWriteBatch: 200,
        deleteFeed: true,
        pushes: false,
      },
    },
    account: async () => `${side}.example`,
    check: async () => ({ identity: side, apiVersion: "1", expiresAt: null, warnings: [] }),
    object,
  };
}

function portOf(side: Side, vendor: Vendor, pageSize: number): ObjectPort {
  const [subject, description, priority, status] = names[side];
  const read = (id: string): VendorRecord | null => {
    const n = numberOf(side, id);
    if (!(n < vendor.count)) return null;
    const record = recordAt(side, n);
    const edited = vendor.edited.get(id);
    if (!edited) return record;
    const version = new Date(baseMs + vendor.count * 1000 + n).toISOString();
    return { ...record, version, modifiedAt: version, fields: { ...record.fields, ...edited } };
  };
  return {
    describe: async () => ({
      name: side === "left" ? "Case" : "ticket",
      label: side,
      fields: [
        field(subject, "text"),
        field(description, "longtext"),
        field(priority, "picklist"),
        field(status, "picklist"),
      ],
    }),
    read: async (ids) =>
      new Map(ids.flatMap((id) => [read(id)].flatMap((one) => (one ? [[id, one] as const] : [])))),
    scan: async function* () {
      for (let start = 0; start < vendor.count; start += pageSize) {
        const size = Math.min(pageSize, vendor.count - start);
        yield Array.from(
          { length: size },
          (_, n) => read(idOf(side, start + n)) ?? recordAt(side, start + n),
        );
        vendor.onScanned(start + size);
      }
    },
    feeds: [{ name: "tail", role: "fast", everyMs: () => 1000 }],
    changes: async (_feed, position) => ({ records: [], position: position ?? "0", more: false }),
    create: async () => [],
    update: async (items) => {
      vendor.onUpdate(items.map((item) => item.id));
      for (const { id, fields } of items) vendor.edited.set(id, { ...vendor.edited.get(id), ...fields });
      return items.map(({ id }): WriteResult => ({ status: "done", id }));
    },
    delete: async () => [],
    findByCorrelationKey: async () => new Map(),
    findByField: async () => new Map(),
    searchableFields: [],
  };
}
