// From queries to records: what is selected, and which rows are records of the object.
import { ConfigError } from "../../contract/errors.ts";
import type { VendorRecord } from "../../contract/records.ts";
import type { ObjectOptions } from "./objects.ts";
import type { Row } from "./schema.ts";
import { fieldOf } from "./soql.ts";
import { columnsOf, type RowShape, readRow } from "./values.ts";

/** What the rows of a port look like. @throws ConfigError when a mapped field is unknown. */
export async function shapeOf(options: ObjectOptions): Promise<RowShape> {
  const described = await options.describe();
  for (const name of options.fields) fieldOf(described, name);
  const extra = options.kind.extraColumns ?? [];
  const isKeyed = options.kind.capabilities?.correlationField !== null;
  const hasKey = isKeyed && described.fields.some((field) => field.name === options.externalIdField);
  return { described, fields: options.fields, keyField: hasKey ? options.externalIdField : null, extra };
}

/** @throws ConfigError (E_FIELD_UNKNOWN) telling how to make the field. */
export function keyFieldOf(shape: RowShape, wanted: string): string {
  if (shape.keyField !== null) return shape.keyField;
  throw new ConfigError({
    code: "E_FIELD_UNKNOWN",
    message: `${shape.described.name} has no field ${wanted}, which carries integ's key of the records it creates`,
    hint: `In Object Manager add a Text(64) field ${wanted} to ${shape.described.name}, marked External ID and Unique, visible to the integration user.`,
  });
}

/** The beginning of a query for a shape's rows. */
export function select(shape: RowShape): string {
  return `SELECT ${columnsOf(shape).join(",")} FROM ${shape.described.name}`;
}

/** A record per row, null where the row is none of the object's; same order and length as the rows. */
export async function recordsOf(
  options: ObjectOptions,
  shape: RowShape,
  rows: readonly Row[],
): Promise<readonly (VendorRecord | null)[]> {
  if (options.kind.toRecords) return options.kind.toRecords(options, shape, rows);
  return rows.map((row) => readRow(shape, row));
}

/** Records a scan or a feed gives of these rows. */
export async function listedOf(
  options: ObjectOptions,
  shape: RowShape,
  rows: readonly Row[],
): Promise<readonly VendorRecord[]> {
  const records = await recordsOf(options, shape, rows);
  const { isListed = () => true } = options.kind;
  return records.filter((record, at): record is VendorRecord => {
    const row = rows[at];
    return record !== null && row !== undefined && isListed(row);
  });
}
