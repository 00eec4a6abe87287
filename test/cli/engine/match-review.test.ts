// What a person is shown to choose from: nothing that could not be chosen.
import { describe, expect, it } from "vitest";
import { reviewMatches } from "../../../src/cli/engine/match-records.ts";
import { reviewText } from "../../../src/cli/views/match-view.ts";
import { errorCatalogue } from "../../../src/core/contract/error-codes.ts";
import { joinOps } from "../../../src/core/sync/operate.ts";
import { openBench } from "../../core/sync/bench.ts";
import { actorOn, linkOf, thing } from "../../core/sync/operator.ts";

const page = { width: 120, paint: (_: unknown, text: string) => text, nowMs: 0 };

async function twins(count: number) {
  const bench = await openBench({ sync: { match: [{ left: "number", right: "number" }] } });
  const fields = { number: "7", Subject: "S", subject: "s", Priority: "High", priority: "high" };
  const lefts = Array.from({ length: count }, () => bench.left.add(fields));
  const rights = [bench.right.add(fields), bench.right.add(fields)];
  await bench.run();
  const review = () => reviewMatches(bench, [thing]);
  const join = async (leftId: string, rightId: string) => {
    const own = (await bench.store.linksByRecord(thing, "right", [rightId])).get(rightId);
    const waiting = [await linkOf(bench, leftId), ...(own ? [own] : [])];
    await bench.store.commit(joinOps(actorOn(bench), { sync: thing, leftId, rightId }, waiting).ops);
  };
  return { lefts, rights, review, join };
}

const shown = (found: Awaited<ReturnType<typeof reviewMatches>>) =>
  Object.fromEntries(found.unsure.map(({ record, candidates }) => [record, candidates.map(({ id }) => id)]));

describe("a review of records that fit several", () => {
  it("SYN-14 is what the refusal itself names as the next step", () => {
    expect(errorCatalogue.E_MATCH_AMBIGUOUS.hint).toContain("`integ match review`");
  });

  it("SYN-14 leaves out what has been linked since, in the list and in what it says to type", async () => {
    const { lefts, rights, review, join } = await twins(2);
    const [a = "", b = ""] = lefts;
    const [c = "", d = ""] = rights;
    const before = shown(await review());
    expect([Object.keys(before).length, before[a]?.toSorted()]).toEqual([4, [c, d].toSorted()]);
    await join(a, c);
    const after = await review();
    expect(shown(after)).toEqual({ [b]: [d], [d]: [b] });
    const text = reviewText(page, after);
    expect(text).toContain(`→ integ match link ${thing} ${b} ${d}`);
    expect(text).not.toMatch(new RegExp(`\\b(?:${a}|${c})\\b`));
  });

  it("SYN-14 offers only to make a counterpart for one that fits nothing any more", async () => {
    const { lefts, rights, review, join } = await twins(1);
    const [a = ""] = lefts;
    const [c = "", d = ""] = rights;
    await join(a, c);
    const after = await review();
    expect(shown(after)).toEqual({ [d]: [] });
    const text = reviewText(page, after);
    expect(text).toContain("nothing: all that it fits is linked");
    expect(text).toContain(`→ integ match new ${thing} right ${d}`);
    expect(text).not.toContain("match link");
  });
});
