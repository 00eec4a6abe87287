// The engine's own books: they balance, its memory can be told from its history, and no secret is in them.
import type { EngineWorld } from "./engine-life.ts";
import type { Violation } from "./violation.ts";
import { canary } from "./wire.ts";

export const checkAllBooks = (world: EngineWorld): Violation[] => [
  ...checkBooks(world),
  ...checkPatience(world),
  ...checkLog(world),
  ...checkShadows(world),
  ...checkFirstCreates(world),
];

/** A first match that would make more records than allowed asks first. */
function checkFirstCreates({ log, config }: EngineWorld): Violation[] {
  const asked = log.some(({ fields }) => fields.includes("E_FIRST_CREATES"));
  return log.flatMap(({ event, fields }) => {
    if (event !== "match.done" || asked) return [];
    const { left, right } = JSON.parse(fields) as { left: number; right: number };
    if (left + right <= config.guards.maxFirstCreates) return [];
    return [{ invariant: "many first creates are asked about", detail: fields }];
  });
}

/** The last agreed values follow from the history alone. */
function checkShadows({ disk }: EngineWorld): Violation[] {
  const told = new Map<string, Record<string, unknown>>();
  const events = disk.db
    .prepare(
      "SELECT link_id AS linkId, data FROM history WHERE kind IN ('agreed','confirmed','adopted') ORDER BY id",
    )
    .all() as { linkId: string; data: string }[];
  for (const { linkId, data } of events) {
    const { agreed } = JSON.parse(data) as { agreed?: Record<"left" | "right", Record<string, unknown>> };
    if (!agreed) continue;
    for (const side of ["left", "right"] as const) {
      const key = `${linkId} ${side}`;
      told.set(key, { ...told.get(key), ...agreed[side] });
    }
  }
  const shadows = disk.db.prepare('SELECT link_id AS linkId, side, "values" FROM shadow').all() as {
    linkId: string;
    side: string;
    values: string;
  }[];
  return shadows.flatMap(({ linkId, side, values }) => {
    const kept = JSON.parse(values) as Record<string, unknown>;
    const known = told.get(`${linkId} ${side}`) ?? {};
    const differing = Object.keys({ ...kept, ...known }).filter(
      (name) => JSON.stringify(kept[name]) !== JSON.stringify(known[name]),
    );
    const detail = `${linkId} ${side} ${differing.join(", ")}: ${values} against ${JSON.stringify(known)}`;
    return differing.length === 0 ? [] : [{ invariant: "history rebuilds the shadow", detail }];
  });
}

/** Observed changes are done or dead; one open dead letter for each link; no open intents. */
function checkBooks({ disk }: EngineWorld): Violation[] {
  const rows = disk.db.prepare("SELECT state, count(*) AS n FROM inbox GROUP BY state").all() as {
    state: string;
    n: number;
  }[];
  const open = rows.filter(({ state }) => state === "open" || state === "planned");
  const doubled = disk.db
    .prepare("SELECT link_id FROM dead_letter WHERE state = 'open' GROUP BY link_id HAVING count(*) > 1")
    .all();
  const unfounded = disk.db
    .prepare(
      `SELECT count(*) FROM inbox i WHERE state = 'dead' AND NOT EXISTS
        (SELECT 1 FROM dead_letter d WHERE d.link_id = i.link_id AND d.state = 'open')`,
    )
    .pluck()
    .get();
  return [
    ...open.map(({ state, n }) => ({ invariant: "the books balance", detail: `${n} rows are ${state}` })),
    ...doubled.map((row) => ({ invariant: "one dead letter for each record", detail: JSON.stringify(row) })),
    ...(unfounded === 0
      ? []
      : [{ invariant: "the books balance", detail: `${unfounded} dead rows without a letter` }]),
  ];
}

/** A fault that passes is met with five attempts before a person is asked. */
function checkPatience({ disk }: EngineWorld): Violation[] {
  const hasty = disk.db
    .prepare(
      `SELECT link_id AS linkId FROM history dead WHERE kind = 'dead' AND data LIKE '%E_RECORD_LOCKED%' AND 4 >
        (SELECT count(*) FROM history h WHERE h.link_id = dead.link_id AND kind = 'deferred' AND h.id < dead.id)`,
    )
    .all();
  return hasty.map((row) => ({ invariant: "what may pass is tried again", detail: JSON.stringify(row) }));
}

/** No bug of ours was met, and no secret was written anywhere. */
function checkLog({ log, disk }: EngineWorld): Violation[] {
  const bugs = log.filter(({ fields }) => fields.includes("E_INTERNAL"));
  const tables = ["dead_letter", "history", "intent", "conflict", "meta", "inbox"];
  const stored = tables.map((name) => JSON.stringify(disk.db.prepare(`SELECT * FROM ${name}`).all()));
  const leaks = [...stored, ...log.map(({ fields }) => fields)].filter((text) => text.includes(canary));
  return [
    ...bugs
      .slice(0, 1)
      .map(({ event, fields }) => ({ invariant: "no bug of ours", detail: `${event} ${fields}` })),
    ...leaks.slice(0, 1).map((text) => ({ invariant: "no secret is written", detail: text.slice(0, 200) })),
  ];
}
