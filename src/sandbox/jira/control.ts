// Issues as people at their desks handle them: no credential, no limits.
import { problem, readJson, sinceOf } from "../control-call.ts";
import type { Answer, Call, Edge } from "../edge.ts";
import { type JsonObject, objectAt, textAt } from "../json.ts";
import { addCommentControl } from "./control-comments.ts";
import { type ControlParts, issueAt, typedText } from "./control-desk.ts";
import { addFileControl } from "./control-files.ts";
import { addUserControl } from "./control-users.ts";
import { FIELDS } from "./fields.ts";
import { cloneIssue, createIssue, deleteIssue, editIssue, moveIssue } from "./issues.ts";
import type { Issue } from "./model.ts";
import { showIssue } from "./render.ts";
import { DESK_USER } from "./setup.ts";
import type { Site } from "./site.ts";
import { ownView, type View } from "./view.ts";
import { walkTo } from "./workflow.ts";

/**
 * Routes below /jira. `issues`: GET (`?since=`), POST and PATCH of `{fields}` as the API takes them, where rich text may
 * be plain and `status` a name, DELETE; `issues/:id/move` with `{project}`, `issues/:id/clone`. `comments`: GET
 * (`?issue=`), POST `{issue, body, internal, author}`, PATCH `{body}`, DELETE. `files`: GET, POST `{issue, name, type,
 * text | base64}`, DELETE, `:id/content`. `users`: GET, POST, PATCH.
 */
export function addJiraControl(edge: Edge, site: Site, url: () => string): void {
  const parts = { site, view: () => ownView(site, url()) };
  addIssueControl(edge, parts);
  addCommentControl(edge, parts);
  addFileControl(edge, parts);
  addUserControl(edge, parts);
}

function addIssueControl(edge: Edge, { site, view }: ControlParts): void {
  const shown = (status: number, issue: Issue): Answer => ({ status, body: { issue: dump(view(), issue) } });
  edge.route("GET", "/jira/issues", (call) => {
    const live = [...site.issues.values()].filter(
      ({ isDeleted, state }) => !isDeleted && state.updatedMs >= sinceOf(call),
    );
    return { status: 200, body: { issues: live.map((issue) => dump(view(), issue)) } };
  });
  edge.route("POST", "/jira/issues", (call) => {
    const { status, ...fields } = fieldsIn(site, call);
    const issue = createIssue(view(), { fields }, DESK_USER);
    if (typeof status === "string") walkTo(view(), issue, status, DESK_USER);
    return shown(201, issue);
  });
  edge.route("PATCH", "/jira/issues/:id", (call) => {
    const issue = issueAt(site, call.params.id ?? "");
    const { status, ...fields } = fieldsIn(site, call);
    editIssue(view(), issue, { fields }, DESK_USER);
    if (typeof status === "string") walkTo(view(), issue, status, DESK_USER);
    return shown(200, issue);
  });
  edge.route("DELETE", "/jira/issues/:id", (call) => {
    deleteIssue(view(), issueAt(site, call.params.id ?? ""), true, DESK_USER);
    return { status: 204 };
  });
  edge.route("POST", "/jira/issues/:id/move", (call) => {
    const issue = issueAt(site, call.params.id ?? "");
    const project = site.project(textAt(readJson(call), "project") ?? "");
    if (project === null) return problem(400, "there is no such project");
    moveIssue(view(), issue, project, DESK_USER);
    return shown(200, issue);
  });
  edge.route("POST", "/jira/issues/:id/clone", (call) =>
    shown(201, cloneIssue(view(), issueAt(site, call.params.id ?? ""), DESK_USER)),
  );
}

/** People type plain text; the site's rich text is made of it. */
function fieldsIn(site: Site, call: Call): JsonObject {
  const given = Object.entries(objectAt(readJson(call), "fields") ?? {});
  const rich = new Set(FIELDS.filter(({ kind }) => kind === "rich").map(({ id }) => id));
  return Object.fromEntries(given.map(([id, value]) => [id, rich.has(id) ? typedText(site, value) : value]));
}

const everything = { wants: () => true, properties: [], expand: new Set<string>() };

function dump(view: View, issue: Issue): JsonObject {
  const properties = Object.fromEntries(issue.state.properties);
  return { ...showIssue(view, issue, issue.state, everything), properties };
}
