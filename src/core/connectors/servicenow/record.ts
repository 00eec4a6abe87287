// A record both ways: row → record, values → row. Pure.
import { isDeepStrictEqual } from "node:util";
import { invalid, isText, orNull, Unfit } from "../../connector-parts/encoding.ts";
import { stampOf, versioned } from "../../connector-parts/versions.ts";
import type { FieldValues, Value, VendorRecord } from "../../contract/records.ts";
import type { Settings } from "./config.ts";
import type { Table } from "./dictionary.ts";
import type { Row } from "./schema.ts";
import { utcOf } from "./times.ts";
import { codecOf, describeColumn, readValue, writeValue } from "./values.ts";

const idPattern = /^[0-9a-f]{32}$/;

export const isSysId = (id: string): boolean => idPattern.test(id);

/** What every row is asked for, beside the mapped fields. */
const ownColumns = ["sys_id", "sys_updated_on", "sys_mod_count"] as const;

/** The columns of a table's rows. */
export function columnsOf(fields: readonly string[], keyField: string | null): readonly string[] {
  return [...new Set([...ownColumns, ...(keyField === null ? [] : [keyField]), ...fields])];
}

/**
 * `sys_mod_count` in front, then time of change and digest: scripts may change a record without moving the first two.
 */
export function toRecord(
  row: Row,
  table: Table,
  fields: readonly string[],
  keyField: string | null,
): VendorRecord {
  const values = fields.map((name): [string, Value] => {
    const column = table.columns.get(name);
    const codec = column === undefined ? null : codecOf(column);
    return [name, codec === null ? null : readValue(codec, row[name])];
  });
  const record = versioned({
    id: row.sys_id ?? "",
    modifiedAt: utcOf(row.sys_updated_on) ?? "",
    deleted: false,
    correlationKey: keyField === null ? null : orNull(row[keyField]),
    fields: Object.fromEntries(values),
  });
  return { ...record, version: `${row.sys_mod_count ?? ""}~${record.version}` };
}

/** `sys_mod_count` of a version. */
export const modCountOf = (version: string): string => stampOf(version);

/** A record that the instance says is deleted; `deletedAt` raw. */
export function toDeleted(id: string, deletedAt: string | undefined): VendorRecord {
  const modifiedAt = utcOf(deletedAt) ?? "";
  return {
    id,
    version: `deleted~${modifiedAt}`,
    modifiedAt,
    deleted: true,
    correlationKey: null,
    fields: {},
  };
}

export interface Encoded {
  /** Raw values to send. */
  readonly sent: Row;
  /** What must be stored then: the values asked for, priority as itself. */
  readonly wanted: Row;
}

const levels = ["impact", "urgency"] as const;

/** Values of a write, checked. @throws Unfit */
export function encode(
  values: FieldValues,
  table: Table,
  may: "creatable" | "updatable",
  { priorityMatrix }: Pick<Settings, "priorityMatrix">,
): Encoded {
  const wanted: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    const column = table.columns.get(name);
    const codec = column === undefined ? null : codecOf(column);
    if (column === undefined || codec === null)
      throw new Unfit("E_FIELD_UNKNOWN", `A ServiceNow ${table.name} has no field "${name}"`);
    if (describeColumn(column)?.[may] !== true) throw invalid(name, "left out: the instance sets it");
    wanted[name] = writeValue(codec, name, value);
  }
  return { wanted, sent: isDerived(table) ? asLevels(wanted, priorityMatrix) : wanted };
}

/** Whether a table's priority is made of impact and urgency. */
function isDerived({ columns }: Table): boolean {
  return columns.has("priority") && levels.every((level) => columns.has(level));
}

/** Priority is computed: what is written are the levels it comes of. */
function asLevels(wanted: Row, matrix: Settings["priorityMatrix"]): Row {
  const { priority, ...rest } = wanted;
  if (priority === undefined) return wanted;
  if (levels.some((level) => rest[level] !== undefined))
    throw invalid("priority", "written without impact and urgency beside it, which it is made of");
  const found = Object.hasOwn(matrix, priority) ? matrix[priority] : undefined;
  if (found === undefined)
    throw invalid("priority", `one of ${Object.keys(matrix).join(", ")} (\`priorityMatrix\`)`);
  return { ...rest, ...found };
}

const plain = (text: string | undefined): string => (text ?? "").replaceAll("\r\n", "\n").trim();

/** Whether two raw texts are one to the platform, which ends lines its own way and trims. */
export const isSame = (left: string | undefined, right: string | undefined): boolean =>
  plain(left) === plain(right);

/** Fields that the instance stored otherwise than asked: read-only ones are passed over without a word. */
export function ignoredIn(
  stored: Row,
  wanted: Row,
  { columns }: Table,
  rewritten: readonly string[],
): readonly string[] {
  const isStored = (name: string): boolean => {
    if (isSame(stored[name], wanted[name])) return true;
    // A number or a list may be written in more than one way.
    const column = columns.get(name);
    const codec = column === undefined ? null : codecOf(column);
    if (codec === null || isText(codec.read(wanted[name] ?? ""))) return false;
    return isDeepStrictEqual(readValue(codec, stored[name]), readValue(codec, wanted[name]));
  };
  return Object.keys(wanted).filter((name) => !rewritten.includes(name) && !isStored(name));
}
