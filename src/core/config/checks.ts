// What no schema can say: that names refer to something and that mappings make sense in both directions.
// Works on unchecked data, so that one mistake does not hide another.

import type { Connector } from "../contract/connector.ts";
import { hasObject, objectNamesText } from "../contract/objects.ts";
import { type Side, sides } from "../contract/sides.ts";
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
  const pairs = new Map<string, Pair>();
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
  const manifest = connectors.get(connection)?.manifest;
  if (object === null || manifest === undefined || hasObject(manifest, object)) return [];
  const message = `"${connection}" has no object ${quoted(object)}; it has ${objectNamesText(manifest)}`;
  return [document.problemAt([...path, "object"], "value", message, nearestName(object, manifest.objects))];
}

/** One side of a sync, for telling whether two of them meet in the same records. */
interface End {
  readonly connection: string;
  readonly object: string;
}

type Pair = Readonly<Record<Side, End>>;

/** One name is the other, or leaves out some of its scope. */
const overlap = (a: End, b: End): boolean =>
  a.connection === b.connection &&
  (`${a.object}:`.startsWith(`${b.object}:`) || `${b.object}:`.startsWith(`${a.object}:`));

function checkPair(document: ConfigDocument, name: string, pairs: Map<string, Pair>): ConfigProblem[] {
  const [left, right] = sides.map((side) => endAt(document, ["syncs", name, side]));
  if (!left || !right) return [];
  const at = (message: string): ConfigProblem[] => [document.problemAt(["syncs", name], "key", message)];
  if (overlap(left, right)) return at(`the sync "${name}" pairs an object with itself`);
  const earlier = [...pairs].find(
    ([, pair]) =>
      (overlap(left, pair.left) && overlap(right, pair.right)) ||
      (overlap(left, pair.right) && overlap(right, pair.left)),
  );
  if (earlier) return at(`the sync "${earlier[0]}" already pairs these two objects; one sync per pair`);
  pairs.set(name, { left, right });
  return [];
}

function endAt(document: ConfigDocument, path: ConfigPath): End | null {
  const connection = textAt(document.data, [...path, "connection"]);
  const object = textAt(document.data, [...path, "object"]);
  return connection === null || object === null ? null : { connection, object };
}
