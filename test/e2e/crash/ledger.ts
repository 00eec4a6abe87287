// What the editors wrote, kept by them alone: nothing in here was told by integ.

import type { Case, Ticket } from "../pair.ts";
import { originalIn, priorities } from "../pair.ts";

export type System = "salesforce" | "zendesk";
export const systems = ["salesforce", "zendesk"] as const satisfies readonly System[];
export type EditedField = "subject" | "priority";

/** A record the editors know, with the last value each system's people gave each field. */
export interface Entry {
  readonly caseId: string | null;
  readonly ticketId: number | null;
  /** The fields each system's people may edit here. Where both edit one, the later of their last values stands. */
  readonly editable: Readonly<Record<System, readonly EditedField[]>>;
  readonly last: Readonly<Record<EditedField, Map<System, string>>>;
}

export function entryOf(
  ids: { readonly caseId: string | null; readonly ticketId: number | null },
  editable: Entry["editable"],
): Entry {
  return { ...ids, editable, last: { subject: new Map(), priority: new Map() } };
}

/** Both systems at one moment. */
export interface Dump {
  readonly cases: readonly Case[];
  readonly tickets: readonly Ticket[];
}

interface Joined {
  readonly pairs: ReadonlyMap<Case, readonly Ticket[]>;
  readonly lonely: readonly Ticket[];
}

/** Cases and tickets that name each other by the key of whichever is the copy. */
function join({ cases, tickets }: Dump): Joined {
  const caseOf = new Map<string, Case[]>();
  for (const one of cases) {
    for (const key of [one.Id, originalIn(one.Integ_Key__c)])
      if (key !== undefined) caseOf.set(key, [...(caseOf.get(key) ?? []), one]);
  }
  const pairs = new Map<Case, Ticket[]>(cases.map((one) => [one, []]));
  const lonely: Ticket[] = [];
  for (const ticket of tickets) {
    const own = [
      ...(caseOf.get(String(ticket.id)) ?? []),
      ...(caseOf.get(originalIn(ticket.external_id) ?? "") ?? []),
    ];
    for (const one of own) pairs.get(one)?.push(ticket);
    if (own.length !== 1) lonely.push(ticket);
  }
  return { pairs, lonely };
}

const inTicketWords = new Map<string, string>(Object.entries(priorities));
const neutral = (system: System, field: EditedField, value: string): string =>
  field === "priority" && system === "salesforce" ? (inTicketWords.get(value) ?? value) : value;

/** What does not balance, one sentence each: missing and doubled records, fields that differ, edits that are gone. */
export function imbalances(entries: readonly Entry[], dump: Dump): readonly string[] {
  const { pairs, lonely } = join(dump);
  const found = lonely.map((ticket) => `ticket ${ticket.id} (${ticket.subject}) has not exactly one case`);
  const byCase = new Map<string, readonly [Case, Ticket]>();
  const byTicket = new Map<number, readonly [Case, Ticket]>();
  for (const [one, [ticket, ...more]] of pairs) {
    if (ticket === undefined || more.length > 0) {
      found.push(`case ${one.Id} (${one.Subject}) has ${ticket ? "several tickets" : "no ticket"}`);
      continue;
    }
    byCase.set(one.Id, [one, ticket]);
    byTicket.set(ticket.id, [one, ticket]);
  }
  if (entries.length !== dump.cases.length || entries.length !== dump.tickets.length)
    found.push(
      `${entries.length} records were made, there are ${dump.cases.length} cases, ${dump.tickets.length} tickets`,
    );
  for (const entry of entries) {
    const pair = entry.caseId === null ? byTicket.get(entry.ticketId ?? 0) : byCase.get(entry.caseId);
    if (pair !== undefined) found.push(...lostEdits(entry, pair));
  }
  return found;
}

function lostEdits(entry: Entry, [one, ticket]: readonly [Case, Ticket]): string[] {
  const shown = {
    subject: [one.Subject, ticket.subject],
    priority: [neutral("salesforce", "priority", one.Priority), ticket.priority ?? ""],
  } as const;
  return (["subject", "priority"] as const).flatMap((field) => {
    const [left, right] = shown[field];
    const written = [...entry.last[field]].map(([system, value]) => neutral(system, field, value));
    const where = `${field} of case ${one.Id} and ticket ${ticket.id}`;
    if (left !== right) return [`${where} differ: ${left} and ${right}`];
    if (written.length === 0 || written.includes(left)) return [];
    return [`${where} is ${left}; last written were ${written.join(" and ")}`];
  });
}

/**
 * What a system's people have written in fields that nobody else edits, and what is not there any more: at any moment,
 * whatever integ is doing. One sentence each.
 */
export function undone(
  entries: readonly Entry[],
  system: System,
  { cases, tickets }: Dump,
): readonly string[] {
  const caseOf = new Map(cases.map((one) => [one.Id, one]));
  const ticketOf = new Map(tickets.map((one) => [one.id, one]));
  const other: System = system === "salesforce" ? "zendesk" : "salesforce";
  return entries.flatMap((entry) => {
    const one = caseOf.get(entry.caseId ?? "");
    const ticket = ticketOf.get(entry.ticketId ?? 0);
    const shown =
      system === "salesforce"
        ? { subject: one?.Subject, priority: one?.Priority }
        : { subject: ticket?.subject, priority: ticket?.priority };
    const own = entry.editable[system].filter((field) => !entry.editable[other].includes(field));
    return own.flatMap((field) => {
      const written = entry.last[field].get(system);
      if (written === undefined || written === shown[field]) return [];
      return [
        `${field} of ${system} ${entry.caseId ?? entry.ticketId} was ${written} and became ${shown[field]}`,
      ];
    });
  });
}
