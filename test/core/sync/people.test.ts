// Fields that name people, where one of them is the user that integ acts as.
import { expect, it } from "vitest";
import type { UserPort } from "../../../src/core/contract/users.ts";
import { runSync } from "../../../src/core/sync/run.ts";
import type { SyncRuntime } from "../../../src/core/sync/types.ts";
import { plainField } from "../config/plain-sync.ts";
import { type Bench, leftFields, openBench, rightFields } from "./bench.ts";

/** Everybody's id is their name and the side; `integ` is the user that integ acts as. */
const users = (suffix: string): UserPort => ({
  emails: async (ids) =>
    new Map(
      ids.map((id) => [id, id === `integ-${suffix}` ? "" : `${id.replace(`-${suffix}`, "")}@example.com`]),
    ),
  ids: async (emails) =>
    new Map(emails.map((email) => [email, [email.replace("@example.com", `-${suffix}`)]])),
});

async function openWithPeople() {
  const fields = [plainField("Subject", "subject"), plainField("Parent", "parent", { users: true })];
  const bench = await openBench({ sync: { fields, match: [{ left: "number", right: "number" }] } });
  const { left, right } = bench.sync.sides;
  const sync: SyncRuntime = {
    ...bench.sync,
    sides: {
      left: { ...left, connection: { ...left.connection, users: users("l") } },
      right: { ...right, connection: { ...right.connection, users: users("r") } },
    },
  };
  const run = async () => {
    bench.pass(60_000);
    await runSync(bench.engine, sync, { full: false });
  };
  return { bench, run };
}

const idsOf = ({ left, right }: Bench) => ({
  left: left.live()[0]?.id ?? "",
  right: right.live()[0]?.id ?? "",
});

it("SFM-4 what belongs to integ's own user goes over as nobody's, and whom people choose takes its place", async () => {
  const { bench, run } = await openWithPeople();
  bench.left.add({ Subject: "Printer on fire", Parent: "integ-l" });
  await run();
  const ids = idsOf(bench);
  expect(rightFields(bench, ids.right)?.parent ?? null).toBeNull();
  bench.right.edit(ids.right, { parent: "ann-r" });
  // A later change of something else on the left claims nothing for its owner.
  bench.pass(5000);
  bench.left.edit(ids.left, { Subject: "Out of paper" });
  await run();
  expect([leftFields(bench, ids.left)?.Parent, rightFields(bench, ids.right)?.parent]).toEqual([
    "ann-l",
    "ann-r",
  ]);
});

it("SFM-4 integ's own user on one of two records that are matched takes nothing from whom the other one names", async () => {
  const { bench, run } = await openWithPeople();
  bench.right.add({ number: "1", subject: "Printer on fire", parent: "ann-r" });
  bench.pass(60_000);
  bench.left.add({ number: "1", Subject: "Printer on fire", Parent: "integ-l" });
  await run();
  const ids = idsOf(bench);
  expect([leftFields(bench, ids.left)?.Parent, rightFields(bench, ids.right)?.parent]).toEqual([
    "ann-l",
    "ann-r",
  ]);
});
