// No position of a feed has passed a change that is not stored: at any moment, also right after a kill.
import { type Side, sides } from "../../src/core/store/rows.ts";
import { sweepWantedKey } from "../../src/core/sync/observe/reset.ts";
import type { EngineWorld } from "./engine-life.ts";
import { syncName } from "./setup.ts";
import type { Violation } from "./violation.ts";

/** What holds at any moment, also right after a kill: no position has passed a change that is not stored. */
export function checkDisk(world: EngineWorld, isSwept = false): Violation[] {
  // Before the first match is done, its scan still has to find what the positions have passed.
  if (!world.disk.db.prepare("SELECT 1 FROM meta WHERE key = ?").get(`first-match:${syncName}`)) return [];
  return sides.flatMap((side) => {
    const cursor = world.disk.db
      .prepare<[string, Side], { position: string }>(
        "SELECT position FROM cursor WHERE sync = ? AND side = ? AND feed = 'net'",
      )
      .get(syncName, side);
    if (!cursor || (world.answers[side].wereEmpty && !isSwept) || isToBeSwept(world, side)) return [];
    return missedBy(world, side, isSwept, JSON.parse(cursor.position) as number[]);
  });
}

/** A person wants it read whole: its feeds begin anew, and what lies between is found by the sweep that is still owed. */
const isToBeSwept = ({ disk }: EngineWorld, side: Side): boolean =>
  disk.db.prepare("SELECT 1 FROM meta WHERE key = ?").get(sweepWantedKey(syncName, side)) !== undefined;

function missedBy(
  { vendors, disk }: EngineWorld,
  side: Side,
  isSwept: boolean,
  [since = 0, ceiling = 0, stamp]: number[],
): Violation[] {
  const { records, profile } = vendors[side];
  const passedBy = (position: number): number =>
    Math.floor((position - profile.overlapMs) / profile.precisionMs) * profile.precisionMs;
  // Between two pages: after the last one it is read again from the overlap before the ceiling.
  const before = stamp === undefined ? passedBy(since) : Math.min(stamp, passedBy(ceiling));
  const known = disk.db.prepare("SELECT version FROM sighting WHERE sync = ? AND side = ? AND record_id = ?");
  const waiting = disk.db.prepare(
    "SELECT 1 FROM inbox WHERE sync = ? AND side = ? AND record_id = ? AND state IN ('open','planned')",
  );
  const linked = disk.db.prepare(
    "SELECT 1 FROM link WHERE sync = ? AND (left_id = ? OR right_id = ?) AND state = 'live'",
  );
  // Its counterpart, archived just now, is looked at once more, and with it the link; or a person has been asked.
  const halfDone = disk.db.prepare(
    `SELECT 1 FROM link l JOIN inbox i ON i.sync = l.sync AND i.state IN ('open','planned','dead')
       AND ((i.side = 'left' AND i.record_id = l.left_id) OR (i.side = 'right' AND i.record_id = l.right_id))
     WHERE l.sync = ? AND (l.left_id = ? OR l.right_id = ?)`,
  );
  return [...records.values()].flatMap((record) => {
    if (record.hidden || (record.wasHidden && !isSwept)) return [];
    if (vendors[side].stampOf(record) >= before || (record.deleted && !profile.deleteFeed)) return [];
    const sighting = known.get(syncName, side, record.id) as { version: string } | undefined;
    if (sighting?.version === vendors[side].versionOf(record)) return [];
    if (waiting.get(syncName, side, record.id)) return [];
    if (record.deleted && !linked.get(syncName, record.id, record.id)) return [];
    if (record.deleted && halfDone.get(syncName, record.id, record.id)) return [];
    const detail = `${record.id} ${vendors[side].versionOf(record)} was never seen (${sighting?.version})`;
    return [{ invariant: "no position passes an unseen change", detail }];
  });
}
