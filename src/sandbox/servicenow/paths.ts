// Columns as requests name them: of the table itself, or of what it refers to (`caller_id.email`).
import type { Field } from "./fields.ts";
import type { Instance, Row } from "./instance.ts";
import { cell } from "./instance.ts";
import type { TableType } from "./tables.ts";

export interface Path {
  /** The last column of the path. */
  readonly field: Field;
  /** The record that has it, or null where a reference on the way is blank. */
  holder(row: Row): Row | null;
  read(row: Row): string;
}

/** @returns null for a column that is not there, or that the caller may not read */
export function resolvePath(
  instance: Instance,
  type: TableType,
  name: string,
  isCaller: boolean,
): Path | null {
  const [own = "", ...rest] = name.split(".");
  const field = type.byName.get(own);
  if (field === undefined) return null;
  if (isCaller && instance.access.deniesField("read", type, own)) return null;
  if (rest.length === 0) return { field, holder: (row) => row, read: (row) => cell(row, own) };
  const target = instance.types.get(field.reference);
  if (field.type !== "reference" || target === undefined) return null;
  const further = resolvePath(instance, target, rest.join("."), isCaller);
  if (further === null) return null;
  const holder = (row: Row) => {
    const next = instance.row(target.name, cell(row, own));
    return next === null ? null : further.holder(next);
  };
  return {
    field: further.field,
    holder,
    read: (row) => {
      const found = holder(row);
      return found === null ? "" : cell(found, further.field.name);
    },
  };
}
