// The emulated instance: its tables with their rows, files, rules of access, and what hears of changes.
import type { Random } from "../random.ts";
import type { SandboxClock } from "../timers.ts";
import { AccessRules } from "./acl.ts";
import type { ServiceNowSettings } from "./settings.ts";
import { type TableType, tableTypes } from "./tables.ts";
import { stampOf } from "./zones.ts";

export interface Row {
  readonly id: string;
  readonly type: TableType;
  /** Column → value as stored; blanks are left out. */
  readonly values: Map<string, string>;
}

export type Operation = "insert" | "update" | "delete";

/** Who does something. */
export interface Actor {
  /** sys_id of the user. */
  readonly id: string;
  /** `user_name`: what sys_created_by says. */
  readonly name: string;
  /** Access rules are for callers of the API; people at their desks are administrators. */
  readonly isCaller: boolean;
}

/** Hears of a change once it is done; `row` is as it is now, or was when it went. */
export type Listener = (row: Row, operation: Operation) => void;

const FIRST_NUMBER = 10_000;

export class Instance {
  readonly settings: ServiceNowSettings;
  readonly clock: SandboxClock;
  readonly random: Random;
  readonly types = tableTypes();
  readonly access = new AccessRules();
  /** Bytes of attachments, by their sys_id. */
  readonly files = new Map<string, Uint8Array>();
  listener: Listener | null = null;
  readonly #rows = new Map<string, Map<string, Row>>();
  readonly #dropped = new Map<string, Row>();
  readonly #descendants = new Map<string, readonly string[]>();
  readonly #numbers = new Map<string, number>();

  constructor(settings: ServiceNowSettings, clock: SandboxClock, random: Random) {
    this.settings = settings;
    this.clock = clock;
    this.random = random;
    for (const name of this.types.keys()) {
      this.#rows.set(name, new Map());
      const heirs = [...this.types.values()].filter(({ lineage }) => lineage.includes(name));
      this.#descendants.set(
        name,
        heirs.map((type) => type.name),
      );
    }
  }

  /** @throws Error when there is no such table: for names the sandbox itself says */
  type(name: string): TableType {
    const type = this.types.get(name);
    if (type === undefined) throw new Error(`the table ${name} is missing`);
    return type;
  }

  /** Rows of a table and of all that extend it, in the order of creation within each. */
  *rows(table: string): Generator<Row> {
    for (const name of this.#descendants.get(table) ?? []) yield* this.#rows.get(name)?.values() ?? [];
  }

  row(table: string, id: string): Row | null {
    for (const name of this.#descendants.get(table) ?? []) {
      const row = this.#rows.get(name)?.get(id);
      if (row !== undefined) return row;
    }
    return null;
  }

  /** The first row whose column has this value. */
  rowBy(table: string, column: string, value: string): Row | null {
    for (const row of this.rows(table)) if (row.values.get(column) === value) return row;
    return null;
  }

  /** Stores a row as it is given, without rules. */
  put(table: string, given: Readonly<Record<string, string>>, atMs: number, by = "system"): Row {
    const type = this.type(table);
    const id = given.sys_id ?? this.random.hex(32);
    const stamp = stampOf(atMs);
    const own = {
      sys_id: id,
      sys_created_on: stamp,
      sys_updated_on: stamp,
      sys_created_by: by,
      sys_updated_by: by,
    };
    const values = new Map<string, string>([["sys_mod_count", "0"]]);
    if (type.byName.has("sys_class_name")) values.set("sys_class_name", table);
    for (const [name, value] of Object.entries({ ...own, ...given }))
      if (value !== "") values.set(name, value);
    const row: Row = { id, type, values };
    this.#rows.get(table)?.set(id, row);
    return row;
  }

  drop(row: Row): void {
    this.#rows.get(row.type.name)?.delete(row.id);
    this.#dropped.set(row.id, row);
  }

  /** Puts back what was dropped. */
  restore(id: string): Row | null {
    const row = this.#dropped.get(id);
    if (row === undefined) return null;
    this.#dropped.delete(id);
    this.#rows.get(row.type.name)?.set(id, row);
    return row;
  }

  nextNumber(type: TableType): string {
    const last = this.#numbers.get(type.name) ?? FIRST_NUMBER;
    this.#numbers.set(type.name, last + 1);
    return `${type.prefix ?? ""}${String(last + 1).padStart(7, "0")}`;
  }

  /** The zone of a user's record, else the instance's own. */
  zoneOf(userId: string): string {
    return this.row("sys_user", userId)?.values.get("time_zone") ?? this.settings.systemZone;
  }
}

export function cell(row: Row, column: string): string {
  return row.values.get(column) ?? "";
}
