// A feed whose position the vendor no longer knows.
import { expect, it } from "vitest";
import { SyncError } from "../../../src/core/contract/errors.ts";
import { pollFeed } from "../../../src/core/sync/observe/poll.ts";
import { inStep, openBench } from "./bench.ts";

it("SYN-3 what changes behind the sweep after an expired position is found by the feed", async () => {
  const bench = await openBench();
  const ids = await inStep(bench);
  bench.pass(60_000);
  const plain = bench.sync.sides.left.object;
  let isKnown = false;
  const object: typeof plain = {
    ...plain,
    changes: async (feed, position) => {
      if (isKnown || position === null) return plain.changes(feed, position);
      isKnown = true;
      throw new SyncError({ code: "E_CURSOR_EXPIRED", message: "The position is not known any more" });
    },
    scan: async function* () {
      yield* plain.scan();
      bench.left.edit(ids.left, { Subject: "Behind the sweep" });
      bench.pass(60_000);
    },
  };
  const { sides } = bench.sync;
  await pollFeed(
    bench.engine,
    { ...bench.sync, sides: { ...sides, left: { ...sides.left, object } } },
    "left",
    "tail",
  );
  await bench.run();
  expect(bench.right.records.get(ids.right)?.fields.subject).toBe("Behind the sweep");
});
