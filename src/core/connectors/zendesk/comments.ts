// A ticket's comments as an object of the contract: added by an update of the ticket, one at a time, never changed.
import { attempt } from "../../connector-parts/encoding.ts";
import { describeFixed, requireFields } from "../../connector-parts/fixed-fields.ts";
import { done, failed } from "../../connector-parts/outcomes.ts";
import type { CreateItem, ObjectPort, WriteResult } from "../../contract/connector.ts";
import { type ChildContext, type ChildKind, createChildPort } from "./child-ports.ts";
import { commentFields, encodeChild, isRecord, partsOfCommentId, toComment } from "./comment-record.ts";
import { commentOf, markOf } from "./marks.ts";
import { unknownOutcome } from "./results.ts";

const object = "ticket_comment";

/** The comments of an account's tickets with the given fields. @throws ConfigError for a field they don't have. */
export function createCommentPort(context: ChildContext, names: readonly string[]): ObjectPort {
  requireFields(`Zendesk ${object}`, commentFields, names);
  // Found again by what it says, so it is read with all that a create can set.
  const kind: ChildKind = {
    object,
    placeOf: partsOfCommentId,
    recordsOf: (comment) => (isRecord(comment) ? [toComment(comment, names)] : []),
    holds: (record, fields) =>
      holdsText(record.fields.body, fields.body) && isAsPublic(record.fields, fields),
    add: (item) => addComment(context, item),
  };
  return {
    ...createChildPort(context, kind),
    describe: async () => describeFixed(object, "Ticket comment", commentFields),
  };
}

async function addComment(
  { comments }: ChildContext,
  { fields, correlationKey }: CreateItem,
): Promise<WriteResult> {
  const outcome = attempt(() => encodeChild(object, commentFields, "body", fields));
  if ("error" in outcome) return failed(outcome.error);
  const { ticketId, text, comment } = outcome.value;
  const audit = await comments.add(ticketId, {
    comment: { ...comment, html_body: text },
    metadata: markOf(object, fields, correlationKey),
  });
  const made = commentOf(audit);
  return made === null ? unknownOutcome("add comment") : done(`${ticketId}-${made.id}`);
}

/** The vendor rewrites HTML as it stores it; the words are what stays. */
function holdsText(stored: unknown, wanted: unknown): boolean {
  return words(stored) === words(wanted);
}

function words(html: unknown): string {
  const text = String(html ?? "").replaceAll(/<[^>]*>/g, " ");
  return text.replaceAll("&nbsp;", " ").replaceAll(/\s+/g, " ").trim();
}

function isAsPublic(
  stored: Readonly<Record<string, unknown>>,
  wanted: Readonly<Record<string, unknown>>,
): boolean {
  return stored.public === undefined || stored.public === (wanted.public ?? false);
}
