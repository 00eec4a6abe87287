// The people of both systems: a steady stream of edits and new records through the sandbox's back door.
import { type Pair, pause, priorities } from "../pair.ts";
import { type Dump, type EditedField, type Entry, entryOf, type System, systems, undone } from "./ledger.ts";

export interface Editors {
  readonly entries: readonly Entry[];
  /** Changes made so far, new records included. */
  readonly changes: Readonly<Record<System, number>>;
  /** Edits that were undone by somebody else, one sentence each. */
  readonly reverted: readonly string[];
  /** Ends the stream; resolves once nothing is under way any more. */
  stop(): Promise<void>;
}

export interface EditorsOptions {
  readonly pair: Pair;
  /** Records that exist on both sides already. */
  readonly known: readonly Entry[];
  /** Changes a second in each system. */
  readonly perSecond: number;
  readonly random: () => number;
}

const tickMs = 100;
const lookEveryTicks = 30;
const createShare = 0.02;
const words: Readonly<Record<System, readonly string[]>> = {
  salesforce: Object.keys(priorities),
  zendesk: Object.values(priorities),
};

/** Starts to edit. A field has at most one edit of a system under way, so that the last one is known. */
export function startEditors(options: EditorsOptions): Editors {
  const entries = [...options.known];
  const changes = { salesforce: 0, zendesk: 0 };
  const reverted: string[] = [];
  const stopping = new AbortController();
  const streams = Promise.all(
    systems.map((system) => edit(options, system, { entries, changes, reverted }, stopping.signal)),
  );
  // Whoever stops the editors hears of it.
  streams.catch(() => undefined);
  return {
    entries,
    changes,
    reverted,
    stop: async () => {
      stopping.abort();
      await streams;
    },
  };
}

interface Desk {
  readonly entries: Entry[];
  readonly changes: Record<System, number>;
  readonly reverted: string[];
}

/** Several records at a time, ten times a second; what a slow machine misses is made up for. */
async function edit(
  options: EditorsOptions,
  system: System,
  { entries, changes, reverted }: Desk,
  signal: AbortSignal,
): Promise<void> {
  const start = performance.now();
  const stride = (options.perSecond * tickMs) / 1000;
  for (let tick = 1; !signal.aborted; tick += 1) {
    // Between two batches nothing of this system's people is under way.
    if (tick % lookEveryTicks === 0) reverted.push(...undone(entries, system, await dumpOf(options.pair)));
    const batch = chooseRecords(
      entries,
      system,
      Math.round(stride * tick) - Math.round(stride * (tick - 1)),
      options,
    );
    const first = changes[system];
    changes[system] += batch.length;
    await Promise.all(
      batch.map((entry, index) =>
        makeChange(options, system, entry, entries, `${system} ${first + index + 1}`),
      ),
    );
    await pause(Math.max(0, start + tick * tickMs - performance.now()));
  }
}

/** Null stands for a record that is to be made. */
function chooseRecords(
  entries: readonly Entry[],
  system: System,
  count: number,
  { random }: EditorsOptions,
): readonly (Entry | null)[] {
  const chosen = new Set<Entry>();
  let fresh = 0;
  for (let attempt = 0; chosen.size + fresh < count && attempt < 50 * count; attempt += 1) {
    const entry = entries[Math.floor(random() * entries.length)];
    if (random() < createShare) fresh += 1;
    else if (entry && entry.editable[system].length > 0) chosen.add(entry);
  }
  return [...chosen, ...Array.from({ length: fresh }, () => null)];
}

async function makeChange(
  options: EditorsOptions,
  system: System,
  entry: Entry | null,
  entries: Entry[],
  text: string,
): Promise<void> {
  if (entry === null) {
    entries.push(await create(options.pair, system, text));
    return;
  }
  const field =
    entry.editable[system][Math.floor(options.random() * entry.editable[system].length)] ?? "subject";
  const words = field === "subject" ? text : otherWord(system, entry, options.random);
  await write(options.pair, system, entry, field, words);
  entry.last[field].set(system, words);
}

function otherWord(system: System, entry: Entry, random: () => number): string {
  const others = words[system].filter((word) => word !== entry.last.priority.get(system));
  return others[Math.floor(random() * others.length)] ?? "";
}

async function write(
  pair: Pair,
  system: System,
  entry: Entry,
  field: EditedField,
  value: string,
): Promise<void> {
  const path =
    system === "salesforce" ? `/salesforce/cases/${entry.caseId}` : `/zendesk/tickets/${entry.ticketId}`;
  const name = system === "salesforce" ? { subject: "Subject", priority: "Priority" }[field] : field;
  await pair.control("PATCH", path, { [name]: value });
}

async function create(pair: Pair, system: System, text: string): Promise<Entry> {
  const entry =
    system === "salesforce"
      ? entryOf({ caseId: await pair.createCase(text), ticketId: null }, onlyBy("salesforce"))
      : entryOf({ caseId: null, ticketId: await pair.createTicket(text) }, onlyBy("zendesk"));
  entry.last.subject.set(system, text);
  return entry;
}

/** Only the people of one system edit the record. */
export const onlyBy = (system: System): Entry["editable"] => ({
  salesforce: system === "salesforce" ? ["subject", "priority"] : [],
  zendesk: system === "zendesk" ? ["subject", "priority"] : [],
});

/** Both systems as they are now. */
export const dumpOf = async (pair: Pair): Promise<Dump> => ({
  cases: await pair.cases(),
  tickets: await pair.tickets(),
});
