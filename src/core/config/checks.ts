// What no schema can say: that names refer to something and that mappings make sense in both directions.
// Works on unchecked data, so that one mistake does not hide another.

import type { Connector } from "../contract/connector.ts";
import { sides } from "../contract/sides.ts";
import { checkChildren } from "./child-checks.ts";
import type { ConfigDocument } from "./document.ts";
import { checkTemplates } from "./expression-checks.ts";
import { checkFields } from "./field-checks.ts";
import { nearestName } from "./nearest.ts";
import { type ConfigPath, type ConfigProblem, quoted } from "./problems.ts";
import { checkReferences } from "./references.ts";
import { entriesAt, isSection, textAt } from "./unchecked.ts";

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
    ...checkFields(document, name),
    ...checkReferences(document, name),
    ...checkChildren(document, name, connectors),
    ...checkTemplates(document, name),
  ]);
}

function checkSide(
  document: ConfigDocument,
  path: ConfigPath,
  connectors: ReadonlyMap<string, Connector>,
): ConfigProblem[] {
  const connection = textAt(document.data, [...path, "connection"]);
  // Where the section itself is wrong, nothing can be told of who is in it.
  if (connection === null || !isSection(document.data, "connections")) return [];
  const known = entriesAt(document.data, ["connections"]).map(([name]) => name);
  if (!known.includes(connection)) {
    const suggestion = nearestName(connection, known);
    const list = known.length === 0 ? "; there are none" : `; there are ${known.join(", ")}`;
    const message = `there is no connection ${quoted(connection)}${suggestion === undefined ? list : ""}`;
    return [document.problemAt([...path, "connection"], "value", message, suggestion)];
  }
  const object = textAt(document.data, [...path, "object"]);
  const objects = connectors.get(connection)?.manifest.objects ?? [];
  if (object === null || objects.length === 0 || objects.includes(object)) return [];
  const message = `"${connection}" has no object ${quoted(object)}; it has ${objects.join(", ")}`;
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
