// `merge-tickets`: closes tickets into another one. What was merged bears a tag and a note that names the other one, by
// which a merge in doubt is found again. Source: developer.zendesk.com, Ticketing API "Tickets" › Merge.
import { z } from "zod";
import { defineAction } from "../../../connector-parts/actions.ts";
import { gone } from "../../../connector-parts/outcomes.ts";
import { SyncError, ValidationError } from "../../../contract/errors.ts";
import { textOf } from "../comment-record.ts";
import { isRefused } from "../results.ts";
import { type JobStatus, JobStatusEnvelope, type Ticket } from "../schema.ts";
import type { ActionContext } from "./context.ts";
import { TicketId } from "./parts.ts";

/** A job that was taken is queued at once; it shows in the list of jobs some time after. */
const jobLagMs = 2000;

const Output = z.object({ target: z.string(), merged: z.array(z.string()) });
type Output = z.output<typeof Output>;

const Input = z
  .strictObject({
    target: TicketId.describe("Number of the ticket that stays"),
    sources: z.array(TicketId).min(1).max(100).describe("Numbers of the tickets that are closed into it"),
    note: z.string().max(5000).optional().describe("Private note on both, why"),
  })
  .refine(({ target, sources }) => !sources.includes(target), {
    message: "a ticket is not merged into itself",
  })
  .refine(({ sources }) => new Set(sources).size === sources.length, { message: "name each source once" });
type Input = z.output<typeof Input>;

export const mergeTickets = defineAction({
  id: "merge-tickets",
  title: "Merge tickets into another one; they are closed for good",
  effect: "once",
  inputSchema: Input,
  outputSchema: Output,
  nextSteps: {
    E_RECORD_CLOSED:
      "Leave the closed tickets out of `sources`, or choose an open target: Zendesk merges open tickets only. Then run the action again.",
  },
  run: async (context: ActionContext, input) => {
    await checkOpen(context, input);
    const { target, sources, note } = input;
    const started = await context.calls.send(JobStatusEnvelope, {
      method: "POST",
      path: `tickets/${target}/merge`,
      json: {
        ids: sources.map(Number),
        target_comment: `Merged in here: ${sources.map((id) => `#${id}`).join(", ")}.${noteOf(note)}`,
        // Whoever looks for merged tickets reads here into which one.
        source_comment: `Merged into #${target}.${noteOf(note)}`,
        target_comment_is_public: false,
        source_comment_is_public: false,
      },
      operation: "merge tickets",
      endpointClass: "jobs",
      effect: "once",
    });
    const ended = await context.jobs.finish(started.job_status).catch(outOfSight);
    return outcomeOf(ended, input);
  },
  find: async (context, input) => {
    // One that was begun by the run in doubt has ended then.
    await context.jobs.settle(await context.jobs.listOpen());
    const tickets = await context.client.showTickets(input.sources);
    const merged: string[] = [];
    for (const ticket of tickets)
      if (await isMergedInto(context, ticket, input.target)) merged.push(ticket.id);
    if (merged.length === 0) return null;
    if (merged.length === input.sources.length) return { target: input.target, merged };
    throw partly(input, merged);
  },
  lookupLagMs: () => jobLagMs,
  evidence: ({ target, sources }) =>
    `the tickets ${sources.join(", ")} (closed, with a note that names #${target}) and ${target}`,
});

const noteOf = (note: string | undefined): string => (note === undefined ? "" : ` ${note}`);

/** @throws SyncError E_RECORD_GONE, ValidationError E_RECORD_CLOSED */
async function checkOpen({ client }: ActionContext, { target, sources }: Input): Promise<void> {
  const all = [target, ...sources];
  const tickets = new Map((await client.showTickets(all)).map((ticket) => [ticket.id, ticket]));
  const missing = all.find((id) => !tickets.has(id));
  if (missing !== undefined) throw gone("Zendesk", "ticket", missing, "merge tickets");
  const closed = all.filter((id) => tickets.get(id)?.status === "closed");
  if (closed.length === 0) return;
  throw new ValidationError({
    code: "E_RECORD_CLOSED",
    message: `${closed.join(", ")} can't be merged: closed tickets never change`,
    operation: "merge tickets",
  });
}

/** The job goes on whether or not it can be watched. */
function outOfSight(error: unknown): never {
  throw new SyncError({
    code: "E_OUTCOME_UNKNOWN",
    message: `The job that merges is out of sight: ${error instanceof Error ? error.message : error}`,
    operation: "merge tickets",
    effect: "unknown",
    cause: error,
  });
}

/** @throws ValidationError where the job refused all, SyncError E_OUTCOME_UNKNOWN where some */
function outcomeOf(job: JobStatus, { target, sources }: Input): Output {
  const refused = job.results.filter(isRefused);
  if (refused.length === 0 && job.status === "completed") return { target, merged: sources };
  const why =
    refused.map(({ details, error }) => String(details ?? error)).join("; ") || (job.message ?? job.status);
  const isWhole = refused.length >= sources.length;
  const facts = { message: `Zendesk's job did not merge all: ${why}`, operation: "merge tickets" };
  if (isWhole) throw new ValidationError({ ...facts, code: "E_RECORD_INVALID" });
  throw new SyncError({ ...facts, code: "E_OUTCOME_UNKNOWN", effect: "unknown" });
}

/** Closed with the tag of merges, by a note that names the target. */
async function isMergedInto(
  { comments, settings }: ActionContext,
  ticket: Ticket,
  target: string,
): Promise<boolean> {
  const isTagged = settings.mergeTag === "" || (ticket.tags?.includes(settings.mergeTag) ?? false);
  if (ticket.status !== "closed" || !isTagged) return false;
  const notes = await comments.newest(ticket.id);
  return notes.some((note) => settings.mergeNote.exec(textOf(note))?.[1] === target);
}

const partly = ({ sources, target }: Input, merged: readonly string[]): SyncError =>
  new SyncError({
    code: "E_OUTCOME_UNKNOWN",
    message: `Of ${sources.join(", ")} only ${merged.join(", ")} went into ${target}`,
    operation: "merge tickets",
    effect: "unknown",
  });
