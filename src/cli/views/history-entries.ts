// What each kind of history entry says to people: a title, then one line for each fact.
import type { HistoryKind } from "../../core/store/rows.ts";
import type { HistoryEntry } from "../engine/record-history.ts";
import { showValue } from "./values.ts";

type Data = Readonly<Record<string, unknown>>;
/** Names of the fields whose values are shown; null: of all. */
type Only = ReadonlySet<string> | null;
type Describe = (data: Data, only: Only) => readonly string[];

const valueWidth = 60;

/** `2026-03-01 09:00:00` */
export const showTime = (at: string): string => at.replace("T", " ").slice(0, 19);

export function describeEntry({ kind, scope, data }: HistoryEntry, only: Only): readonly string[] {
  const describe = descriptions[kind];
  const [title = "", ...lines] = describe(Object(data) as Data, only);
  return [scope === "sync" ? `the whole sync, ${title}` : title, ...lines];
}

const reasons: Describe = (data) => [strings(data.reasons).join("; ")];

const plain: Describe = (data) =>
  Object.entries(data).map(([name, value]) => `${name} ${typeof value === "string" ? value : show(value)}`);

const descriptions: Readonly<Record<HistoryKind, Describe>> = {
  decided: ({ writes, observed, reasons: why }, only) => [
    listOf(writes)
      .map(({ operation, side }) => `${operation} on the ${side}`)
      .join("; "),
    ...listOf(observed).map(seen),
    ...listOf(writes).flatMap(({ fields }) => fieldLines(fields, only)),
    ...strings(why).map((reason) => `because ${reason}`),
  ],
  confirmed: ({ operation, side, recordId, fields }, only) => [
    `${operation} on the ${side}, record ${recordId}`,
    ...fieldLines(fields, only),
  ],
  adopted: ({ operation, side, recordId }) => [
    `${operation ?? "write"} on the ${side}, found to have taken effect${recordId ? `, record ${recordId}` : ""}`,
  ],
  absent: ({ operation, side }) => [`${operation} on the ${side}, looked for and not there: decided anew`],
  agreed: ({ agreed }, only) => {
    const { left, right } = Object(agreed) as Data;
    return ["taken as in step", ...fieldLines(left, only, "left "), ...fieldLines(right, only, "right ")];
  },
  conflict: (data) => describeConflict(data),
  resolved: (data) => describeResolved(data),
  linked: (data) => [`${data.leftId ?? "–"} ↔ ${data.rightId ?? "–"}${by(data)}`],
  waiting: (data) => [
    `for ${listOf(data.for)
      .map(({ sync, id }) => `${id} of ${sync}`)
      .join(", ")}`,
  ],
  frozen: ({ message, code }) => [`${message} (${code})`],
  paused: (data) => [`${fieldOf(data)}${by(data).trim()}: ${data.reason} (${data.code})`],
  resumed: (data) => [
    `${fieldOf(data)}${by(data).trim()}; it was: ${data.message}`,
    ...(typeof data.approvedDeletes === "number" ? [`${data.approvedDeletes} deletes allowed`] : []),
  ],
  reset: (data) => [`${strings(data.sides).join(" and ")} to be read whole, asked for${by(data)}`],
  deferred: ({ until, message, code }) => [`until ${showTime(String(until))}`, `${message} (${code})`],
  dead: ({ code, message }) => [`${code}: ${message}`],
  edited: (data, only) => describeEdited(data, only),
  replayed: ({ letter }) => [`the dead letter ${letter} is tried again`],
  discarded: (data) => [
    `the dead letter ${data.letter} is given up${by(data)}`,
    `it was ${data.code}`,
    ...(typeof data.reason === "string" ? [`because ${data.reason}`] : []),
  ],
  observed: plain,
  sent: plain,
  deleted: reasons,
  merged: reasons,
  detached: reasons,
  revived: reasons,
};

function describeConflict({ field, winner, left, right, base, reason, id }: Data): readonly string[] {
  const outcome = winner === null ? "waits for a person" : `the ${winner} won`;
  const kept = (side: string): string =>
    winner !== null && winner !== side ? ", which lost and is kept here" : "";
  return [
    `${field}: ${outcome}`,
    `left ${show(left)}${kept("left")}`,
    `right ${show(right)}${kept("right")}`,
    `before ${show(base)}`,
    `because ${reason}`,
    ...(winner === null ? [`integ conflicts show ${id}`] : []),
  ];
}

function describeResolved(data: Data): readonly string[] {
  if (data.choice === "no counterpart") return [`${data.recordId} has no counterpart, said${by(data)}`];
  const { take, value } = Object(data.choice) as Data;
  const choice = take === "value" ? show(value) : `the ${take}'s value ${show(data[String(take)])}`;
  return [
    `${data.field}: ${choice}, decided${by(data)}`,
    `left ${show(data.left)}`,
    `right ${show(data.right)}`,
  ];
}

function describeEdited(data: Data, only: Only): readonly string[] {
  const { letter, fields } = data;
  const isTakenBack = Object.keys(Object(fields)).length === 0;
  if (isTakenBack) return [`a replay of ${letter} sends what it would, said${by(data)}`];
  return [`a replay of ${letter} sends other values, said${by(data)}`, ...fieldLines(fields, only)];
}

function seen({ side, source, seenAt, changedAt }: Data): string {
  const time = (ms: unknown): string => showTime(new Date(Number(ms)).toISOString());
  const changed = typeof changedAt === "number" ? `, changed there ${time(changedAt)}` : "";
  return `seen on the ${side} by ${source} at ${time(seenAt)}${changed}`;
}

function fieldLines(values: unknown, only: Only, prefix = ""): readonly string[] {
  return Object.entries(Object(values))
    .filter(([name]) => only === null || only.has(name))
    .map(([name, value]) => `${prefix}${name} = ${show(value)}`);
}

const by = ({ who }: Data): string => (who === undefined ? "" : ` by ${who}`);
const fieldOf = ({ field }: Data): string => (field === undefined ? "" : `field ${field}, `);
const listOf = (value: unknown): readonly Data[] => (Array.isArray(value) ? value : []);
const strings = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
const show = (value: unknown): string => showValue((value ?? null) as never, valueWidth);
