// What people did at the desks, kept by the test alone, and what of it is not so at every one of them.
import type { Vendor } from "../../../src/sandbox/vendor-names.ts";
import type { Desk, Note, StoredFile, Ticket, TicketFields } from "./desk.ts";

type Edited = "title" | "priority" | "state" | "assignee";
const editedFields = ["title", "priority", "state", "assignee"] as const satisfies readonly Edited[];

interface Entry {
  /** Stands in every title of the record, whoever edits it. */
  readonly tag: string;
  /** What was written since all were last in step, by the desk that wrote it last. */
  readonly written: Readonly<Record<Edited, Map<Vendor, string>>>;
  /** What all agreed on when they were last in step, for fields that people have written. */
  readonly settled: Map<Edited, string>;
  readonly notes: Note[];
  readonly files: StoredFile[];
  isGone: boolean;
}

export interface Books {
  /** @returns the tag of the new record */
  create(at: Vendor): Promise<string>;
  edit(at: Vendor, tag: string, fields: Partial<Omit<TicketFields, "text" | "title">>): Promise<void>;
  retitle(at: Vendor, tag: string, words: string): Promise<void>;
  comment(at: Vendor, tag: string, note: Note): Promise<void>;
  attach(at: Vendor, tag: string, file: StoredFile): Promise<void>;
  remove(at: Vendor, tag: string): Promise<void>;
  /** Tags of what is there. */
  readonly tags: readonly string[];
  /** How often people have made or changed anything. */
  readonly deeds: number;
  /** What is not in step or not as somebody wrote it, one sentence each; none: the next edits begin from here. */
  differences(): Promise<readonly string[]>;
}

export function openBooks(desks: ReadonlyMap<Vendor, Desk>): Books {
  const entries = new Map<string, Entry>();
  let deeds = 0;
  const deskAt = (system: Vendor): Desk => {
    const desk = desks.get(system);
    if (desk === undefined) throw new Error(`there is no desk at ${system}`);
    return desk;
  };
  const entryOf = (tag: string): Entry => {
    const entry = entries.get(tag);
    if (entry === undefined) throw new Error(`nobody made ${tag}`);
    return entry;
  };
  const idAt = async (system: Vendor, tag: string): Promise<string> => {
    const found = (await deskAt(system).all()).find(({ title }) => tagIn(title) === tag);
    if (found === undefined) throw new Error(`${tag} is not at ${system}`);
    return found.id;
  };
  const write = async (at: Vendor, tag: string, fields: Partial<Record<Edited, string | null>>) => {
    const { written } = entryOf(tag);
    const id = await idAt(at, tag);
    for (const field of editedFields) {
      const value = fields[field];
      if (value !== undefined && value !== null) written[field].set(at, value);
    }
    deeds += 1;
    await deskAt(at).edit(id, fields as Partial<TicketFields>);
  };
  return {
    create: async (at) => {
      const tag = `#${entries.size + 1}`;
      const title = `Made at ${at} ${tag}`;
      const entry = newEntry(tag);
      entries.set(tag, entry);
      entry.written.title.set(at, title);
      entry.written.priority.set(at, "low");
      deeds += 1;
      await deskAt(at).create({ title, text: `Words of ${at}`, priority: "low" });
      return tag;
    },
    edit: write,
    retitle: (at, tag, words) => write(at, tag, { title: `${words} ${tag}` }),
    comment: async (at, tag, note) => {
      entryOf(tag).notes.push(note);
      deeds += 1;
      await deskAt(at).comment(await idAt(at, tag), note);
    },
    attach: async (at, tag, file) => {
      const entry = entryOf(tag);
      entry.files.push(file);
      deeds += 1;
      const said = await deskAt(at).attach(await idAt(at, tag), file);
      if (said !== null) {
        entry.notes.push(said);
        deeds += 1;
      }
    },
    remove: async (at, tag) => {
      entryOf(tag).isGone = true;
      deeds += 1;
      await deskAt(at).remove(await idAt(at, tag));
    },
    get tags() {
      return [...entries.values()].filter(({ isGone }) => !isGone).map(({ tag }) => tag);
    },
    get deeds() {
      return deeds;
    },
    differences: () => differencesOf([...desks.values()], [...entries.values()]),
  };
}

const newEntry = (tag: string): Entry => ({
  tag,
  written: { title: new Map(), priority: new Map(), state: new Map(), assignee: new Map() },
  settled: new Map(),
  notes: [],
  files: [],
  isGone: false,
});

const tagIn = (title: string): string | undefined => /#\d+$/.exec(title)?.[0];

async function differencesOf(desks: readonly Desk[], entries: readonly Entry[]): Promise<readonly string[]> {
  const tickets = new Map<Desk, readonly Ticket[]>();
  for (const desk of desks) tickets.set(desk, await desk.all());
  const tellsWaiting = desks.every((desk) => desk.tellsWaiting);
  const found: string[] = [];
  for (const entry of entries) {
    const copies = desks.map((desk) => ({
      desk,
      own: (tickets.get(desk) ?? []).filter(({ title }) => tagIn(title) === entry.tag),
    }));
    const wanted = entry.isGone ? 0 : 1;
    const miscounted = copies.filter(({ own }) => own.length !== wanted);
    found.push(...miscounted.map(({ desk, own }) => `${entry.tag} is at ${desk.system} ${own.length} times`));
    if (miscounted.length > 0 || entry.isGone) continue;
    const held = copies.flatMap(({ desk, own }) => own.map((ticket) => ({ desk, ticket })));
    const wrong = [...fieldFaults(entry, held, tellsWaiting), ...(await childFaults(entry, held))];
    if (wrong.length === 0) close(entry, held);
    found.push(...wrong);
  }
  const strange = desks.flatMap((desk) =>
    (tickets.get(desk) ?? [])
      .filter(({ title }) => !entries.some(({ tag }) => tag === tagIn(title)))
      .map(({ title }) => `nobody made "${title}" at ${desk.system}`),
  );
  return [...found, ...strange];
}

interface Held {
  readonly desk: Desk;
  readonly ticket: Ticket;
}

function fieldFaults(entry: Entry, held: readonly Held[], tellsWaiting: boolean): readonly string[] {
  const texts = new Set(held.map(({ ticket }) => ticket.text));
  const faults = texts.size > 1 ? [`${entry.tag}: text is ${[...texts].join(" and ")}`] : [];
  for (const field of editedFields) {
    const read = (value: string): string =>
      field === "state" && !tellsWaiting && value === "waiting" ? "open" : value;
    const expected = expectedOf(entry, field).map(read);
    // What nobody has written is each system's own affair: who gets a new record, say.
    if (expected.length === 0 && field === "assignee") continue;
    const values = held.map(({ ticket }) => read(String(ticket[field])));
    const isAsWritten = expected.length === 0 || expected.includes(values[0] ?? "");
    if (new Set(values).size === 1 && isAsWritten) continue;
    const shown = held.map(({ desk }, at) => `${values[at]} at ${desk.system}`).join(", ");
    const wanted = expected.length === 0 ? "" : `, written was ${expected.join(" or ")}`;
    faults.push(`${entry.tag}: ${field} is ${shown}${wanted}`);
  }
  return faults;
}

function expectedOf({ written, settled }: Entry, field: Edited): readonly string[] {
  if (written[field].size > 0) return [...written[field].values()];
  const value = settled.get(field);
  return value === undefined ? [] : [value];
}

async function childFaults(entry: Entry, held: readonly Held[]): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const { desk, ticket } of held) {
    const notes = (await desk.notes(ticket.id)).map(
      ({ text, isPublic }) => `${text} (${isPublic ? "public" : "private"})`,
    );
    const said = entry.notes.map(({ text, isPublic }) => `${text} (${isPublic ? "public" : "private"})`);
    faults.push(...unlike(notes, said).map((fault) => `${entry.tag} at ${desk.system}: comment ${fault}`));
    const files = (await desk.files(ticket.id)).map(({ name, text }) => `${name}: ${text}`);
    const given = entry.files.map(({ name, text }) => `${name}: ${text}`);
    faults.push(...unlike(files, given).map((fault) => `${entry.tag} at ${desk.system}: file ${fault}`));
  }
  return faults;
}

/** Both as bags: what is there too often or not often enough. */
function unlike(found: readonly string[], wanted: readonly string[]): readonly string[] {
  const count = (list: readonly string[], text: string) => list.filter((one) => one === text).length;
  return [...new Set([...found, ...wanted])]
    .filter((text) => count(found, text) !== count(wanted, text))
    .map((text) => `"${text}" is there ${count(found, text)} times instead of ${count(wanted, text)}`);
}

/** All are in step: whatever is written from now on counts against this. */
function close({ written, settled }: Entry, [first]: readonly Held[]): void {
  for (const field of editedFields) {
    if (written[field].size > 0 && first !== undefined) settled.set(field, String(first.ticket[field]));
    written[field].clear();
  }
}
