// The log of every vendor request the sandbox saw: what a test reads to prove what was, or was not, sent.
import type { JsonObject } from "./json.ts";
import type { Vendor } from "./vendor-names.ts";

export interface JournalEntry {
  readonly seq: number;
  readonly vendor: Vendor;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly at: string;
  readonly isWrite: boolean;
  readonly requestHeaders: Readonly<Record<string, string>>;
  /** null while under way and for connections that were cut. */
  status: number | null;
  /** True once a write took effect, whatever the caller got to see of it. */
  effectApplied: boolean;
  fault: string | null;
  /** Departures from the vendor's published description, when one is loaded. */
  violations: string[];
}

const CAPACITY = 100_000;
const KEPT_HEADERS = new Set([
  "user-agent",
  "content-type",
  "accept",
  "idempotency-key",
  "if-modified-since",
  "if-unmodified-since",
  "sforce-auto-assign",
  "sforce-call-options",
  "sforce-duplicate-rule-header",
  "sforce-query-options",
]);

type Opened = Pick<
  JournalEntry,
  "vendor" | "method" | "path" | "query" | "at" | "isWrite" | "requestHeaders"
>;

export class Journal {
  #entries: JournalEntry[] = [];
  #seq = 0;

  open(request: Opened): JournalEntry {
    this.#seq += 1;
    const entry: JournalEntry = {
      seq: this.#seq,
      ...request,
      status: null,
      effectApplied: false,
      fault: null,
      violations: [],
    };
    this.#entries.push(entry);
    if (this.#entries.length > CAPACITY * 1.1) this.#entries = this.#entries.slice(-CAPACITY);
    return entry;
  }

  /** Entries after `since` (a seq), oldest first. */
  list(vendor: string | null, since: number): readonly JournalEntry[] {
    return this.#entries.filter((entry) => entry.seq > since && (vendor === null || entry.vendor === vendor));
  }

  clear(): void {
    this.#entries = [];
  }
}

/** Headers worth keeping; of the credential only its scheme. */
export function keepHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (KEPT_HEADERS.has(name)) kept[name] = value;
    if (name === "authorization") kept[name] = `${value.split(" ")[0] ?? ""} ***`;
  }
  return kept;
}

export function renderEntry(entry: JournalEntry): JsonObject {
  return { ...entry, violations: [...entry.violations] };
}
