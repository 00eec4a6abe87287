// Salesforce cases and Zendesk tickets joined by one sync named cases: what the end-to-end tests edit, break and count.
import type { ChildProcess } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import type { CaseRow } from "../../src/sandbox/server.ts";
import { collect, openWorkshop, type Run, untilReady, type Workshop } from "./commands/workshop.ts";
import { forgetExports, openLimits } from "./open-limits.ts";

export interface Case {
  readonly Id: string;
  readonly Subject: string;
  readonly Description: string | null;
  readonly Priority: string;
  readonly Status: string;
  readonly Integ_Key__c: string | null;
}

export interface Ticket {
  readonly id: number;
  readonly subject: string;
  readonly description: string;
  readonly priority: string | null;
  readonly status: string;
  readonly external_id: string | null;
}

export interface VendorRequest {
  readonly seq: number;
  readonly vendor: "salesforce" | "zendesk";
  readonly method: string;
  readonly path: string;
  readonly status: number | null;
  readonly isWrite: boolean;
  readonly effectApplied: boolean;
  readonly fault: string | null;
}

export interface Fault {
  readonly vendor: "salesforce" | "zendesk";
  readonly kind: string;
  readonly match?: { readonly method?: string; readonly pathPrefix?: string };
  readonly [amount: string]: unknown;
}

export interface Daemon {
  readonly process: ChildProcess;
  /** Sends the signal and resolves once the process has ended. */
  end(signal: NodeJS.Signals): Promise<Run>;
}

export interface Pair extends Workshop {
  cases(): Promise<readonly Case[]>;
  tickets(): Promise<readonly Ticket[]>;
  editCase(id: string, fields: Partial<Case>): Promise<void>;
  editTicket(id: number, fields: Partial<Ticket>): Promise<void>;
  createCase(subject: string): Promise<string>;
  createTicket(subject: string): Promise<number>;
  fault(fault: Fault): Promise<void>;
  settings(patch: object): Promise<void>;
  /** Requests that could have changed a record, oldest first; setting up webhooks is not counted. */
  writes(): Promise<readonly VendorRequest[]>;
  requests(): Promise<readonly VendorRequest[]>;
  /** Resolves once every record has exactly one equal counterpart; throws with what differs after `withinMs`. */
  untilInStep(withinMs?: number): Promise<void>;
  daemon(): Promise<Daemon>;
}

export interface PairOptions {
  readonly webhooks?: boolean;
  readonly stateDir?: string;
  /** Whether nothing has to wait for a limit. Default: limits are the vendors' own. */
  readonly unlimited?: boolean;
  /** Whether the first sync is done. Default false. */
  readonly synced?: boolean;
}

export const priorities = { High: "high", Medium: "normal", Low: "low" } as const;
export const statuses = { New: "new", Working: "open", Escalated: "pending", Closed: "solved" } as const;

export const sampleCases = (count: number): readonly CaseRow[] =>
  Array.from({ length: count }, (_, index) => ({
    Subject: `Case ${index + 1}`,
    Description: `Text ${index + 1}`,
    Priority: "Medium",
    Status: "Working",
  }));

/** Both systems with `rows` as cases, connected and configured. */
export async function openPair(rows: readonly CaseRow[], options: PairOptions = {}): Promise<Pair> {
  const shop = await openWorkshop(rows, options);
  try {
    await shop.writeConfig(configText(shop, options.webhooks ? await freePort() : null));
    await shop.prepare([
      ["init", "--insecure-key-file"],
      ["connect", "salesforce", "--name", "sf"],
      ["connect", "zendesk", "--name", "zd"],
      ...(options.synced ? [["sync"]] : []),
    ]);
  } catch (error) {
    await shop.stop();
    throw error;
  }
  return options.unlimited ? withoutLimits(pairOn(shop), options) : pairOn(shop);
}

async function withoutLimits(pair: Pair, { stateDir }: PairOptions): Promise<Pair> {
  await pair.settings(openLimits);
  const callOff = forgetExports(stateDir ?? join(pair.dir, "state"));
  return {
    ...pair,
    stop: async () => {
      callOff();
      await pair.stop();
    },
  };
}

export const storeFileOf = (pair: Workshop): string => join(pair.dir, "state", "integ.db");

function configText(shop: Workshop, port: number | null): string {
  const pairsOf = (map: object): string => JSON.stringify(map);
  return `connections:
  sf: { connector: salesforce, loginUrl: "${shop.sandbox.salesforceUrl}", apiVersion: "66.0", pollEvery: 300ms }
  zd: { connector: zendesk, baseUrl: "${shop.sandbox.zendeskUrl}", pollEvery: 500ms }
syncs:
  cases:
    left: { connection: sf, object: Case }
    right: { connection: zd, object: ticket }
    fields:
      - { left: Subject, right: subject }
      - { left: Description, right: description }
      - { left: Priority, right: priority, values: ${pairsOf(priorities)} }
      - { left: Status, right: status, values: ${pairsOf(statuses)} }
${port === null ? "" : `server: { listen: "127.0.0.1:${port}", publicUrl: "http://127.0.0.1:${port}" }\n`}`;
}

function pairOn(shop: Workshop): Pair {
  const cases = async () => (await shop.control("GET", "/salesforce/cases")).cases as readonly Case[];
  const tickets = async () => (await shop.control("GET", "/zendesk/tickets")).tickets as readonly Ticket[];
  const requests = async () => (await shop.control("GET", "/requests")).requests as readonly VendorRequest[];
  return {
    ...shop,
    cases,
    tickets,
    requests,
    writes: async () =>
      (await requests()).filter((request) => request.isWrite && !request.path.includes("/webhooks")),
    editCase: async (id, fields) => void (await shop.control("PATCH", `/salesforce/cases/${id}`, fields)),
    editTicket: async (id, fields) => void (await shop.control("PATCH", `/zendesk/tickets/${id}`, fields)),
    createCase: async (Subject) => {
      const fields = { Subject, Description: "Made by a person", Priority: "Low", Status: "New" };
      const made = await shop.control("POST", "/salesforce/cases", fields);
      return (made.case as Case).Id;
    },
    createTicket: async (subject) => {
      const fields = { subject, description: "Made by a person", priority: "low", status: "open" };
      const made = await shop.control("POST", "/zendesk/tickets", fields);
      return (made.ticket as Ticket).id;
    },
    fault: async (fault) => void (await shop.control("POST", "/faults", fault)),
    settings: async (patch) => void (await shop.control("POST", "/settings", patch)),
    untilInStep: (withinMs = 20_000) =>
      until(async () => differencesOf(await cases(), await tickets()), withinMs),
    daemon: () => startDaemon(shop),
  };
}

export async function startDaemon(shop: Workshop): Promise<Daemon> {
  const child = shop.start(["daemon", "--log-level", "warn"]);
  const ended = collect(child);
  await untilReady(child);
  return {
    process: child,
    end: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}

/** What keeps the two systems from being in step, one sentence each: missing, doubled and differing records. */
export function differencesOf(cases: readonly Case[], tickets: readonly Ticket[]): readonly string[] {
  const ticketOf = new Map<string, Ticket>();
  const found: string[] = [];
  for (const ticket of tickets) {
    const mirrored = cases.filter((one) => isCopyOf(one.Integ_Key__c, String(ticket.id)));
    const original = originalIn(ticket.external_id);
    const own = cases.filter((one) => one.Id === original);
    const [counterpart, ...more] = [...mirrored, ...own];
    if (counterpart === undefined) found.push(`ticket ${ticket.id} has no case`);
    else if (more.length > 0 || ticketOf.has(counterpart.Id)) found.push(`ticket ${ticket.id} is doubled`);
    else ticketOf.set(counterpart.Id, ticket);
  }
  for (const one of cases) {
    const ticket = ticketOf.get(one.Id);
    if (ticket === undefined) found.push(`case ${one.Id} has no ticket`);
    else if (stateOf(ticket) !== stateOfCase(one))
      found.push(`case ${one.Id} is ${stateOfCase(one)}, its ticket ${stateOf(ticket)}`);
  }
  return found;
}

const stateOf = ({ subject, priority, status }: Ticket): string => [subject, priority, status].join("|");

function stateOfCase({ Subject, Priority, Status }: Case): string {
  const priority = new Map<string, string>(Object.entries(priorities)).get(Priority);
  return [Subject, priority, new Map<string, string>(Object.entries(statuses)).get(Status)].join("|");
}

/**
 * Looks until nothing is wrong any more; throws with what is still wrong after `withinMs`. Looks half of the time at
 * most: some start a process for it, and what they wait for needs the processor too.
 */
export async function until(look: () => Promise<readonly string[]>, withinMs = 20_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const lookedAt = Date.now();
    const wrong = await look();
    if (wrong.length === 0) return;
    if (Date.now() > deadline)
      throw new Error(`after ${withinMs} ms still: ${wrong.slice(0, 10).join("; ")}`);
    await pause(Math.max(50, Date.now() - lookedAt));
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

/** The id in a correlation key, `integ:TAG:ID`; undefined for none. */
export function originalIn(key: string | null | undefined): string | undefined {
  return /^integ:[^:]+:(.+)$/.exec(key ?? "")?.[1];
}

/** Whether a record with this key is the copy of the record with this id. */
export function isCopyOf(key: unknown, id: string | undefined): boolean {
  return id !== undefined && originalIn(String(key)) === id;
}
