// What `integ sync plan` shows is what the run that follows does: record, operation and every value of it.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Case, isCopyOf, openPair, originalIn, type Pair, sampleCases, type Ticket } from "./pair.ts";

interface PlannedWrite {
  readonly side: "left" | "right";
  readonly operation: "create" | "update";
  readonly recordId: string | null;
  readonly sourceId: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly previous: Readonly<Record<string, unknown>>;
}

type Row = Readonly<Record<string, unknown>>;

let pair: Pair;
beforeAll(async () => {
  pair = await openPair(sampleCases(8), { unlimited: true });
  await pair.createTicket("Ticket from before");
});
afterAll(() => pair.stop());

const mapped = {
  left: ["Subject", "Description", "Priority", "Status"],
  right: ["subject", "description", "priority", "status"],
} as const;

/** Both systems' records by side and id, reduced to the mapped fields and the key of the record they copy. */
async function snapshot(): Promise<Map<string, Row>> {
  const reduce = (side: "left" | "right", row: Case | Ticket): [string, Row] => {
    const id = "Id" in row ? row.Id : String(row.id);
    const key = "Id" in row ? row.Integ_Key__c : row.external_id;
    const values = mapped[side].map((name) => [name, new Map(Object.entries(row)).get(name)]);
    return [`${side} ${id}`, { key, ...Object.fromEntries(values) }];
  };
  const cases = (await pair.cases()).map((row) => reduce("left", row));
  const tickets = (await pair.tickets()).map((row) => reduce("right", row));
  return new Map([...cases, ...tickets]);
}

/** What changed between two snapshots, in the words of a plan. */
function changesBetween(before: ReadonlyMap<string, Row>, after: ReadonlyMap<string, Row>): string[] {
  return [...after].flatMap(([place, now]) => {
    const then = before.get(place);
    const [side = "", id = ""] = place.split(" ");
    if (then === undefined) {
      const { key, ...fields } = now;
      return [describeWrite("create", side, originalIn(String(key)) ?? "", fields)];
    }
    const changed = Object.entries(now).filter(([name, value]) => value !== then[name]);
    return changed.length === 0 ? [] : [describeWrite("update", side, id, Object.fromEntries(changed))];
  });
}

/** A create is known by the record it copies, an update by the record it changes. */
function describeWrite(operation: string, side: string, id: string, fields: Row): string {
  const values = Object.entries(fields).sort(([a], [b]) => a.localeCompare(b));
  return `${operation} ${side} ${id} ${JSON.stringify(values)}`;
}

async function planAndRun() {
  await pair.control("DELETE", "/requests");
  const { document } = await pair.json(["sync", "plan", "cases"]);
  expect((await pair.requests()).filter(({ isWrite }) => isWrite)).toEqual([]);
  expect((await pair.requests()).length).toBeGreaterThan(0);
  const before = await snapshot();
  const run = await pair.json(["sync", "cases"]);
  expect(run.run.code).toBe(0);
  const writes = document.writes as PlannedWrite[];
  const planned = writes.map(({ operation, side, recordId, sourceId, fields }) =>
    describeWrite(operation, side, recordId ?? sourceId, fields),
  );
  return { document, writes, planned, done: changesBetween(before, await snapshot()), before };
}

describe("integ sync plan", () => {
  it("SYN-16 agrees with the first run, value for value, in both directions", async () => {
    const { planned, done, document } = await planAndRun();
    expect(planned).toHaveLength(9);
    expect(planned.sort()).toEqual(done.sort());
    expect(document.summary).toMatchObject({
      creates: { left: 1, right: 8 },
      updates: { left: 0, right: 0 },
    });
  });

  it("SYN-16 agrees with a run of creates, updates, merges and a conflict, and says what was there before", async () => {
    const [one, two, three, four] = await pair.cases();
    const copyOf = async (id: string | undefined) =>
      (await pair.tickets()).find(({ external_id }) => isCopyOf(external_id, id))?.id ?? 0;
    await pair.editCase(one?.Id ?? "", { Subject: "Only in Salesforce", Priority: "High" });
    await pair.editTicket(await copyOf(two?.Id), { status: "pending", subject: "Only in Zendesk" });
    await pair.editCase(three?.Id ?? "", { Subject: "Mine" });
    await pair.editTicket(await copyOf(three?.Id), { priority: "low" });
    await pair.editCase(four?.Id ?? "", { Subject: "Left of two" });
    await pair.editTicket(await copyOf(four?.Id), { subject: "Right of two" });
    await pair.createTicket("One more ticket");
    await pair.createCase("One more case");
    const { planned, done, document, writes, before } = await planAndRun();
    expect(planned).toHaveLength(7);
    expect(planned.sort()).toEqual(done.sort());
    for (const { side, recordId, previous } of writes.filter(({ operation }) => operation === "update"))
      expect(before.get(`${side} ${recordId}`)).toMatchObject(previous);
    const [conflict, ...more] = document.conflicts as { winner: string }[];
    expect([conflict, more]).toMatchObject([
      { left: "Left of two", right: "Right of two", base: four?.Subject },
      [],
    ]);
    const winner = conflict?.winner === "left" ? "Left of two" : "Right of two";
    expect((await pair.cases()).find(({ Id }) => Id === four?.Id)?.Subject).toBe(winner);
  });
});
