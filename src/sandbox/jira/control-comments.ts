// Comments as people at their desks write, change and delete them.
import { problem, readJson } from "../control-call.ts";
import { type Answer, type Edge, Refusal } from "../edge.ts";
import { type JsonObject, textAt } from "../json.ts";
import { addComment, changeComment, INTERNAL, removeComment, showComment } from "./comments.ts";
import { type ControlParts, issueAt, typedText } from "./control-desk.ts";
import type { Comment, Issue } from "./model.ts";
import { DESK_USER } from "./setup.ts";
import type { Site } from "./site.ts";
import type { View } from "./view.ts";

export function addCommentControl(edge: Edge, { site, view }: ControlParts): void {
  const shown = (status: number, issue: Issue, comment: Comment): Answer => ({
    status,
    body: { comment: dump(view(), issue, comment) },
  });
  edge.route("GET", "/jira/comments", (call) => {
    const only = call.query.get("issue");
    const live = [...site.issues.values()].filter(
      ({ id, isDeleted }) => !isDeleted && (only === null || id === only),
    );
    const rows = live.flatMap((issue) => issue.state.comments.map((comment) => dump(view(), issue, comment)));
    return { status: 200, body: { comments: rows } };
  });
  edge.route("POST", "/jira/comments", (call) => {
    const input = readJson(call);
    const issue = issueAt(site, textAt(input, "issue") ?? "");
    const mark = [INTERNAL, { internal: input.internal === true }] as const;
    const properties = new Map(input.internal === undefined ? [] : [mark]);
    const said = { body: typedText(site, input.body ?? null), visibility: null, properties };
    return shown(201, issue, addComment(site, issue, said, textAt(input, "author") ?? DESK_USER));
  });
  edge.route("PATCH", "/jira/comments/:id", (call) => {
    const { issue, comment } = commentAt(site, call.params.id ?? "");
    const body = typedText(site, readJson(call).body ?? null);
    return shown(200, issue, changeComment(site, issue, comment, { body }, DESK_USER));
  });
  edge.route("DELETE", "/jira/comments/:id", (call) => {
    const { issue, comment } = commentAt(site, call.params.id ?? "");
    removeComment(site, issue, comment, DESK_USER);
    return { status: 204 };
  });
}

const dump = (view: View, issue: Issue, comment: Comment): JsonObject => ({
  ...showComment(view, issue.id, comment, new Set(["properties"])),
  issue: issue.id,
});

/** @throws Refusal 404 */
function commentAt(site: Site, id: string): { readonly issue: Issue; readonly comment: Comment } {
  for (const issue of site.issues.values()) {
    const comment = issue.isDeleted ? undefined : issue.state.comments.find((each) => each.id === id);
    if (comment !== undefined) return { issue, comment };
  }
  throw new Refusal(problem(404, "there is no such comment"));
}
