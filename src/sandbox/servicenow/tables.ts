// The tables of the instance with what each inherits: a child has its parent's columns, and may word some of its own way.
import { CONTENT_TABLES } from "./content-tables.ts";
import { type Field, SYSTEM_FIELDS } from "./fields.ts";
import { PLATFORM_TABLES } from "./platform-tables.ts";
import { TASK_TABLES } from "./task-tables.ts";

export interface TableDefinition {
  readonly name: string;
  readonly label: string;
  /** The table this one extends. */
  readonly parent?: string;
  /** Column that stands for a record where it is referred to. */
  readonly display: string;
  /** How the numbers of its records begin; none: they have no number. */
  readonly prefix?: string;
  readonly fields: readonly Field[];
}

export interface TableType extends TableDefinition {
  /** From the root down to itself. */
  readonly lineage: readonly string[];
  /** Inherited ones included. */
  readonly byName: ReadonlyMap<string, Field>;
}

export const DEFINITIONS: readonly TableDefinition[] = [
  ...TASK_TABLES,
  ...PLATFORM_TABLES,
  ...CONTENT_TABLES,
];

/** All tables by name; parents stand before their children in DEFINITIONS. */
export function tableTypes(): ReadonlyMap<string, TableType> {
  const types = new Map<string, TableType>();
  for (const definition of DEFINITIONS) {
    const parent = definition.parent === undefined ? undefined : types.get(definition.parent);
    const inherited = parent === undefined ? SYSTEM_FIELDS : [...parent.byName.values()];
    const byName = new Map([...inherited, ...definition.fields].map((field) => [field.name, field]));
    types.set(definition.name, {
      ...definition,
      lineage: [...(parent?.lineage ?? []), definition.name],
      byName,
    });
  }
  return types;
}
