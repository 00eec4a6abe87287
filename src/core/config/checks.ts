// What no schema can say: that names refer to something and that mappings make sense in both directions.
// Works on unchecked data, so that one mistake does not hide another.
import type { Connector } from "../contract/connector.ts";
import type { ConfigDocument } from "./document.ts";
import { nearestName } from "./nearest.ts";
import type { ConfigPath, ConfigProblem } from "./problems.ts";
import { valueAt } from "./schema-problems.ts";

const sides = ["left", "right"] as const;

/** Entries of a map in unchecked data; none when it is no map. */
export function entriesAt(data: unknown, path: ConfigPath): [string, unknown][] {
  const value = valueAt(data, path);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

function textAt(data: unknown, path: ConfigPath): string | null {
  const value = valueAt(data, path);
  return typeof value === "string" ? value.trim() : null;
}

/**
 * Problems of the syncs beyond their schema: connections and objects that do not exist, two syncs of
 * one pair, fields mapped twice, value maps that can't be read backwards, directions that contradict.
 * `connectors` are the loaded connectors by connection name.
 */
export function checkSyncs(
  document: ConfigDocument,
  connectors: ReadonlyMap<string, Connector>,
): ConfigProblem[] {
  const pairs = new Map<string, string>();
  return entriesAt(document.data, ["syncs"]).flatMap(([name]) => [
    ...sides.flatMap((side) => checkSide(document, ["syncs", name, side], connectors)),
    ...checkPair(document, name, pairs),
    ...sides.flatMap((side) => checkMappedOnce(document, name, side)),
    ...checkFields(document, name),
  ]);
}

function checkSide(
  document: ConfigDocument,
  path: ConfigPath,
  connectors: ReadonlyMap<string, Connector>,
): ConfigProblem[] {
  const connection = textAt(document.data, [...path, "connection"]);
  if (connection === null) return [];
  const known = entriesAt(document.data, ["connections"]).map(([name]) => name);
  if (!known.includes(connection)) {
    const suggestion = nearestName(connection, known);
    const list = known.length === 0 ? "; there are none" : `; there are ${known.join(", ")}`;
    const message = `there is no connection "${connection}"${suggestion === undefined ? list : ""}`;
    return [document.problemAt([...path, "connection"], "value", message, suggestion)];
  }
  const object = textAt(document.data, [...path, "object"]);
  const objects = connectors.get(connection)?.manifest.objects ?? [];
  if (object === null || objects.length === 0 || objects.includes(object)) return [];
  const message = `"${connection}" has no object "${object}"; it has ${objects.join(", ")}`;
  return [document.problemAt([...path, "object"], "value", message, nearestName(object, objects))];
}

function checkPair(document: ConfigDocument, name: string, pairs: Map<string, string>): ConfigProblem[] {
  const ends = sides.map((side) => {
    const path = ["syncs", name, side];
    const connection = textAt(document.data, [...path, "connection"]);
    const object = textAt(document.data, [...path, "object"]);
    return connection === null || object === null ? null : JSON.stringify([connection, object]);
  });
  if (ends.includes(null)) return [];
  const at = (message: string): ConfigProblem[] => [document.problemAt(["syncs", name], "key", message)];
  if (ends[0] === ends[1]) return at(`the sync "${name}" pairs an object with itself`);
  const pair = ends.sort().join();
  const earlier = pairs.get(pair);
  if (earlier !== undefined)
    return at(`the sync "${earlier}" already pairs these two objects; one sync per pair`);
  pairs.set(pair, name);
  return [];
}

function checkMappedOnce(document: ConfigDocument, sync: string, side: "left" | "right"): ConfigProblem[] {
  const fields = valueAt(document.data, ["syncs", sync, "fields"]);
  if (!Array.isArray(fields)) return [];
  const seen = new Set<string>();
  return fields.flatMap((_, index) => {
    const path = ["syncs", sync, "fields", index, side];
    const field = textAt(document.data, path);
    if (field === null) return [];
    if (seen.has(field))
      return [document.problemAt(path, "value", `the ${side} field "${field}" is mapped twice`)];
    seen.add(field);
    return [];
  });
}

function checkFields(document: ConfigDocument, sync: string): ConfigProblem[] {
  const fields = valueAt(document.data, ["syncs", sync, "fields"]);
  if (!Array.isArray(fields)) return [];
  const syncDirection = textAt(document.data, ["syncs", sync, "direction"]) ?? "both";
  return fields.flatMap((_, index) => {
    const path = ["syncs", sync, "fields", index];
    const own = textAt(document.data, [...path, "direction"]);
    const direction = own ?? syncDirection;
    const backwards = direction === "left-to-right" ? [] : checkInvertible(document, path, direction);
    if (own === null || syncDirection === "both" || own === syncDirection) return backwards;
    const message = `the field goes "${own}", but its sync only goes "${syncDirection}"`;
    return [...backwards, document.problemAt([...path, "direction"], "value", message)];
  });
}

function checkInvertible(document: ConfigDocument, path: ConfigPath, direction: string): ConfigProblem[] {
  const leftOf = new Map<string, string>();
  return entriesAt(document.data, [...path, "values"]).flatMap(([left, given]) => {
    const rights = (Array.isArray(given) ? given : [given]).filter((one) => typeof one === "string");
    return rights.flatMap((right) => {
      const earlier = leftOf.get(right);
      leftOf.set(right, earlier ?? left);
      if (earlier === undefined) return [];
      const message =
        earlier === left
          ? `"${left}" names "${right}" twice`
          : `"${earlier}" and "${left}" both become "${right}", so "${right}" can't be read back ` +
            `(direction ${direction}); give each its own, or set the field's direction to left-to-right`;
      return [document.problemAt([...path, "values", left], "value", message)];
    });
  });
}
