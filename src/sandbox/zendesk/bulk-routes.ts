// create_many, update_many, destroy_many, and the job statuses that tell how they went.
import { type Answer, type Call, type Edge, Refusal } from "../edge.ts";
import { arrayAt, isJsonObject, type JsonObject, objectAt } from "../json.ts";
import { type Account, API, actorOf, readBody, readIds } from "./account.ts";
import { notFound, titled } from "./errors.ts";
import type { JobAction, JobRow } from "./jobs.ts";
import type { Ticket } from "./model.ts";
import { pageOf } from "./paging.ts";
import { createTicket, deleteTicket, updateTicket } from "./tickets.ts";

const MAX_ROWS = 100;

export function addBulkRoutes(edge: Edge, account: Account): void {
  edge.route("POST", `${API}/tickets/create_many`, (call) => createMany(account, call));
  edge.route("PUT", `${API}/tickets/update_many`, (call) => updateMany(account, call));
  edge.route("DELETE", `${API}/tickets/destroy_many`, (call) => destroyMany(account, call));
  edge.route("GET", `${API}/job_statuses`, (call) =>
    pageOf(call, "job_statuses", account.jobs.list(call.baseUrl)),
  );
  edge.route("GET", `${API}/job_statuses/show_many`, (call) => showJobs(account, call));
  edge.route("GET", `${API}/job_statuses/:id`, (call) => showJob(account, call, call.params.id ?? "", false));
}

function createMany(account: Account, call: Call): Answer {
  const actor = actorOf(account, call);
  const rows = ticketInputs(call).map((input): JobRow => {
    return { id: null, run: () => createTicket(account.desk, input, actor).ticket.id };
  });
  return queue(account, call, "Bulk Create Ticket", "create", rows);
}

/** Either `tickets` with an id each, or one `ticket` for all `?ids=`. */
function updateMany(account: Account, call: Call): Answer {
  const actor = actorOf(account, call);
  const row = (id: number, input: JsonObject): JobRow => ({
    id,
    run: () => updateTicket(account.desk, existing(account, id), unguarded(input), actor).ticket.id,
  });
  if (call.query.get("ids") === null) {
    const rows = ticketInputs(call).map((input) => row(Number(input.id), input));
    return queue(account, call, "Batch Ticket Update", "update", rows);
  }
  const shared = objectAt(readBody(call), "ticket");
  if (shared === null) throw new Refusal(titled(400, "Invalid attribute", "ticket must be an object"));
  const rows = readIds(call).map((id) => row(id, shared));
  return queue(account, call, "Bulk Ticket Update", "update", rows);
}

/** Safe update is a feature of the single endpoints. */
function unguarded(input: JsonObject): JsonObject {
  return { ...input, safe_update: false };
}

function destroyMany(account: Account, call: Call): Answer {
  const actor = actorOf(account, call);
  const rows = readIds(call).map((id): JobRow => {
    const run = () => {
      deleteTicket(account.desk, existing(account, id), actor);
      return id;
    };
    return { id, run };
  });
  return queue(account, call, "Bulk Delete Ticket", "delete", rows);
}

function existing(account: Account, id: number): Ticket {
  const ticket = account.desk.live(id);
  if (ticket === null) throw new Refusal(notFound());
  return ticket;
}

function ticketInputs(call: Call): readonly JsonObject[] {
  const items = arrayAt(readBody(call), "tickets") ?? [];
  const inputs = items.filter(isJsonObject);
  if (inputs.length > 0 && inputs.length === items.length && inputs.length <= MAX_ROWS) return inputs;
  throw new Refusal(titled(400, "Invalid attribute", `tickets must be an array of 1 to ${MAX_ROWS} objects`));
}

function queue(
  account: Account,
  call: Call,
  type: string,
  action: JobAction,
  rows: readonly JobRow[],
): Answer {
  const id = account.jobs.add(type, action, rows);
  return { ...showJob(account, call, id, true) };
}

function showJob(account: Account, call: Call, id: string, wrote: boolean): Answer {
  const job = account.jobs.show(id, call.baseUrl);
  return job === null ? notFound() : { status: 200, body: { job_status: job }, wrote };
}

function showJobs(account: Account, call: Call): Answer {
  const ids = (call.query.get("ids") ?? "").split(",").slice(0, MAX_ROWS);
  return {
    status: 200,
    body: { job_statuses: ids.flatMap((id) => account.jobs.show(id, call.baseUrl) ?? []) },
  };
}
