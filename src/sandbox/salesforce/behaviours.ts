// What single objects do of their own when they are written: refusals the fields don't tell, and values and records
// the platform writes along.
import { contentBehaviours } from "./content-behaviour.ts";
import { type WriteError, writeError } from "./errors.ts";
import { QUEUE_ID } from "./objects.ts";
import { formatStamp, type Row, wholeSecond } from "./records.ts";
import type { Change, WriteContext } from "./write.ts";

export interface Behaviour {
  /** Why a create or update is refused; null: it is not. */
  refuse?(change: Change): WriteError | null;
  refuseDelete?(context: WriteContext): WriteError | null;
  /** Lays what the platform fills into the values about to be stored. */
  derive?(change: Change): void;
  /** What follows once the row is stored; the change has the values as they were given. */
  settle?(change: Change, row: Row): void;
}

const COMMENT_BYTES = 4000;

export const behaviours: Readonly<Record<string, Behaviour>> = {
  Case: { derive: deriveCase, settle: settleCase },
  Contact: { derive: deriveContact },
  CaseComment: {
    refuse: refuseComment,
    refuseDelete: (context) => (context.mayModifyAll ? null : noAccess()),
  },
  ...contentBehaviours,
};

/** Number, closed-ness, the assignment rule's owner. */
function deriveCase({ store, values, row, context }: Change): void {
  // `Comments` inserts a case comment and reads back blank.
  values.delete("Comments");
  if (row === null) values.set("CaseNumber", store.nextCaseNumber());
  if (context.autoAssign && context.settings.assignmentRule) values.set("OwnerId", QUEUE_ID);
  const status = values.get("Status");
  if (status === undefined) return;
  const isClosed = status === "Closed";
  const wasClosed = row?.values.get("IsClosed") === true;
  values.set("IsClosed", isClosed);
  if (isClosed && !wasClosed) values.set("ClosedDate", formatStamp(wholeSecond(context.nowMs)));
  if (!isClosed) values.set("ClosedDate", null);
}

function settleCase({ values, context }: Change, row: Row): void {
  const text = values.get("Comments");
  const comments = context.stores.store("CaseComment");
  if (comments === null || typeof text !== "string") return;
  const { actorId, nowMs } = context;
  const by = {
    CreatedById: actorId,
    LastModifiedById: actorId,
    CreatedDate: formatStamp(wholeSecond(nowMs)),
  };
  const comment = { ParentId: row.id, CommentBody: text, IsPublished: false, IsDeleted: false, ...by };
  comments.insert(comments.nextId(), new Map(Object.entries(comment)), nowMs);
}

function deriveContact({ values, row }: Change): void {
  const parts = ["FirstName", "LastName"].map((name) => values.get(name) ?? row?.values.get(name) ?? "");
  values.set("Name", parts.join(" ").trim());
}

function refuseComment({ values, row, context }: Change): WriteError | null {
  const text = values.get("CommentBody");
  if (row !== null && text !== undefined && !context.mayModifyAll) return noAccess();
  // Unlike other fields' limits this one counts bytes.
  if (typeof text !== "string" || Buffer.byteLength(text) <= COMMENT_BYTES) return null;
  const message = `Body: data value too large: ${text} (max length=${COMMENT_BYTES})`;
  return writeError("STRING_TOO_LONG", message, ["CommentBody"]);
}

function noAccess(): WriteError {
  return writeError("INSUFFICIENT_ACCESS_OR_READONLY", "insufficient access rights on object id", [], 403);
}
