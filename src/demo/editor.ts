// Plays the two companies' agents: a steady stream of edits, creates, and now and then a collision on purpose.
import type { Random } from "../core/contract/runtime.ts";
import type { Ledger } from "./ledger.ts";
import { type DemoField, otherSystem, type Pairs, type System, values } from "./pairs.ts";
import type { Systems } from "./systems.ts";

export interface Desk {
  readonly systems: Systems;
  readonly pairs: Pairs;
  readonly ledger: Ledger;
  readonly random: Random;
  readonly now: () => number;
}

const createShare = 0.08;
const collisionShare = 0.06;
const meetingShare = 0.06;
/** What agents change while a case is open; closing would end its editing. */
const liveStatus = { salesforce: ["Working", "Escalated"], zendesk: ["open", "pending"] } as const;

/** Makes one move: an edit, a create, or two edits at the same moment. */
export async function makeMove(desk: Desk): Promise<void> {
  const system: System = desk.random() < 0.5 ? "salesforce" : "zendesk";
  const dice = desk.random();
  if (dice < createShare) return create(desk, system);
  const id = pickRecord(desk, system);
  if (id === null) return;
  if (dice < createShare + collisionShare) return collide(desk, system, id);
  if (dice < createShare + collisionShare + meetingShare) return meet(desk, system, id);
  return edit(desk, system, id, pickField(desk), desk.now(), false);
}

const pick = <T>(items: readonly T[], random: Random): T | undefined =>
  items[Math.floor(random() * items.length)];

function pickRecord({ pairs, ledger, random }: Desk, system: System): string | null {
  const ids = [...pairs.records[system].keys()];
  for (let attempt = 0; attempt < 20; attempt++) {
    const id = pick(ids, random);
    if (id && pairs.counterpart(system, id) && !ledger.isBusy(pairs, system, id)) return id;
  }
  return null;
}

const pickField = ({ random }: Desk): DemoField =>
  pick(["subject", "subject", "priority", "status"] as const, random) ?? "subject";

const topicOf = ({ pairs }: Pick<Desk, "pairs">, system: System, id: string): string =>
  (pairs.records[system].get(id)?.subject ?? "Case").replace(/ \[edit .*\]$/, "");

function newValue({ pairs, ledger, random }: Desk, system: System, id: string, field: DemoField): string {
  const record = pairs.records[system].get(id);
  if (field === "subject") {
    return `${topicOf({ pairs }, system, id).slice(0, 80)} [edit ${ledger.edits.length + 1}]`;
  }
  const priorities = system === "salesforce" ? [...values.priority.keys()] : [...values.priority.values()];
  const options = (field === "priority" ? priorities : liveStatus[system]).filter(
    (value) => value !== record?.[field],
  );
  return pick(options, random) ?? "";
}

async function edit(
  desk: Desk,
  system: System,
  id: string,
  field: DemoField,
  at: number,
  contested: boolean,
): Promise<void> {
  const value = newValue(desk, system, id, field);
  const title = topicOf(desk, system, id);
  desk.ledger.add({ system, recordId: id, field, value, at, contested, title });
  await desk.systems.edit(system, id, { [field]: value });
}

async function create(desk: Desk, system: System): Promise<void> {
  const { systems, ledger } = desk;
  const at = desk.now();
  const value = `Opened during the demo [edit ${ledger.edits.length + 1}]`;
  const [priority, status] = system === "salesforce" ? ["Medium", "New"] : ["normal", "new"];
  const recordId = await systems.create(system, {
    subject: value,
    description: "A new one.",
    priority,
    status,
  });
  ledger.add({ system, recordId, field: "create", value, at, contested: false, title: value });
}

/** Both sides edit the same field at the same moment: one wins, the other is kept in the history. */
async function collide(desk: Desk, system: System, id: string): Promise<void> {
  const other = desk.pairs.counterpart(system, id);
  if (!other) return;
  const at = desk.now();
  await Promise.all([
    edit(desk, system, id, "subject", at, true),
    edit(desk, otherSystem(system), other.id, "subject", at, true),
  ]);
}

/** Both sides edit different fields at the same moment: both survive. */
async function meet(desk: Desk, system: System, id: string): Promise<void> {
  const other = desk.pairs.counterpart(system, id);
  if (!other) return;
  const at = desk.now();
  await Promise.all([
    edit(desk, system, id, "subject", at, false),
    edit(desk, otherSystem(system), other.id, "priority", at, false),
  ]);
}
