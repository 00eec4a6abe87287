// Comments of issues: how they are shown, and how they are added, changed and taken away.
import { type Json, type JsonObject, objectAt } from "../json.ts";
import { type Comment, type Issue, type IssueState, stampOf } from "./model.ts";
import { showPerson } from "./render-parts.ts";
import type { Site } from "./site.ts";
import { renderedText, showText, type View } from "./view.ts";

/** The property that keeps a comment from a service project's customers. */
export const INTERNAL = "sd.public.comment";

const isInternal = (comment: Comment): boolean =>
  objectAt({ property: comment.properties.get(INTERNAL) ?? null }, "property")?.internal === true;

export function showComment(
  view: View,
  issueId: string,
  comment: Comment,
  expand: ReadonlySet<string> = new Set(),
): JsonObject {
  const properties = [...comment.properties].map(([key, value]) => ({ key, value }));
  return {
    self: `${view.base}/issue/${issueId}/comment/${comment.id}`,
    id: comment.id,
    author: showPerson(view, comment.authorId),
    body: showText(view, comment.body),
    updateAuthor: showPerson(view, comment.updateAuthorId),
    created: stampOf(comment.createdMs),
    updated: stampOf(comment.updatedMs),
    ...(comment.visibility === null ? {} : { visibility: comment.visibility }),
    ...(view.isCloud ? { jsdPublic: !isInternal(comment) } : {}),
    ...(expand.has("properties") ? { properties } : {}),
    ...(expand.has("renderedBody") ? { renderedBody: renderedText(comment.body) } : {}),
  };
}

/** The comments an issue carries as a field: the first hundred. */
export function showComments(view: View, issueId: string, { comments }: IssueState): JsonObject {
  const shown = comments.slice(0, 100).map((comment) => showComment(view, issueId, comment));
  const self = `${view.base}/issue/${issueId}/comment`;
  return { comments: shown, self, maxResults: shown.length, total: comments.length, startAt: 0 };
}

export interface CommentInput {
  readonly body: Json;
  readonly visibility: JsonObject | null;
  readonly properties: ReadonlyMap<string, Json>;
}

export function addComment(site: Site, issue: Issue, input: CommentInput, authorId: string): Comment {
  const nowMs = site.clock.now();
  const times = { createdMs: nowMs, updatedMs: nowMs };
  const comment: Comment = { id: site.nextId(), authorId, updateAuthorId: authorId, ...times, ...input };
  site.change(issue, { comments: [...issue.state.comments, comment] }, authorId);
  site.announce({ name: "comment_created", issue, actorId: authorId, comment });
  return comment;
}

/** Lays `change` over a comment. */
export function changeComment(
  site: Site,
  issue: Issue,
  comment: Comment,
  change: Partial<CommentInput>,
  authorId: string,
): Comment {
  const updatedMs = Math.max(site.clock.now(), comment.updatedMs + 1);
  const changed: Comment = { ...comment, ...change, updateAuthorId: authorId, updatedMs };
  const comments = issue.state.comments.map((each) => (each.id === comment.id ? changed : each));
  site.change(issue, { comments }, authorId);
  site.announce({ name: "comment_updated", issue, actorId: authorId, comment: changed });
  return changed;
}

export function removeComment(site: Site, issue: Issue, comment: Comment, actorId: string): void {
  const comments = issue.state.comments.filter(({ id }) => id !== comment.id);
  site.change(issue, { comments }, actorId);
  site.announce({ name: "comment_deleted", issue, actorId, comment });
}
