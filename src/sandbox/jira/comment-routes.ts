// Comments: listed by issue or by ids, read, added, changed, deleted; and their properties.
import type { Answer, Call } from "../edge.ts";
import { arrayAt, type Json, type JsonObject } from "../json.ts";
import { readCommentInput, readText } from "./comment-input.ts";
import { addComment, changeComment, removeComment, showComment } from "./comments.ts";
import { errorAnswer, refuse } from "./errors.ts";
import { CALLER, issueOf, listOf } from "./issue-calls.ts";
import type { Comment, Issue } from "./model.ts";
import { checkKey, checkValue } from "./properties.ts";
import type { Api } from "./routes.ts";
import type { Site } from "./site.ts";
import { pageOf, readBody, viewOf } from "./view.ts";

const MOST_IDS = 1000;

export function addCommentRoutes({ site, route }: Api): void {
  route("GET", "/issue/:issue/comment", (call) => list(site, call));
  route("POST", "/issue/:issue/comment", (call) => add(site, call));
  route("GET", "/issue/:issue/comment/:comment", (call) => {
    const { issue, comment } = commentOf(site, call);
    return { status: 200, body: showComment(viewOf(site, call), issue.id, comment, expandOf(call)) };
  });
  route("PUT", "/issue/:issue/comment/:comment", (call) => change(site, call));
  route("DELETE", "/issue/:issue/comment/:comment", (call) => {
    const { issue, comment } = commentOf(site, call);
    removeComment(site, issue, comment, CALLER);
    return { status: 204, wrote: true };
  });
  route("POST", "/comment/list", (call) => listByIds(site, call));
  route("GET", "/comment/:comment/properties/:key", (call) => {
    const { comment, key } = { ...anyComment(site, call), key: call.params.key ?? "" };
    const value = comment.properties.get(key);
    if (value === undefined) throw refuse(404, `The property '${key}' does not exist.`);
    return { status: 200, body: { key, value } };
  });
  route("PUT", "/comment/:comment/properties/:key", (call) => setProperty(site, call));
}

const expandOf = (call: Call): ReadonlySet<string> => new Set(listOf(call, "expand"));

function list(site: Site, call: Call): Answer {
  const view = viewOf(site, call);
  const issue = issueOf(site, call);
  const isBackwards = call.query.get("orderBy")?.startsWith("-") ?? false;
  const ordered = isBackwards ? issue.state.comments.toReversed() : issue.state.comments;
  const expand = expandOf(call);
  const shown = ordered.map((comment) => showComment(view, issue.id, comment, expand));
  const { rows, ...place } = pageOf(call, shown, 50, 100);
  return { status: 200, body: { ...place, comments: [...rows] } };
}

function add(site: Site, call: Call): Answer {
  const view = viewOf(site, call);
  const issue = issueOf(site, call);
  const input = readCommentInput(view, readBody(call));
  if (issue.state.comments.length >= site.settings.commentsPerIssue)
    return errorAnswer(413, ["The limit for comments on this issue has been reached."]);
  const comment = addComment(site, issue, input, CALLER);
  return { status: 201, body: showComment(view, issue.id, comment, expandOf(call)), wrote: true };
}

/** Replaces the text; what is not said stays. */
function change(site: Site, call: Call): Answer {
  const view = viewOf(site, call);
  const { issue, comment } = commentOf(site, call);
  const body = readBody(call);
  const input = readCommentInput(view, body);
  const properties = new Map([...comment.properties, ...input.properties]);
  const visibility = body.visibility === undefined ? comment.visibility : input.visibility;
  const text = { body: readText(view, body.body ?? null), visibility, properties };
  const changed = changeComment(site, issue, comment, text, CALLER);
  return { status: 200, body: showComment(view, issue.id, changed, expandOf(call)), wrote: true };
}

/** Those that are there and may be seen; the others are left out. */
function listByIds(site: Site, call: Call): Answer {
  const view = viewOf(site, call);
  const ids = (arrayAt(readBody(call), "ids") ?? []).map(String);
  if (ids.length === 0 || ids.length > MOST_IDS)
    throw refuse(400, `The list of ids must have 1 to ${MOST_IDS} members.`);
  const expand = expandOf(call);
  const values: JsonObject[] = [];
  for (const { issue, comment } of allComments(site))
    if (ids.includes(comment.id)) values.push(showComment(view, issue.id, comment, expand));
  const total = values.length;
  const body = { startAt: 0, maxResults: MOST_IDS, total, isLast: true, values };
  return { status: 200, body };
}

function setProperty(site: Site, call: Call): Answer {
  const { issue, comment } = anyComment(site, call);
  const key = checkKey(call.params.key ?? "");
  const value = checkValue(readAny(call));
  const isNew = !comment.properties.has(key);
  const changed = { ...comment, properties: new Map([...comment.properties, [key, value]]) };
  const comments = issue.state.comments.map((each) => (each.id === comment.id ? changed : each));
  issue.state = { ...issue.state, comments };
  return { status: isNew ? 201 : 200, body: {}, wrote: true };
}

/** A property's value is any JSON. @throws Refusal 400 */
export function readAny(call: Call): Json {
  try {
    const parsed: Json = JSON.parse(call.rawBody);
    return parsed;
  } catch {
    throw refuse(400, "The property value must be valid JSON.");
  }
}

interface Placed {
  readonly issue: Issue;
  readonly comment: Comment;
}

function* allComments(site: Site): Generator<Placed> {
  for (const issue of site.issues.values()) {
    if (issue.isDeleted || site.hides(site.projectOf(issue.state))) continue;
    for (const comment of issue.state.comments) yield { issue, comment };
  }
}

function commentOf(site: Site, call: Call): Placed {
  const issue = issueOf(site, call);
  const comment = issue.state.comments.find(({ id }) => id === call.params.comment);
  if (comment !== undefined) return { issue, comment };
  throw refuse(404, `Can not find a comment for the id: ${call.params.comment ?? ""}.`);
}

function anyComment(site: Site, call: Call): Placed {
  for (const placed of allComments(site)) if (placed.comment.id === call.params.comment) return placed;
  throw refuse(404, `Can not find a comment for the id: ${call.params.comment ?? ""}.`);
}
