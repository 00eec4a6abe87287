// Whether a sync asks of a connection what is switched off there. Works on unchecked data.
import { sides } from "../contract/sides.ts";
import { flowsTo } from "./direction.ts";
import type { ConfigDocument } from "./document.ts";
import type { ConfigProblem } from "./problems.ts";
import { valueAt } from "./schema-problems.ts";
import type { Direction, Side } from "./types.ts";
import { entriesAt, textAt } from "./unchecked.ts";

/** Syncs that write or delete at a connection whose `features` forbid it. */
export function checkFeatures(document: ConfigDocument): ConfigProblem[] {
  return entriesAt(document.data, ["syncs"]).flatMap(([name]) =>
    sides.flatMap((side) => checkSide(document, name, side)),
  );
}

function checkSide(document: ConfigDocument, sync: string, side: Side): ConfigProblem[] {
  const path = ["syncs", sync];
  const connection = textAt(document.data, [...path, side, "connection"]);
  if (connection === null || !flowsTo(directionOf(document, sync), side)) return [];
  const isOff = (feature: string): boolean =>
    valueAt(document.data, ["connections", connection, "features", feature]) === false;
  if (isOff("writes")) {
    const other = side === "left" ? "left-to-right" : "right-to-left";
    const message = `"${connection}" takes no writes (features.writes), and the sync "${sync}" writes to it; set direction: ${other}`;
    return [document.problemAt([...path, "direction"], "value", message)];
  }
  const deletes =
    textAt(document.data, [...path, "deletes"]) ?? textAt(document.data, [...path, "deletes", "policy"]);
  if (!isOff("deletes") || deletes !== "propagate") return [];
  const message = `"${connection}" takes no deletes (features.deletes), and the sync "${sync}" passes them on`;
  return [document.problemAt([...path, "deletes"], "value", message)];
}

function directionOf(document: ConfigDocument, sync: string): Direction {
  const given = textAt(document.data, ["syncs", sync, "direction"]);
  return given === "left-to-right" || given === "right-to-left" ? given : "both";
}
