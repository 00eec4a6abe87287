// What is allowed and yet hardly meant: warnings.
import { labelOf } from "../mapping/labels.ts";
import type { ConfigDocument } from "./document.ts";
import type { ConfigProblem } from "./problems.ts";
import { valueAt } from "./schema-problems.ts";
import type { Config } from "./types.ts";
import { isInRing, webOf } from "./web.ts";

/** Warnings about a configuration that is right. */
export function adviceOn(config: Config, document: ConfigDocument): ConfigProblem[] {
  return [
    ...unusedConnections(config, document),
    ...idleSyncs(config, document),
    ...highLimits(config, document),
    ...ringConflicts(config, document),
    ...unsaidOneWay(config, document),
  ];
}

function unusedConnections({ connections, syncs }: Config, document: ConfigDocument): ConfigProblem[] {
  const used = new Set([...syncs.values()].flatMap(({ left, right }) => [left.connection, right.connection]));
  return [...connections.keys()]
    .filter((name) => !used.has(name))
    .map((name) => ({
      ...document.problemAt(["connections", name], "key", `no sync uses the connection "${name}"`),
      rule: "unused-connection",
    }));
}

function idleSyncs({ syncs }: Config, document: ConfigDocument): ConfigProblem[] {
  return [...syncs.values()]
    .filter(
      (sync) =>
        sync.parent === null && !sync.realtime && sync.schedule === null && sync.everyMs === undefined,
    )
    .map(({ name }) => ({
      ...document.problemAt(
        ["syncs", name, "realtime"],
        "key",
        `the sync "${name}" is not in real time and has no schedule: it moves only by \`integ sync ${name}\``,
      ),
      rule: "never-runs",
    }));
}

function highLimits({ connections }: Config, document: ConfigDocument): ConfigProblem[] {
  return [...connections.values()].flatMap(({ name, connector, http }) =>
    Object.entries(http?.ceilings ?? {}).flatMap(([endpointClass, perWindow]) => {
      const rule = connector.manifest.limits[endpointClass];
      if (rule === undefined || perWindow <= rule.capacity) return [];
      const path = ["connections", name, "http", "limits", endpointClass, "perWindow"];
      const message = `the vendor's own limit is lower: ${rule.capacity} in ${rule.perMs / 1000} s`;
      return [{ ...document.problemAt(path, "value", message), rule: "limit-above-vendor" as const }];
    }),
  );
}

/** Each sync of the ring would prefer its own side's: two edits could follow each other round. */
function ringConflicts({ syncs }: Config, document: ConfigDocument): ConfigProblem[] {
  const inRing = [...syncs.values()].filter(({ name }) => isInRing(name, webOf(name, syncs)));
  return inRing.flatMap(({ name, fields }) => {
    if (!fields.some(({ direction, conflicts }) => direction === "both" && isBySide(conflicts))) return [];
    const paths = [
      ["syncs", name, "conflicts"],
      ...fields.map((_, at) => ["syncs", name, "fields", at, "conflicts"]),
    ];
    const path = paths.find((one) => isBySide(valueAt(document.data, one))) ?? ["syncs", name];
    const message =
      `"${name}" is part of a ring: where a side always wins, two edits can follow each other round it until the ` +
      "record is frozen (E_FLIP_FLOP); last-write-wins settles";
    return [{ ...document.problemAt(path, "key", message), rule: "ring-conflicts" as const }];
  });
}

const isBySide = (policy: unknown): boolean => policy === "left" || policy === "right";

/** Between two fields, an expression for one way alone takes the other way from a field that would have gone both. */
function unsaidOneWay({ syncs }: Config, document: ConfigDocument): ConfigProblem[] {
  const twoWay = [...syncs.values()].filter(
    ({ parent, direction }) => parent === null && direction === "both",
  );
  return twoWay.flatMap(({ name, fields }) =>
    fields.flatMap((field, at) => {
      const path = ["syncs", name, "fields", at];
      const { left, right, direction } = field;
      const isSaid = valueAt(document.data, [...path, "direction"]) !== undefined;
      if (direction === "both" || isSaid || left === null || right === null) return [];
      const [from, to, key, back] =
        direction === "left-to-right"
          ? (["left", "right", "toRight", "toLeft"] as const)
          : (["right", "left", "toLeft", "toRight"] as const);
      const message =
        `${labelOf(field)} has "${key}" and no "${back}", so it goes ${direction} only: an edit of ${field[to]} on the ` +
        `${to} stays there, and the next change on the ${from} overwrites it; if that is meant, say ` +
        `"direction: ${direction}", else give "${back}" too`;
      return [{ ...document.problemAt([...path, key], "key", message), rule: "one-way-unsaid" as const }];
    }),
  );
}
