// Records as the API shows them: raw, as display values, or both, with or without links of references.
import type { Json, JsonObject } from "../json.ts";
import type { Field } from "./fields.ts";
import { cell, type Instance, type Row } from "./instance.ts";
import { journalText } from "./journal-entries.ts";
import { resolvePath } from "./paths.ts";
import { toZone } from "./zones.ts";

export interface View {
  readonly instance: Instance;
  /** For whom: zone and rules of access. */
  readonly userId: string;
  readonly isCaller: boolean;
  readonly display: "false" | "true" | "all";
  readonly links: boolean;
  /** Columns asked for, null: all. */
  readonly fields: readonly string[] | null;
  /** Where links of references lead: origin and path of the API's version. */
  readonly base: string;
}

/** Names that are no columns of the table are left out. */
export function renderRow(row: Row, view: View): JsonObject {
  const shown: Record<string, Json> = {};
  for (const name of view.fields ?? row.type.byName.keys()) {
    const path = resolvePath(view.instance, row.type, name, view.isCaller);
    if (path === null) continue;
    const holder = path.holder(row);
    shown[name] = holder === null ? renderBlank(view) : renderValue(holder, path.field, view);
  }
  return shown;
}

function renderBlank({ display }: View): Json {
  return display === "all" ? { display_value: "", value: "" } : "";
}

function renderValue(row: Row, field: Field, view: View): Json {
  const value = cell(row, field.name);
  const link = linkOf(field, value, view);
  if (view.display === "all") {
    const both = { display_value: displayOf(row, field, view), value };
    return link === null ? both : { ...both, link };
  }
  const own = view.display === "true" ? displayOf(row, field, view) : value;
  if (link === null) return own;
  return view.display === "true" ? { display_value: own, link } : { link, value };
}

function linkOf(field: Field, value: string, { links, base }: View): string | null {
  if (!links || field.type !== "reference" || value === "") return null;
  const place = `${base}/table/${field.reference}`;
  return field.referenceKey === "sys_id" ? `${place}/${value}` : `${place}?${field.referenceKey}=${value}`;
}

/** What people see in a column, in the language English. */
export function displayOf(row: Row, field: Field, view: Pick<View, "instance" | "userId">): string {
  const { instance, userId } = view;
  const zone = instance.zoneOf(userId);
  if (field.type === "journal_input" || field.type === "journal_list")
    return journalText(instance, row, field.name, zone);
  const value = cell(row, field.name);
  if (value === "") return "";
  switch (field.type) {
    case "choice":
      return labelOf(instance, row, field, value);
    case "glide_date_time":
      return toZone(value, zone);
    case "integer":
      return Number(value).toLocaleString("en-US");
    case "reference":
      return field.referenceKey === "sys_id" ? nameOf(instance, field.reference, value) : value;
    case "glide_list":
      return value
        .split(",")
        .map((id) => nameOf(instance, field.reference, id))
        .join(", ");
    case "sys_class_name":
      return instance.types.get(value)?.label ?? value;
    default:
      return value;
  }
}

/** The label as sys_choice has it now, of the table itself or the nearest one it extends. */
function labelOf(instance: Instance, row: Row, field: Field, value: string): string {
  for (const name of row.type.lineage.toReversed()) {
    for (const choice of instance.rows("sys_choice")) {
      const isIt = cell(choice, "name") === name && cell(choice, "element") === field.name;
      if (isIt && cell(choice, "value") === value) return cell(choice, "label");
    }
  }
  return value;
}

/** The display value of a record; what leads nowhere shows what it holds. */
export function nameOf(instance: Instance, table: string, id: string): string {
  const row = instance.types.has(table) ? instance.row(table, id) : null;
  return row === null ? id : cell(row, row.type.display);
}
