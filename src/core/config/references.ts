// References between syncs: whether they can be followed, and which side is which.
import type { ConfigDocument } from "./document.ts";
import { nearestName } from "./nearest.ts";
import { type ConfigPath, type ConfigProblem, quoted } from "./problems.ts";
import { valueAt } from "./schema-problems.ts";
import type { Side } from "./types.ts";
import { entriesAt, itemsAt, textAt } from "./unchecked.ts";

type Connections = Readonly<Record<Side, string>>;

/**
 * Which side of another sync each of our sides is, by connection; null when the other one joins other connections.
 * Where all sides are one connection, left is left.
 */
export function sidesOf(own: Connections, other: Connections): Readonly<Record<Side, Side>> | null {
  if (own.left === other.left && own.right === other.right) return { left: "left", right: "right" };
  return own.left === other.right && own.right === other.left ? { left: "right", right: "left" } : null;
}

interface Reference {
  readonly path: ConfigPath;
  readonly to: string;
  readonly required: boolean;
}

function referencesOf(document: ConfigDocument, sync: string): Reference[] {
  return itemsAt(document.data, ["syncs", sync, "fields"]).flatMap((_, index) => {
    const path = ["syncs", sync, "fields", index];
    const to = textAt(document.data, [...path, "reference"]);
    const required = valueAt(document.data, [...path, "required"]) === true;
    return to === null ? [] : [{ path: [...path, "reference"], to, required }];
  });
}

/** Problems of a sync's references: no such sync, other connections, or an order that can't be. */
export function checkReferences(document: ConfigDocument, sync: string): ConfigProblem[] {
  const known = entriesAt(document.data, ["syncs"]).map(([name]) => name);
  return referencesOf(document, sync).flatMap((reference) => {
    const { path, to, required } = reference;
    if (!known.includes(to)) {
      const suggestion = nearestName(to, known);
      const message = `there is no sync ${quoted(to)}${suggestion === undefined ? `; there are ${known.join(", ")}` : ""}`;
      return [document.problemAt(path, "value", message, suggestion)];
    }
    const own = connectionsOf(document, sync);
    const other = connectionsOf(document, to);
    if (own !== null && other !== null && sidesOf(own, other) === null) {
      const message = `the sync "${to}" joins ${other.left} and ${other.right}, this one joins ${own.left} and ${own.right}`;
      return [document.problemAt(path, "value", message)];
    }
    const way = required && to !== sync ? requiredWay(document, to, sync, new Set()) : null;
    if (way === null) return [];
    const message = `required references in a circle: ${[sync, ...way].join(" → ")}; one of them must not be required`;
    return [document.problemAt(path, "value", message)];
  });
}

function connectionsOf(document: ConfigDocument, sync: string): Connections | null {
  const left = textAt(document.data, ["syncs", sync, "left", "connection"]);
  const right = textAt(document.data, ["syncs", sync, "right", "connection"]);
  return left === null || right === null ? null : { left, right };
}

/** Syncs from `from` to `to` along required references, both included; null when there is no such way. */
function requiredWay(
  document: ConfigDocument,
  from: string,
  to: string,
  seen: Set<string>,
): readonly string[] | null {
  if (from === to) return [to];
  if (seen.has(from)) return null;
  seen.add(from);
  for (const reference of referencesOf(document, from)) {
    if (!reference.required) continue;
    const rest = requiredWay(document, reference.to, to, seen);
    if (rest !== null) return [from, ...rest];
  }
  return null;
}
