// Issues are made, changed and deleted here, whoever asks for it; each change is written into the issue's history.
import {
  arrayAt,
  canonicalJson,
  isJsonArray,
  type Json,
  type JsonObject,
  objectAt,
  textAt,
} from "../json.ts";
import { readCommentInput } from "./comment-input.ts";
import { addComment } from "./comments.ts";
import { refuse, refuseFields } from "./errors.ts";
import { commentsIn, inputOf, readFields } from "./field-input.ts";
import { FIELDS, fieldOf } from "./fields.ts";
import type { ChangeItem, Issue, IssueState, IssueType, Project, Values } from "./model.ts";
import { readProperty } from "./properties.ts";
import { showValue } from "./render.ts";
import { createScreen, editScreen, isRequired, issueTypesOf } from "./screens.ts";
import { DEFAULT_PRIORITY, STATUSES } from "./setup.ts";
import type { View } from "./view.ts";

/** @throws Refusal 400, 404 */
export function createIssue(view: View, body: JsonObject, actorId: string): Issue {
  const { site } = view;
  const input = inputOf(body);
  const project = projectIn(view, input.fields);
  const type = typeIn(project, input.fields);
  const screen = createScreen(view, type);
  const given = readFields({ view, project }, input, screen, {});
  const missing = screen.filter((field) => isRequired(view, field) && isBlank(given[field.id] ?? null));
  if (missing.length > 0)
    throw refuseFields(Object.fromEntries(missing.map(({ id, name }) => [id, wanted(id, name)])));
  const properties = (arrayAt(body, "properties") ?? []).map(readProperty);
  const comments = commentsIn(body).map((comment) => readCommentInput(view, comment));
  const values = {
    ...startValues(
      screen.map(({ id }) => id),
      actorId,
    ),
    ...given,
  };
  const nowMs = site.clock.now();
  const blank = { comments: [], files: [], histories: [], updatedMs: nowMs };
  const state: IssueState = {
    ...blank,
    key: site.nextKey(project),
    values,
    properties: new Map(properties),
  };
  const issue: Issue = { id: site.nextId(), createdMs: nowMs, creatorId: actorId, state, isDeleted: false };
  site.add(issue);
  site.announce({ name: "jira:issue_created", issue, actorId });
  for (const comment of comments) addComment(site, issue, comment, actorId);
  return issue;
}

function projectIn({ site }: View, fields: JsonObject): Project {
  const given = objectAt(fields, "project") ?? {};
  const project = site.project(textAt(given, "id") ?? textAt(given, "key") ?? "");
  if (project !== null && !site.hides(project)) return project;
  throw refuseFields({ project: "Specify a valid project ID or key" });
}

function typeIn(project: Project, fields: JsonObject): IssueType {
  const given = objectAt(fields, "issuetype") ?? {};
  const type = issueTypesOf(project).find(({ id, name }) => id === given.id || name === given.name);
  if (type !== undefined) return type;
  throw refuseFields({ issuetype: "Specify a valid issue type" });
}

const wanted = (id: string, name: string): string =>
  id === "summary" ? "You must specify a summary of the issue." : `${name} is required.`;

const isBlank = (value: Json): boolean => value === null || (isJsonArray(value) && value.length === 0);

function startValues(onScreen: readonly string[], actorId: string): Values {
  const status = STATUSES[0]?.id ?? null;
  return {
    status,
    resolution: null,
    labels: [],
    ...(onScreen.includes("priority") ? { priority: DEFAULT_PRIORITY } : {}),
    reporter: actorId,
  };
}

/** @throws Error when the issue is of a type its project does not have */
export function typeOf({ site }: View, state: IssueState): IssueType {
  const project = site.projectOf(state);
  const type = issueTypesOf(project).find(({ id }) => id === state.values.issuetype);
  if (type === undefined) throw new Error(`${state.key} is of no type of ${project.key}`);
  return type;
}

/** An edit of fields that are on the screen. @throws Refusal 400 */
export function editIssue(view: View, issue: Issue, body: JsonObject, actorId: string): void {
  const { site } = view;
  const project = site.projectOf(issue.state);
  const screen = editScreen(view, typeOf(view, issue.state));
  const changed = readFields({ view, project }, inputOf(body), screen, issue.state.values);
  const blanked = screen.filter(
    (field) => field.id in changed && isRequired(view, field) && isBlank(changed[field.id] ?? null),
  );
  if (blanked.length > 0)
    throw refuseFields(Object.fromEntries(blanked.map(({ id, name }) => [id, wanted(id, name)])));
  const properties = (arrayAt(body, "properties") ?? []).map(readProperty);
  const comments = commentsIn(body).map((comment) => readCommentInput(view, comment));
  writeValues(view, issue, changed, actorId);
  if (properties.length > 0)
    site.change(issue, { properties: new Map([...issue.state.properties, ...properties]) }, actorId);
  for (const comment of comments) addComment(site, issue, comment, actorId);
}

/** Writes values as they are stored; nothing happens where nothing differs. */
export function writeValues(view: View, issue: Issue, changed: Values, actorId: string): void {
  const { site } = view;
  const before = issue.state.values;
  const items = Object.keys(changed).flatMap((id) =>
    itemOf(view, id, before[id] ?? null, changed[id] ?? null),
  );
  if (items.length === 0) return;
  site.change(issue, { values: { ...before, ...changed } }, actorId, items);
  site.announce({ name: "jira:issue_updated", issue, actorId, items });
}

function itemOf(view: View, id: string, before: Json, after: Json): readonly ChangeItem[] {
  const field = fieldOf(id);
  if (field === null || canonicalJson(before) === canonicalJson(after)) return [];
  if (isBlank(before) && isBlank(after)) return [];
  const custom = id.startsWith("customfield_");
  const text = (stored: Json) => textOf(showValue({ ...view, text: "wiki" }, field, stored));
  const idOf = (stored: Json) => (typeof stored === "string" && field.kind !== "rich" ? stored : null);
  return [
    {
      field: custom ? field.name : id,
      fieldId: id,
      custom,
      from: idOf(before),
      fromString: text(before),
      to: idOf(after),
      toString: text(after),
    },
  ];
}

/** A value as a history shows it. */
function textOf(shown: Json): string | null {
  if (shown === null) return null;
  if (isJsonArray(shown)) return shown.map(textOf).join(" ");
  if (typeof shown !== "object") return String(shown);
  return (
    textAt(shown, "displayName") ?? textAt(shown, "name") ?? textAt(shown, "value") ?? textAt(shown, "key")
  );
}

/** @throws Refusal 400 for an issue with subtasks, unless they go too */
export function deleteIssue(view: View, issue: Issue, withSubtasks: boolean, actorId: string): void {
  const { site } = view;
  const subtasks = [...site.issues.values()].filter(
    ({ state, isDeleted }) => !isDeleted && state.values.parent === issue.id,
  );
  if (subtasks.length > 0 && !withSubtasks)
    throw refuse(
      400,
      `The issue '${issue.state.key}' has subtasks. You must specify the 'deleteSubtasks' parameter to delete this issue and all its subtasks.`,
    );
  for (const subtask of subtasks) deleteIssue(view, subtask, true, actorId);
  site.remove(issue);
  site.announce({ name: "jira:issue_deleted", issue, actorId });
  for (const comment of issue.state.comments)
    site.announce({ name: "comment_deleted", issue, actorId, comment, isSecondary: true });
}

/** Into another project: a new key, the same id; what the project does not have is left behind. */
export function moveIssue(view: View, issue: Issue, project: Project, actorId: string): void {
  const { site } = view;
  const types = issueTypesOf(project);
  const before = issue.state;
  const type = types.find(({ id }) => id === before.values.issuetype) ?? types[0];
  const values = { ...before.values, project: project.id, issuetype: type?.id ?? null };
  const key = site.nextKey(project);
  const item = { field: "Key", fieldId: "issuekey", custom: false, from: null, to: null };
  const items = [{ ...item, fromString: before.key, toString: key }];
  site.change(issue, { key, values: { ...values, components: [], fixVersions: [] } }, actorId, items);
  site.announce({ name: "jira:issue_updated", issue, actorId, items });
}

/** A person's clone: fields and labels are copied, entity properties are not. */
export function cloneIssue(view: View, issue: Issue, actorId: string): Issue {
  const { site } = view;
  const nowMs = site.clock.now();
  const copied = Object.fromEntries(FIELDS.map(({ id }) => [id, issue.state.values[id] ?? null]));
  const { parent: _parent, ...values } = copied;
  const summary = `CLONE - ${String(values.summary)}`;
  const state: IssueState = {
    key: site.nextKey(site.projectOf(issue.state)),
    values: { ...values, summary, status: STATUSES[0]?.id ?? null, resolution: null, reporter: actorId },
    ...{ comments: [], files: [], histories: [], properties: new Map(), updatedMs: nowMs },
  };
  const clone: Issue = { id: site.nextId(), createdMs: nowMs, creatorId: actorId, state, isDeleted: false };
  site.add(clone);
  site.announce({ name: "jira:issue_created", issue: clone, actorId });
  return clone;
}
