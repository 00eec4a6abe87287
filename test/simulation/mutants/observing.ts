// Faults in how changes are observed.
import type { Mutant } from "../mutants.ts";

export const observing: readonly Mutant[] = [
  {
    id: "echo-unrecognized",
    what: "A record seen before counts as changed",
    file: "src/core/sync/observe/observe.ts",
    find: "if (last?.version === sighting.version && last.hash === sighting.hash) return [];",
    replace: "",
  },
  {
    id: "sighting-by-version",
    what: "A change within the vendor's time unit is not seen",
    file: "src/core/sync/observe/observe.ts",
    find: "if (last?.version === sighting.version && last.hash === sighting.hash) return [];",
    replace: "if (last?.version === sighting.version) return [];",
  },
  {
    id: "cursor-early",
    what: "The position is stored before the rows",
    file: "src/core/sync/observe/poll.ts",
    find: 'await engine.store.commitLazily([...ops, { op: "cursor.put", cursor }], engine.fence);',
    replace:
      'await engine.store.commit([{ op: "cursor.put", cursor }], engine.fence); await engine.store.commit(ops, engine.fence);',
  },
  {
    id: "cursor-expiry-unswept",
    what: "An expired position starts anew without reading what was in between",
    file: "src/core/sync/observe/poll.ts",
    find: "const swept = await sweepSide(engine, sync, side);",
    replace: "const swept = 0;",
  },
  {
    id: "match-skipped",
    what: "The first match links nothing",
    file: "src/core/sync/match/first-match.ts",
    find: "const linked = await storePairs(engine, sync);",
    replace: "const linked = 0;",
  },
  {
    id: "match-positions-late",
    what: "The first match scans before it fixes the feeds' positions",
    file: "src/core/sync/match/first-match.ts",
    find: "for (const feed of sync.sides[side].object.feeds) await pollFeed(engine, sync, side, feed.name);",
    replace: "await engine.clock.sleep(0);",
  },
  {
    id: "return-unseen",
    what: "A record that is to be seen again is taken for seen",
    file: "src/core/sync/write/plan-ops.ts",
    find: 'return [{ op: "sighting.drop", sync: sync.name, side, recordId }];',
    replace: "return [];",
  },
  {
    id: "length-ignored",
    what: "Values are compared without regard to what the target can store",
    file: "src/core/mapping/fit-length.ts",
    find: "const short = maxLength === null || text.length <= maxLength ? text : cutUnits(text, maxLength);",
    replace: "const short = text;",
  },
];
