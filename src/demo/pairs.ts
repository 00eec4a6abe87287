// How the demo tells, from the two systems alone, which case and which ticket belong together. Pure.

export type System = "salesforce" | "zendesk";
export const otherSystem = (system: System): System => (system === "salesforce" ? "zendesk" : "salesforce");

/** A case or a ticket reduced to what the demo maps; values as each system has them. */
export interface DemoRecord {
  readonly id: string;
  /** Correlation key: `integ:TAG:ID` of the other record on copies, null on originals. */
  readonly key: string | null;
  readonly subject: string;
  readonly priority: string | null;
  readonly status: string;
}

export const demoFields = ["subject", "priority", "status"] as const;
export type DemoField = (typeof demoFields)[number];

export const values: Readonly<Record<"priority" | "status", ReadonlyMap<string, string>>> = {
  priority: new Map([
    ["High", "high"],
    ["Medium", "normal"],
    ["Low", "low"],
  ]),
  status: new Map([
    ["New", "new"],
    ["Working", "open"],
    ["Escalated", "pending"],
    ["Closed", "solved"],
  ]),
};

/** `integ:TAG:ID`; the tag stands for the original's account and object. */
const keyPattern = /^integ:[^:]+:(.+)$/;

/** The value the other system should show for `value` of `system`. */
export function counterpartValue(system: System, field: DemoField, value: string | null): string | null {
  if (value === null || field === "subject") return value;
  if (system === "salesforce") return values[field].get(value) ?? null;
  return [...values[field]].find(([, right]) => right === value)?.[0] ?? null;
}

/** Both systems' live records, found from either end. */
export class Pairs {
  readonly records: Readonly<Record<System, Map<string, DemoRecord>>> = {
    salesforce: new Map(),
    zendesk: new Map(),
  };
  readonly #copies: Readonly<Record<System, Map<string, string>>> = {
    salesforce: new Map(),
    zendesk: new Map(),
  };

  put(system: System, record: DemoRecord): void {
    this.records[system].set(record.id, record);
    const original = originalOf(record);
    if (original !== null) this.#copies[otherSystem(system)].set(original, record.id);
  }

  /** The record of the other system that belongs to this one. */
  counterpart(system: System, id: string): DemoRecord | undefined {
    const own = this.records[system].get(id);
    const otherId = (own && originalOf(own)) ?? this.#copies[system].get(id);
    return otherId === undefined ? undefined : this.records[otherSystem(system)].get(otherId);
  }
}

const originalOf = (record: DemoRecord): string | null => keyPattern.exec(record.key ?? "")?.[1] ?? null;

export interface Comparison {
  /** Records without a counterpart. */
  readonly missing: readonly string[];
  /** Copies beyond the first of one original. */
  readonly duplicated: readonly string[];
  /** Pairs whose fields differ, one sentence each. */
  readonly differing: readonly string[];
}

/** Compares the two systems record by record. */
export function compareSystems(
  salesforce: readonly DemoRecord[],
  zendesk: readonly DemoRecord[],
): Comparison {
  const pairs = new Pairs();
  for (const record of salesforce) pairs.put("salesforce", record);
  for (const record of zendesk) pairs.put("zendesk", record);
  const keys = [...salesforce, ...zendesk].flatMap((record) => record.key ?? []);
  const missing = [
    ...salesforce.filter((record) => !pairs.counterpart("salesforce", record.id)),
    ...zendesk.filter((record) => !pairs.counterpart("zendesk", record.id)),
  ];
  return {
    missing: missing.map((record) => record.id),
    duplicated: keys.filter((key, index) => keys.indexOf(key) !== index),
    differing: salesforce.flatMap((record) =>
      differences(record, pairs.counterpart("salesforce", record.id)),
    ),
  };
}

function differences(record: DemoRecord, ticket: DemoRecord | undefined): string[] {
  if (!ticket) return [];
  return demoFields.flatMap((field) => {
    const expected = counterpartValue("salesforce", field, record[field]);
    if (expected === ticket[field]) return [];
    return [`${field} of case ${record.id} is ${record[field]}, of ticket ${ticket.id} ${ticket[field]}`];
  });
}
