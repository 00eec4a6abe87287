// One sync of a ring is killed at each of its commits, and the others go on before it is back.
import { describe, expect, it } from "vitest";
import { mortal } from "./mortal-store.ts";
import { onlyAt, openRing, type Ring } from "./ring.ts";

const systems = ["sales", "desk", "board", "now"];
const kills = Array.from({ length: 8 }, (_, commits) =>
  [false, true].map((after) => ({ commits, after })),
).flat();

/** A ring with one record everywhere, after which `make` has happened and the sync was killed. */
async function killed(
  name: string,
  { commits, after }: (typeof kills)[number],
  make: (ring: Ring) => void,
): Promise<Ring> {
  const ring = await openRing(systems, { hasComments: true });
  ring.corners[0]?.add({ title: "Printer on fire" });
  await ring.settle();
  make(ring);
  ring.pass(2_000);
  const [one, others] = [true, false].map((is) => ring.syncs.filter((sync) => (sync.name === name) === is));
  await ring.runOnly(one ?? [], mortal(ring.store, commits, after));
  // The others have the time to take it all the way round.
  for (let turn = 0; turn < 3; turn += 1) {
    await ring.runOnly(others ?? []);
    ring.pass(2_000);
  }
  await ring.settle();
  return ring;
}

describe.each(kills)("a sync that is killed at commit $commits, after it: $after", (kill) => {
  it("SYN-9 leaves a new record once at every corner", async () => {
    const ring = await killed("sales-desk", kill, ({ corners }) => void corners[0]?.add({ title: "New" }));
    expect(ring.corners.map((corner) => corner.live().length)).toEqual([2, 2, 2, 2]);
    expect(await ring.store.deadLetters(["open"], null)).toEqual([]);
  });

  it("SYN-9 SYN-15 leaves a new comment once at every corner", async () => {
    const ring = await killed(
      "sales-desk.comments",
      kill,
      (it) => void it.comments[0]?.add({ note: "New", parent: onlyAt(it, 0) }),
    );
    expect(ring.comments.map((comments) => comments.live().length)).toEqual([1, 1, 1, 1]);
    expect(await ring.store.deadLetters(["open"], null)).toEqual([]);
  });

  it("SYN-9 SYN-11 lets a later edit win over the one it was writing", async () => {
    const ring = await killed("sales-desk", kill, (it) => {
      it.corners[0]?.edit(onlyAt(it, 0), { title: "earlier" });
      it.pass(5_000);
      it.corners[2]?.edit(onlyAt(it, 2), { title: "later" });
    });
    expect(ring.corners.map((corner) => corner.live()[0]?.fields.title)).toEqual(systems.map(() => "later"));
  });
});
