// A desk: one emulated system as its people use it, in words that all systems have in common. What a desk says is read
// at the system itself; nothing in here is told by integ or shared with it.
import { z } from "zod";
import type { Vendor } from "../../../src/sandbox/vendor-names.ts";

export type Priority = "low" | "normal" | "high";
export type State = "new" | "open" | "waiting" | "done";

export interface TicketFields {
  readonly title: string;
  readonly text: string;
  readonly priority: Priority;
  readonly state: State;
  /** E-mail address; null: nobody of the desk. */
  readonly assignee: string | null;
}

/** A record of whatever kind the system keeps. */
export interface Ticket extends TicketFields {
  readonly id: string;
}

export interface Note {
  readonly text: string;
  readonly isPublic: boolean;
}

export interface StoredFile {
  readonly name: string;
  readonly text: string;
}

export interface Desk {
  readonly system: Vendor;
  /** Whether it tells waiting from open. */
  readonly tellsWaiting: boolean;
  /** Gives somebody an account, under {@link addressOf} the name. */
  hire(name: string): Promise<void>;
  all(): Promise<readonly Ticket[]>;
  /** @returns its id */
  create(fields: Pick<TicketFields, "title" | "text" | "priority">): Promise<string>;
  edit(id: string, fields: Partial<Omit<TicketFields, "text">>): Promise<void>;
  comment(id: string, note: Note): Promise<void>;
  /** @returns what the system makes people say beside a file; null: nothing */
  attach(id: string, file: StoredFile): Promise<Note | null>;
  remove(id: string): Promise<void>;
  /** All that was ever said, oldest first. */
  notes(id: string): Promise<readonly Note[]>;
  files(id: string): Promise<readonly StoredFile[]>;
}

/** The sandbox's control API: the system's own user interface. */
export interface Controls {
  readonly url: string;
  control(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>;
}

/** The records in an answer, whatever it calls them. */
export async function listOf<Row>(
  { control }: Controls,
  path: string,
  schema: z.ZodType<Row>,
): Promise<readonly Row[]> {
  const [rows] = Object.values(await control("GET", path));
  return z.array(schema).parse(rows);
}

/** What was made, whatever the answer calls it. */
export async function make<Row>(
  { control }: Controls,
  path: string,
  fields: object,
  schema: z.ZodType<Row>,
): Promise<Row> {
  const [row] = Object.values(await control("POST", path, fields));
  return schema.parse(row);
}

export async function textOfFile({ url }: Controls, path: string): Promise<string> {
  const answer = await fetch(`${url}${path}`);
  if (!answer.ok) throw new Error(`GET ${path} was answered ${answer.status}`);
  return answer.text();
}

/** The word that stands for a value at the system; values outside the table are a fault of what is tested. */
export function wordOf<Word extends string>(table: Readonly<Record<Word, string>>, value: string): Word {
  const words = Object.keys(table) as Word[];
  const word = words.find((one) => table[one] === value);
  if (word === undefined) throw new Error(`nobody knows the value "${value}"`);
  return word;
}

/** The fields that were given, under the system's names. */
export const given = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** The address of somebody who was hired. */
export const addressOf = (name: string): string => `${name}@sandbox.example`;
