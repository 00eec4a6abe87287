// The walk of an issue to its state, as creates and updates need it, and what both are written with.

import { attempt } from "../../connector-parts/encoding.ts";
import type { FieldValues } from "../../contract/records.ts";
import type { Flavor } from "./flavor.ts";
import { type Encoded, encodeIssue, statusOf, type Wanted } from "./issue.ts";
import type { IssueClient } from "./issue-client.ts";
import type { Marker } from "./marker.ts";
import type { Metadata } from "./metadata.ts";
import type { FieldMeta, Issue } from "./schema.ts";
import type { TransitionWalker, Walker } from "./transitions.ts";
import { readValue } from "./values.ts";

export interface WritesContext {
  readonly client: IssueClient;
  readonly flavor: Flavor;
  readonly metadata: Metadata;
  readonly marker: Marker;
  readonly walker: TransitionWalker;
  /** Fields that a transition may be given a value for. */
  readonly transitionFields: readonly string[];
  /** Reads issues from the database itself. */
  readonly readMany: (ids: readonly string[], fields: readonly string[]) => Promise<readonly Issue[]>;
}

export const workflowOf = (project: string, typeName: string): string => `${project} ${typeName}`;

/** What must be read of an issue before it is written. */
export function writeColumns({ transitionFields }: WritesContext): readonly string[] {
  return ["updated", "status", "labels", "project", "issuetype", ...transitionFields];
}

/** Walks an issue to where it is wanted; what was read of it says where it stands. */
export async function walk(
  { walker, transitionFields, flavor }: WritesContext,
  issue: Issue,
  wanted: Exclude<Wanted, null>,
  workflow: string,
): Promise<void> {
  const state = statusOf(issue) ?? { name: "", category: null };
  const filled = transitionFields.filter((field) => readValue(issue.fields[field], flavor) !== null);
  const one: Walker = { id: issue.id, workflow, state, filled: new Set(filled) };
  await walker.move(one, wanted);
}

/** @throws ValidationError for a value that can't be sent */
export function encodeOrThrow(
  values: FieldValues,
  metas: ReadonlyMap<string, FieldMeta>,
  flavor: Flavor,
): Encoded {
  const outcome = attempt(() => encodeIssue(values, metas, flavor));
  if ("error" in outcome) throw outcome.error;
  return outcome.value;
}
