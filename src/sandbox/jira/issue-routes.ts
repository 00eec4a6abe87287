// /issue: create, read, edit, delete, the history of changes.
import type { Answer, Call } from "../edge.ts";
import type { JsonObject } from "../json.ts";
import { objectAt, textAt } from "../json.ts";
import { CALLER, issueOf, listOf, mustBeFree } from "./issue-calls.ts";
import { createIssue, deleteIssue, editIssue, typeOf } from "./issues.ts";
import { type History, type Issue, stampOf } from "./model.ts";
import { chooseFields, showIssue } from "./render.ts";
import { showPerson } from "./render-parts.ts";
import type { Api } from "./routes.ts";
import { describeField, editScreen, isRequired } from "./screens.ts";
import { readBody, type View, valuesPage, viewOf } from "./view.ts";
import { showTransition, transitionsOf, walk } from "./workflow.ts";

export function addIssueRoutes({ site, route }: Api): void {
  route("POST", "/issue", (call) => create(viewOf(site, call), call));
  route("GET", "/issue/:issue", (call) => {
    const issue = issueOf(site, call);
    return { status: 200, body: showFor(viewOf(site, call), issue, call) };
  });
  route("PUT", "/issue/:issue", (call) => edit(viewOf(site, call), call));
  route("DELETE", "/issue/:issue", (call) => {
    const issue = issueOf(site, call);
    mustBeFree(site, issue);
    deleteIssue(viewOf(site, call), issue, call.query.get("deleteSubtasks") === "true", CALLER);
    return { status: 204, wrote: true };
  });
  route("GET", "/issue/:issue/editmeta", (call) => {
    const issue = issueOf(site, call);
    return { status: 200, body: describeEdit(viewOf(site, call), issue) };
  });
  route("GET", "/issue/:issue/changelog", (call) => {
    const view = viewOf(site, call);
    const rows = issueOf(site, call).state.histories.map((history) => showHistory(view, history));
    return { status: 200, body: valuesPage(call, rows) };
  });
}

function create(view: View, call: Call): Answer {
  const body = readBody(call);
  const issue = createIssue(view, body, CALLER);
  const transition = textAt(objectAt(body, "transition") ?? {}, "id");
  if (transition !== null) walk(view, issue, transition, {}, CALLER);
  const done = { status: 204, errorCollection: { errorMessages: [], errors: {} } };
  return {
    status: 201,
    body: { ...showCreated(view, issue), ...(transition === null ? {} : { transition: done }) },
    wrote: true,
  };
}

export const showCreated = (view: View, issue: Issue): JsonObject => ({
  id: issue.id,
  key: issue.state.key,
  self: `${view.base}/issue/${issue.id}`,
});

function edit(view: View, call: Call): Answer {
  const { site } = view;
  const issue = issueOf(site, call);
  mustBeFree(site, issue);
  editIssue(view, issue, readBody(call), CALLER);
  if (call.query.get("returnIssue") !== "true") return { status: 204, wrote: true };
  return { status: 200, body: showFor(view, issue, call), wrote: true };
}

/** As the query asks for it: all fields where it names none. */
function showFor(view: View, issue: Issue, call: Call): JsonObject {
  const expand = new Set(listOf(call, "expand"));
  const wants = chooseFields(listOf(call, "fields"), ["*all"]);
  const shown = showIssue(view, issue, issue.state, {
    wants,
    properties: listOf(call, "properties"),
    expand,
  });
  const histories = issue.state.histories.map((history) => showHistory(view, history));
  const total = histories.length;
  const withFields = expand.has("transitions.fields");
  const ways = view.site.settings.mayTransition ? transitionsOf(view, issue) : [];
  return {
    ...shown,
    ...(expand.has("transitions") || withFields
      ? { transitions: ways.map((way) => showTransition(view, issue, way, withFields)) }
      : {}),
    ...(expand.has("editmeta") ? { editmeta: describeEdit(view, issue) } : {}),
    ...(expand.has("changelog") ? { changelog: { startAt: 0, maxResults: total, total, histories } } : {}),
  };
}

function describeEdit(view: View, issue: Issue): JsonObject {
  const project = view.site.projectOf(issue.state);
  const screen = editScreen(view, typeOf(view, issue.state));
  const fields = screen.map(
    (field) => [field.id, describeField(view, field, project, isRequired(view, field))] as const,
  );
  return { fields: Object.fromEntries(fields) };
}

function showHistory(view: View, { id, authorId, createdMs, items }: History): JsonObject {
  return {
    id,
    author: showPerson(view, authorId),
    created: stampOf(createdMs),
    items: items.map(({ custom, ...item }) => ({ ...item, fieldtype: custom ? "custom" : "jira" })),
  };
}
