// Whether both connectors have the comments and files a sync asks for.

import type { Connector } from "../contract/connector.ts";
import { type ChildObject, childrenOf, hasObject } from "../contract/objects.ts";
import { sides } from "../contract/sides.ts";
import type { ConfigDocument } from "./document.ts";
import type { ConfigProblem } from "./problems.ts";
import { valueAt } from "./schema-problems.ts";
import type { Side } from "./types.ts";
import { textAt } from "./unchecked.ts";

export const childKinds = ["comments", "attachments"] as const;
export type ChildKind = (typeof childKinds)[number];

/** How a connector makes comments or files of an object; null when it has none. */
export function childObject(
  connector: Connector | undefined,
  object: string,
  kind: ChildKind,
): ChildObject | null {
  return connector === undefined ? null : (childrenOf(connector, object)[kind] ?? null);
}

/** Problems of `comments` and `attachments`: a side that has none, or one that can't tell who may see them. */
export function checkChildren(
  document: ConfigDocument,
  sync: string,
  connectors: ReadonlyMap<string, Connector>,
): ConfigProblem[] {
  return childKinds.flatMap((kind) => {
    const path = ["syncs", sync, kind];
    const settings = valueAt(document.data, path);
    // Anything else is told by the schema.
    if (settings !== true && (typeof settings !== "object" || settings === null || Array.isArray(settings)))
      return [];
    const found = new Map<Side, ChildObject>();
    for (const side of sides) {
      const connection = textAt(document.data, ["syncs", sync, side, "connection"]);
      const object = textAt(document.data, ["syncs", sync, side, "object"]);
      const connector = connection === null ? undefined : connectors.get(connection);
      // What is wrong with the side itself is told there.
      if (connector === undefined || object === null || !hasObject(connector.manifest, object)) return [];
      const child = childObject(connector, object, kind);
      if (child === null) {
        const message = `${connection} (${connector.manifest.title}) has no ${kind} of ${object} that integ can keep in step`;
        return [document.problemAt(path, "key", message)];
      }
      found.set(side, child);
    }
    return checkVisibility(document, sync, kind, found);
  });
}

function checkVisibility(
  document: ConfigDocument,
  sync: string,
  kind: ChildKind,
  found: ReadonlyMap<Side, ChildObject>,
): ConfigProblem[] {
  const blind = [...found].filter(([, child]) => child.isPublic === null).map(([side]) => side);
  const path = ["syncs", sync, kind];
  const visibility = textAt(document.data, [...path, "visibility"]);
  if (blind.length === 2 && visibility !== null && visibility !== "all") {
    const message = `neither side tells which ${kind} customers see, so "visibility" can't choose`;
    return [document.problemAt([...path, "visibility"], "value", message)];
  }
  const isSaid = valueAt(document.data, [...path, "visibility"]) !== undefined;
  if (blind.length !== 1 || isSaid) return [];
  const message =
    `the ${blind[0]} side does not tell which ${kind} customers see, the other one does; ` +
    "say which are meant with visibility: all, public or private";
  return [document.problemAt(path, "key", message)];
}
