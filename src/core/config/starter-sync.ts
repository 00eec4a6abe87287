// One sync of a first configuration, made of what both connectors offer.
import { stringify } from "yaml";
import type { Connector } from "../contract/connector.ts";
import type { PriorityWord, Starter, StarterChoice, StarterRoles, StateWord } from "../contract/starter.ts";
import { type ChildKind, childKinds, childObject } from "./child-checks.ts";
import { translateChoices } from "./starter-values.ts";

/** One side: a connection of a connector that offers something for a first configuration. */
export interface StarterEnd {
  /** Name of the connection. */
  readonly connection: string;
  /** As written under `connector:`. */
  readonly connectorId: string;
  readonly connector: Connector;
  readonly starter: Starter;
}

export interface StarterPair {
  readonly left: StarterEnd;
  readonly right: StarterEnd;
}

type FieldEntry = Readonly<Record<string, unknown>>;

/** YAML of the sync under `syncs:`, indented by two: records, and comments and files where both systems have them. */
export function starterSync(name: string, pair: StarterPair): string {
  const { left, right } = pair;
  const side = (end: StarterEnd) => inline({ connection: end.connection, object: end.starter.object });
  const lines = [
    `${name}:`,
    `  left: ${side(left)}`,
    `  right: ${side(right)}`,
    "  conflicts: last-write-wins # both sides edited one field: or left, right, merge, prefer-non-blank, manual",
    "  deletes: keep # or propagate, or archive with what to set instead",
    ...childKinds.flatMap((kind) => childLines(kind, pair)),
    "  fields: # a value that is not listed here waits for you as a dead letter",
    ...fieldEntries(left.starter.roles, right.starter.roles).flatMap(fieldLines),
  ];
  return lines.map((line) => `  ${line}\n`).join("");
}

function childLines(kind: ChildKind, { left, right }: StarterPair): readonly string[] {
  const ends = [left, right].map((end) => ({
    title: end.connector.manifest.title,
    child: childObject(end.connector, end.starter.object, kind),
  }));
  if (ends.some(({ child }) => child === null)) return [];
  const blind = ends.filter(({ child }) => child?.isPublic === null);
  const [only] = blind;
  if (only === undefined || blind.length === ends.length) return [`  ${kind}: true`];
  return [`  ${kind}: { visibility: all } # customers do not see those that come from ${only.title}`];
}

function fieldEntries(left: StarterRoles, right: StarterRoles): readonly FieldEntry[] {
  return [
    ...plain(left.title, right.title),
    ...plain(left.text, right.text),
    ...choice(left.priority, right.priority),
    ...choice(left.state, right.state),
    ...people(left.assignee, right.assignee),
    ...people(left.requester, right.requester),
  ];
}

function plain(left: string | undefined, right: string | undefined): readonly FieldEntry[] {
  return left === undefined || right === undefined ? [] : [{ left, right }];
}

const people = (left: string | undefined, right: string | undefined): readonly FieldEntry[] =>
  plain(left, right).map((entry) => ({ ...entry, users: true }));

function choice<W extends PriorityWord | StateWord>(
  left: StarterChoice<W> | undefined,
  right: StarterChoice<W> | undefined,
): readonly FieldEntry[] {
  if (left === undefined || right === undefined) return [];
  return [{ left: left.field, right: right.field, ...translateChoices(left, right) }];
}

/** On one line, but for expressions, which are long. */
function fieldLines(entry: FieldEntry): readonly string[] {
  if (!("toRight" in entry)) return [`    - ${inline(entry)}`];
  return Object.entries(entry).map(
    ([key, value], index) => `    ${index === 0 ? "-" : " "} ${key}: ${inline(value)}`,
  );
}

/** A value as YAML on one line. */
export const inline = (value: unknown): string =>
  stringify(value, { collectionStyle: "flow", lineWidth: 0, flowCollectionPadding: true }).trimEnd();
