// What an instance says of its tables: their fields and choices, inherited ones included, asked for once in a while.
// Source: servicenow.com docs "System dictionary", "Choice lists"; column names as instances answer.
import { ConfigError } from "../../contract/errors.ts";
import type { Clock } from "../../contract/runtime.ts";
import type { Settings } from "./config.ts";
import type { Condition } from "./query.ts";
import type { Row } from "./schema.ts";
import type { TableClient } from "./table-client.ts";

/** An admin's new field is known after so long. */
const freshMs = 10 * 60_000;
/** Deeper than any instance inherits. */
const mostParents = 12;

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** A field as the dictionary has it. */
export interface Column {
  readonly name: string;
  readonly label: string;
  /** `internal_type`: string, integer, glide_date_time, reference, journal_input … */
  readonly type: string;
  readonly maxLength: number | null;
  readonly mandatory: boolean;
  readonly readOnly: boolean;
  /** Table a reference points to; null for other fields. */
  readonly reference: string | null;
  /** None where the field is free. */
  readonly choices: readonly Choice[];
}

export interface Table {
  readonly name: string;
  readonly label: string;
  readonly columns: ReadonlyMap<string, Column>;
}

export class Dictionary {
  readonly #tables: TableClient;
  readonly #clock: Clock;
  readonly #byHand: Settings["fields"];
  readonly #kept = new Map<string, { readonly at: number; readonly answer: Promise<Table> }>();

  /** `byHand`: what the operator says of tables whose dictionary we may not read. */
  constructor(tables: TableClient, clock: Clock, byHand: Settings["fields"]) {
    this.#tables = tables;
    this.#clock = clock;
    this.#byHand = byHand;
  }

  /** @throws ConfigError E_OBJECT_UNKNOWN for a name no table has, as far as we may see */
  table(name: string): Promise<Table> {
    const kept = this.#kept.get(name);
    if (kept !== undefined && this.#clock.now() - kept.at < freshMs) return kept.answer;
    const answer = this.#ask(name);
    this.#kept.set(name, { at: this.#clock.now(), answer });
    // A failure is not kept.
    answer.catch(() => this.#kept.delete(name));
    return answer;
  }

  /** Forgets what was said, so that the next question is put to the instance. */
  forget(name: string): void {
    this.#kept.delete(name);
  }

  async #ask(name: string): Promise<Table> {
    if (Object.hasOwn(this.#byHand, name)) return tableByHand(name, this.#byHand[name] ?? {});
    const lineage = await this.#lineage(name);
    const names = lineage.map((table) => table.name ?? "");
    const [fields, choices] = await Promise.all([this.#fields(names), this.#choices(names)]);
    const columns = new Map<string, Column>();
    // The nearest of the lineage that speaks of a field is believed.
    for (const table of names.toReversed()) {
      for (const field of fields.filter((one) => one.name === table)) {
        const column = readColumn(field, choicesOf(names, choices, field.element ?? ""));
        columns.set(column.name, column);
      }
    }
    return { name, label: lineage[0]?.label || name, columns };
  }

  /** The table and what it extends, itself first. */
  async #lineage(name: string): Promise<readonly Row[]> {
    const fields = ["sys_id", "name", "label", "super_class"];
    const lineage: Row[] = [];
    let condition: Condition | null = { field: "name", is: "=", value: name };
    while (condition !== null && lineage.length < mostParents) {
      const { body }: { readonly body: readonly Row[] } = await this.#tables.list({
        table: "sys_db_object",
        where: [condition],
        fields,
      });
      const [found] = body;
      if (found !== undefined) lineage.push(found);
      condition = found?.super_class ? { field: "sys_id", is: "=", value: found.super_class } : null;
    }
    if (lineage.length > 0) return lineage;
    throw new ConfigError({
      code: "E_OBJECT_UNKNOWN",
      message: `The instance has no table "${name}", or does not show it`,
      hint: "Name tables as System Definition > Tables does (incident, u_request), and let the integration's user read sys_db_object and sys_dictionary.",
    });
  }

  async #fields(names: readonly string[]): Promise<readonly Row[]> {
    const fields = [
      "name",
      "element",
      "column_label",
      "internal_type",
      "max_length",
      "mandatory",
      "read_only",
      "reference",
      "active",
    ];
    const rows = await this.#gather("sys_dictionary", names, fields);
    // The row without an element is the table itself.
    return rows.filter(
      ({ element, active }) => element !== undefined && element !== "" && active !== "false",
    );
  }

  async #choices(names: readonly string[]): Promise<readonly Row[]> {
    const rows = await this.#gather("sys_choice", names, choiceFields);
    return rows.filter(({ inactive }) => inactive !== "true");
  }

  async #gather(table: string, names: readonly string[], fields: readonly string[]): Promise<readonly Row[]> {
    const rows: Row[] = [];
    const where = [{ field: "name", is: "IN", values: names }] as const;
    for await (const page of this.#tables.all({ table, where, fields, limit: 1000 })) rows.push(...page);
    return rows;
  }
}

/** What every table has. */
const platformTypes = {
  sys_id: "GUID",
  sys_created_on: "glide_date_time",
  sys_created_by: "string",
  sys_updated_on: "glide_date_time",
  sys_updated_by: "string",
  sys_mod_count: "integer",
};

function tableByHand(name: string, types: Readonly<Record<string, string>>): Table {
  const columns = Object.entries({ ...types, ...platformTypes }).map(([element, type]): [string, Column] => [
    element,
    readColumn({ element, internal_type: type }, []),
  ]);
  return { name, label: name, columns: new Map(columns) };
}

function readColumn(field: Row, choices: readonly Choice[]): Column {
  const length = Number(field.max_length);
  return {
    name: field.element ?? "",
    label: field.column_label || (field.element ?? ""),
    type: field.internal_type ?? "string",
    maxLength: Number.isInteger(length) && length > 0 ? length : null,
    mandatory: field.mandatory === "true",
    readOnly: field.read_only === "true",
    reference: field.reference || null,
    choices,
  };
}

const choiceFields = ["name", "element", "value", "label", "language", "inactive"];
const usualLanguage = "en";

/** Choices of the nearest table of the lineage that has any for the field. */
function choicesOf(names: readonly string[], choices: readonly Row[], element: string): readonly Choice[] {
  for (const table of names) {
    const own = choices.filter((choice) => choice.name === table && choice.element === element);
    if (own.length > 0) return uniqueChoices(own);
  }
  return [];
}

/** There is a row for each language, and for each value of the field that the choice depends on. */
function uniqueChoices(rows: readonly Row[]): readonly Choice[] {
  const byValue = new Map<string, Row>();
  for (const row of rows) {
    const value = row.value ?? "";
    const isBetter = !byValue.has(value) || row.language === usualLanguage;
    if (value !== "" && isBetter) byValue.set(value, row);
  }
  return [...byValue].map(([value, { label = "" }]) => ({ value, label }));
}
