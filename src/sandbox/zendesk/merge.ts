// Merging tickets: the sources are closed with a tag and a note that names the target, files go over.
import { type Answer, type Call, Refusal } from "../edge.ts";
import { arrayAt, textAt } from "../json.ts";
import { type Account, actorOf, liveTicket, readBody } from "./account.ts";
import type { Desk } from "./desk.ts";
import { notFound, titled } from "./errors.ts";
import type { JobRow } from "./jobs.ts";
import type { Actor, Ticket } from "./model.ts";
import { updateTicket } from "./tickets.ts";

const MERGE_TAG = "closed_by_merge";

interface Merge {
  readonly target: Ticket;
  /** Null: the words of the vendor's own UI. */
  readonly sourceComment: string | null;
  readonly targetComment: string | null;
  readonly isSourcePublic: boolean;
  readonly isTargetPublic: boolean;
}

/** Answers POST /tickets/{id}/merge with a job. */
export function startMerge(account: Account, call: Call): Answer {
  const target = liveTicket(account, call);
  const body = readBody(call);
  const ids = (arrayAt(body, "ids") ?? []).map(Number);
  if (ids.length === 0 || ids.includes(target.id))
    throw new Refusal(titled(400, "Invalid attribute", "ids must name other tickets than the target"));
  const merge: Merge = {
    target,
    sourceComment: textAt(body, "source_comment"),
    targetComment: textAt(body, "target_comment"),
    isSourcePublic: body.source_comment_is_public === true,
    isTargetPublic: body.target_comment_is_public === true,
  };
  const actor = actorOf(account, call);
  const rows = ids.map((id): JobRow => ({ id, run: () => mergeOne(account.desk, id, merge, actor) }));
  const job = account.jobs.show(account.jobs.add("Ticket Merge", "update", rows), call.baseUrl);
  return job === null ? notFound() : { status: 200, body: { job_status: job }, wrote: true };
}

/** Merges one ticket and gives its id. @throws Refusal 404, or 422 when either is closed */
export function mergeOne(desk: Desk, id: number, merge: Merge, actor: Actor): number {
  const source = desk.live(id);
  if (source === null) throw new Refusal(notFound());
  const { target } = merge;
  const subject = (ticket: Ticket) => ticket.fields.subject ?? "";
  const files = source.comments.flatMap((comment) => comment.files);
  const said =
    merge.targetComment ??
    `Request #${source.id} "${subject(source)}" was closed and merged into this request.`;
  const uploads = files.flatMap(
    ({ name, type, bytes }) => desk.files.upload(null, name, type, bytes)?.token ?? [],
  );
  updateTicket(desk, target, { comment: { body: said, public: merge.isTargetPublic, uploads } }, actor);
  const note =
    merge.sourceComment ??
    `This request was closed and merged into request #${target.id} "${subject(target)}".`;
  const comment = { body: note, public: merge.isSourcePublic };
  updateTicket(desk, source, { status: "closed", additional_tags: [MERGE_TAG], comment }, actor);
  return source.id;
}

/** As an agent merges in the UI: with its own words, notes unseen by customers. */
export function mergeAsAgent(desk: Desk, target: Ticket, id: number, actor: Actor): number {
  const silent = { isSourcePublic: false, isTargetPublic: false };
  return mergeOne(desk, id, { target, sourceComment: null, targetComment: null, ...silent }, actor);
}
