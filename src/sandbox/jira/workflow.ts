// Workflows: which ways lead out of an issue's status, and what walking one does. Status is never written directly.
import type { Json, JsonObject } from "../json.ts";
import { readCommentInput } from "./comment-input.ts";
import { addComment } from "./comments.ts";
import { refuse, refuseFields } from "./errors.ts";
import { commentsIn, inputOf, readFields } from "./field-input.ts";
import { type Field, fieldOf } from "./fields.ts";
import { writeValues } from "./issues.ts";
import { type Issue, type Status, stampOf } from "./model.ts";
import { showStatus } from "./render-parts.ts";
import { describeField } from "./screens.ts";
import type { Transition } from "./settings.ts";
import { RESOLUTIONS, STATUSES } from "./setup.ts";
import type { View } from "./view.ts";

const statusBy = (key: "id" | "name", value: Json): Status | null =>
  STATUSES.find((status) => status[key] === value) ?? null;

/** The ways out of where the issue is. */
export function transitionsOf({ site }: View, issue: Issue): readonly Transition[] {
  const { workflows } = site.settings;
  const here = statusBy("id", issue.state.values.status ?? null)?.name ?? "";
  const all = workflows[site.projectOf(issue.state).key] ?? [];
  return all.filter(({ from, to }) => to !== here && (from.length === 0 || from.includes(here)));
}

export function showTransition(
  view: View,
  issue: Issue,
  transition: Transition,
  withFields: boolean,
): JsonObject {
  const { id, name, from, to, screen } = transition;
  const status = statusBy("name", to);
  const project = view.site.projectOf(issue.state);
  const fields = screenOf(transition).map(
    (field) =>
      [field.id, describeField(view, field, project, transition.required.includes(field.id))] as const,
  );
  return {
    id,
    name,
    ...(status === null ? {} : { to: showStatus(view, status) }),
    hasScreen: screen.length > 0,
    isGlobal: from.length === 0,
    isInitial: false,
    isAvailable: true,
    isConditional: false,
    // The description says `looped`.
    isLooped: false,
    ...(withFields ? { fields: Object.fromEntries(fields) } : {}),
  };
}

function screenOf({ screen }: Transition): readonly Field[] {
  return screen.flatMap((id) => {
    const field = fieldOf(id);
    return field === null
      ? []
      : [{ ...field, operations: field.operations.length > 0 ? field.operations : ["set"] }];
  });
}

/** @throws Refusal 400 for a way that does not lead out of here, fields that are not on its screen or are missing */
export function walk(view: View, issue: Issue, id: string, body: JsonObject, actorId: string): void {
  const { site } = view;
  const transition = transitionsOf(view, issue).find((each) => each.id === id);
  if (transition === undefined) throw refuse(400, `Transition id '${id}' is not valid for this issue.`);
  const project = site.projectOf(issue.state);
  const given = readFields({ view, project }, inputOf(body), screenOf(transition), issue.state.values);
  const said = commentsIn(body);
  if (said.length > 0 && !transition.screen.includes("comment"))
    throw refuseFields({
      comment: "Field 'comment' cannot be set. It is not on the appropriate screen, or unknown.",
    });
  const missing = transition.required.filter((name) => (given[name] ?? null) === null);
  if (missing.length > 0)
    throw refuseFields(
      Object.fromEntries(missing.map((name) => [name, `${fieldOf(name)?.name ?? name} is required.`])),
    );
  const comments = said.map((comment) => readCommentInput(view, comment));
  moveTo(view, issue, transition.to, given, actorId);
  for (const comment of comments) addComment(site, issue, comment, actorId);
}

/** Sets the status as a step of the workflow does: what is done is resolved, what is not is not. */
function moveTo(
  view: View,
  issue: Issue,
  name: string,
  given: Readonly<Record<string, Json>>,
  actorId: string,
): void {
  const status = statusBy("name", name);
  if (status === null) throw refuse(422, `The workflow leads to a status '${name}' that does not exist`);
  const isDone = status.category === "done";
  const resolution = given.resolution ?? issue.state.values.resolution ?? RESOLUTIONS[0]?.id ?? null;
  const resolved = isDone
    ? { resolution, resolutiondate: stampOf(view.site.clock.now()) }
    : { resolution: null, resolutiondate: null };
  writeValues(view, issue, { ...given, status: status.id, ...resolved }, actorId);
}

/** A person's move to a status by name: as many steps as it takes. @throws Refusal 400 when no way leads there */
export function walkTo(view: View, issue: Issue, name: string, actorId: string): void {
  const known = statusBy("name", name);
  if (known === null) throw refuse(400, `There is no status '${name}'`);
  if (issue.state.values.status === known.id) return;
  const all = view.site.settings.workflows[view.site.projectOf(issue.state).key] ?? [];
  if (!isReachable(all, statusBy("id", issue.state.values.status ?? null)?.name ?? "", name))
    throw refuse(400, `No way leads to '${name}'`);
  moveTo(view, issue, name, {}, actorId);
}

function isReachable(all: readonly Transition[], start: string, goal: string): boolean {
  const seen = new Set([start]);
  for (const here of seen) {
    const next = all.filter(({ from }) => from.length === 0 || from.includes(here));
    for (const { to } of next) seen.add(to);
  }
  return seen.has(goal);
}
