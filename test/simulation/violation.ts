// A broken invariant, and what the checks have in common.
import type { EngineWorld } from "./engine-life.ts";
import type { Stored } from "./vendor.ts";

export interface Violation {
  readonly invariant: string;
  readonly detail: string;
}

export interface LinkRow {
  readonly id: string;
  readonly leftId: string | null;
  readonly rightId: string | null;
  readonly state: string;
}

export const linksOf = ({ disk }: EngineWorld): LinkRow[] =>
  disk.db.prepare("SELECT id, left_id AS leftId, right_id AS rightId, state FROM link").all() as LinkRow[];

/** Its values are refused by the vendors' rules: it waits for a person. */
export const isPoisoned = (record: Stored | undefined): boolean =>
  Object.values(record?.fields ?? {}).some(
    (value) => typeof value === "string" && /poison|locked/.test(value),
  );
