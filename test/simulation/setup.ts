// The sync that a simulation runs: two objects, their fields, and how they are mapped.
import type { ConflictPolicy, SyncConfig } from "../../src/core/config/types.ts";
import type { FieldDescription, Value } from "../../src/core/contract/records.ts";
import { plainField, plainSync } from "../core/config/plain-sync.ts";
import type { Dice } from "./dice.ts";

const field = (name: string, more: Partial<FieldDescription> = {}): FieldDescription => ({
  name,
  label: name,
  type: "text",
  creatable: true,
  updatable: true,
  required: false,
  maxLength: null,
  values: null,
  ...more,
});

export const rightTitleLength = 24;

export const leftFields: readonly FieldDescription[] = [
  field("number"),
  field("Title", { maxLength: 255 }),
  field("Body", { type: "longtext" }),
  field("Priority", { type: "picklist" }),
  field("Status"),
  field("Resolution"),
  field("Tags", { type: "multipicklist" }),
  field("state"),
];

export const rightFields: readonly FieldDescription[] = [
  field("number"),
  field("title", { maxLength: rightTitleLength }),
  field("body", { type: "longtext" }),
  field("priority", { type: "picklist" }),
  field("status"),
  field("resolution"),
  field("tags", { type: "multipicklist" }),
  field("state"),
];

/** Left value → right values. */
export const priorities: ReadonlyMap<string, readonly string[]> = new Map([
  ["High", ["high", "urgent"]],
  ["Medium", ["normal"]],
  ["Low", ["low"]],
]);

/** The fields people edit: left name, right name, and what a new value looks like. */
export interface EditedField {
  readonly left: string;
  readonly right: string;
  readonly kind: "text" | "picklist" | "unit" | "set";
}

export const editedFields: readonly EditedField[] = [
  { left: "Title", right: "title", kind: "text" },
  { left: "Body", right: "body", kind: "text" },
  { left: "Priority", right: "priority", kind: "picklist" },
  { left: "Status", right: "status", kind: "unit" },
  { left: "Resolution", right: "resolution", kind: "unit" },
  { left: "Tags", right: "tags", kind: "set" },
];

export const syncName = "things";

const policies: readonly ConflictPolicy[] = [
  "last-write-wins",
  "last-write-wins",
  "left",
  "right",
  "merge",
  "prefer-non-blank",
  "manual",
];

/** What `archive` writes to what is left of a deleted pair. */
export const archived = { state: "archived" };

export function throwConfig(dice: Dice): SyncConfig {
  const conflicts = dice.pick(policies) ?? "last-write-wins";
  const own = (): ConflictPolicy => (dice.chance(0.5) ? conflicts : (dice.pick(policies) ?? conflicts));
  const closing = own();
  const settings: Partial<SyncConfig> = {
    name: syncName,
    match: dice.chance(0.5) ? [{ left: "number", right: "number" }] : [],
    conflicts,
    prefer: dice.pick(["left", "right"] as const),
    deletes: {
      kind: dice.pick(["keep", "archive", "propagate", "propagate"] as const),
      archive: { left: archived, right: archived },
    },
    guards: {
      maxDeletes: dice.pick([2, 1_000, 1_000]),
      maxDeleteShare: dice.pick([0.3, 1, 1]),
      deleteHoldMs: dice.pick([0, 3_000]),
      maxFirstCreates: dice.pick([3, 1_000]),
      maxFlips: 100,
      flipWindowMs: 3_600_000,
    },
  };
  const fields = [
    plainField("Title", "title", { conflicts }),
    plainField("Body", "body", { conflicts: own() }),
    plainField("Priority", "priority", { values: priorities, conflicts: own() }),
    plainField("Status", "status", { conflicts: closing, unit: "closing" }),
    plainField("Resolution", "resolution", { conflicts: closing, unit: "closing" }),
    plainField("Tags", "tags", { conflicts: own() }),
  ];
  return plainSync(fields, settings);
}

/** Whether the values of a pair of fields mean the same, by rules of the simulation's own. */
export function isSame(edited: EditedField, left: Value, right: Value): boolean {
  if (edited.kind === "picklist") {
    if (left === null || right === null) return left === right;
    return priorities.get(String(left))?.includes(String(right)) ?? false;
  }
  if (edited.kind === "set") return JSON.stringify(sorted(left)) === JSON.stringify(sorted(right));
  const a = String(left ?? "").trim();
  const b = String(right ?? "").trim();
  if (a === b) return true;
  return edited.right === "title" && a.slice(0, rightTitleLength).trim() === b;
}

const sorted = (value: Value): readonly string[] => (Array.isArray(value) ? value.map(String).sort() : []);
