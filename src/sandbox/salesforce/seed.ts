// Loads cases into the org as history: touched in the hour before the sandbox started, oldest first.
import type { Json, JsonObject } from "../json.ts";
import type { Org } from "./org.ts";
import { formatStamp } from "./records.ts";
import { prepareInsert } from "./write.ts";

const HOUR_MS = 3_600_000;
const MARGIN_MS = 120_000;

/** @throws Error naming the row that is refused */
export function seedCases(org: Org, rows: readonly JsonObject[], ownerId: string): void {
  const startMs = org.startedMs - HOUR_MS - MARGIN_MS;
  for (const [index, row] of rows.entries()) {
    const nowMs = startMs + Math.floor((index * HOUR_MS) / rows.length);
    const { CreatedDate: created, ...input } = row;
    const context = { ...org.writeContext(ownerId, false), nowMs };
    const prepared = prepareInsert(org.cases, input, context);
    if (!prepared.ok)
      throw new Error(`case ${index + 1} is refused: ${prepared.error.code} ${prepared.error.message}`);
    prepared.commit();
    const stored = org.cases.rows.get(prepared.id);
    if (stored !== undefined && created !== undefined)
      stored.values.set("CreatedDate", createdDate(created, nowMs));
  }
}

function createdDate(value: Json, nowMs: number): string {
  const atMs = Date.parse(String(value));
  return formatStamp(Number.isNaN(atMs) ? nowMs : Math.min(atMs, nowMs));
}
