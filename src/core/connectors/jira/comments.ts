// An issue's comments as an object of the contract: added one at a time, internal ones never where customers see them.
import { attempt } from "../../connector-parts/encoding.ts";
import { describeFixed, requireFields } from "../../connector-parts/fixed-fields.ts";
import { digestOf } from "../../connector-parts/marks.ts";
import { done, failed } from "../../connector-parts/outcomes.ts";
import type { CreateItem, ObjectPort, WriteResult } from "../../contract/connector.ts";
import { SyncError, ValidationError } from "../../contract/errors.ts";
import type { JsonObject } from "./calls.ts";
import { type ChildContext, type ChildKind, createChildPort } from "./child-ports.ts";
import {
  commentFields,
  digestIn,
  encodeComment,
  internalProperty,
  partsOf,
  toComment,
} from "./child-record.ts";
import { markProperty } from "./marker.ts";
import type { Comment } from "./schema.ts";
import { timeOf } from "./times.ts";

export const commentObject = "issue_comment";

const operation = "add comment";
const serviceProject = "service_desk";

/** The comments of the issues with the given fields. @throws ConfigError for a field they don't have */
export function createCommentPort(context: ChildContext, names: readonly string[]): ObjectPort {
  const { children, flavor } = context;
  const fields = commentFields(flavor);
  requireFields("Jira comment", fields, names);
  const since = async (issueId: string, ms: number) =>
    (await children.comments(issueId, (read) => read.some((comment) => isBefore(comment, ms)))).filter(
      (comment) => !isBefore(comment, ms),
    );
  const toRecords = (issueId: string, comments: readonly Comment[]) =>
    comments.map((comment) => toComment(issueId, comment, names, flavor));
  const kind: ChildKind = {
    object: commentObject,
    columns: [],
    // A comment that was changed is as old as it was: the page it is on tells, or a sweep does.
    recordsOf: async ({ id }, ms) =>
      toRecords(id, await children.comments(id, (read) => read.some((comment) => isBefore(comment, ms)))),
    read: async (issueId, ids) => {
      const own = new Set([...(ids ?? [])].map((id) => partsOf(id)?.ownId));
      const hasAll = (read: readonly Comment[]) =>
        ids !== null && read.filter(({ id }) => own.has(id)).length === own.size;
      return toRecords(issueId, await children.comments(issueId, hasAll));
    },
    findLike: async (issueId, values, ms) => {
      const digest = digestOf(commentObject, values);
      const ours = (await since(issueId, ms)).filter((one) => digestIn(one, markProperty) === digest);
      return toRecords(issueId, ours);
    },
    add: (item) => addComment(context, item),
  };
  return {
    ...createChildPort(context, kind),
    describe: async () => describeFixed(commentObject, "Issue comment", fields),
  };
}

function isBefore(comment: Comment, ms: number): boolean {
  return (timeOf(comment.created) ?? 0) < ms;
}

async function addComment(context: ChildContext, { fields }: CreateItem): Promise<WriteResult> {
  const outcome = attempt(() => encodeComment(fields, context.flavor));
  if ("error" in outcome) return failed(outcome.error);
  const { issueId, body, isPublic } = outcome.value;
  const audience = isPublic ? { properties: [], visibility: {} } : await internalOf(context, issueId);
  const mark = { key: markProperty, value: { digest: digestOf(commentObject, fields) } };
  const comment = { body, properties: [...audience.properties, mark], ...audience.visibility };
  const made = await context.children.addComment(issueId, comment);
  return done(`${issueId}-${made.id}`);
}

interface Audience {
  readonly properties: readonly JsonObject[];
  readonly visibility: JsonObject;
}

/** How a comment is kept from customers there. @throws ValidationError where it can't be: then it is not sent */
async function internalOf({ children, settings }: ChildContext, issueId: string): Promise<Audience> {
  const issue = await children.issue(issueId, ["project"]);
  if (issue === null) {
    const message = `Jira has no issue ${issueId} to comment on`;
    throw new SyncError({ code: "E_RECORD_GONE", message, operation });
  }
  const { project } = issue.fields;
  const type =
    typeof project === "object" && project !== null && "projectTypeKey" in project && project.projectTypeKey;
  if (type === serviceProject)
    return { properties: [{ key: internalProperty, value: { internal: true } }], visibility: {} };
  if (settings.internal !== null) return { properties: [], visibility: { visibility: settings.internal } };
  throw new ValidationError({
    code: "E_RECORD_INVALID",
    message: "The comment is internal, and this Jira project knows no internal comments; it was not sent",
    hint: "Set `internalRole` or `internalGroup` on the connection, or keep internal comments from this sync.",
    operation,
  });
}
