// Deletes as the guards count them: of each side, and never the engine's own.
import { expect, it } from "vitest";
import type { Op } from "../../../src/core/store/ops.ts";
import type { IntentState, Side } from "../../../src/core/store/rows.ts";
import { openStore } from "../../../src/core/store/sqlite/sqlite-store.ts";

const nothing = { left: {}, right: {} };
const link = { id: "l", sync: "s", leftId: "L", rightId: "R", state: "live", deletedOn: null } as const;

const told = (side: Side, recordId: string): Op => {
  const seen = {
    source: "push" as const,
    eventKey: `push:${recordId}`,
    seenAt: 1,
    changedAt: null,
    dueAt: 1,
  };
  return { op: "inbox.add", row: { sync: "s", side, recordId, kind: "deleted", ...seen } };
};

const deleteOnRight = (state: IntentState): Op => {
  const write = { side: "right" as const, operation: "delete" as const, fields: {}, agreed: nothing };
  const target = { correlationKey: null, targetId: "R", expectedVersion: null, stamps: null };
  const times = { sentAt: null, attempts: 0, seenAt: 1, changedAt: null };
  return {
    op: "intent.put",
    intent: { id: "i", sync: "s", linkId: "l", ...write, ...target, ...times, state },
    at: 1,
  };
};

it.each([
  ["planned", 0],
  ["sent", 0],
  ["failed", 1],
] as const)(
  "SYN-13 a delete told of a record that the engine is deleting itself waits for nobody (%s)",
  async (state, right) => {
    const store = openStore(":memory:");
    await store.commit([{ op: "link.put", link, at: 1 }, deleteOnRight(state), told("right", "R")]);
    expect(await store.openDeletes("s")).toEqual({ left: 0, right });
    await store.close();
  },
);

it("SYN-13 an ended link counts for the side on which its record was deleted, in its time", async () => {
  const store = openStore(":memory:");
  await store.commit([{ op: "link.put", link: { ...link, state: "tombstone", deletedOn: "right" }, at: 5 }]);
  expect(await store.deletesBetween("s", 5, 6)).toEqual({ left: 0, right: 1 });
  expect(await store.deletesBetween("s", 0, 5)).toEqual({ left: 0, right: 0 });
  expect(await store.deletesBetween("s", 6, 9)).toEqual({ left: 0, right: 0 });
  await store.close();
});
