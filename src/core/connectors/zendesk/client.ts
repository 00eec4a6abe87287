// The calls to Zendesk's Support API about tickets, jobs and webhooks: paths, parameters, effect and limit of each.
import type { Dated } from "../../connector-parts/answers.ts";
import type { Urgency } from "../../contract/http.ts";
import { type Call, type Calls, type JsonObject, pageSize, paging, type Query } from "./calls.ts";
import type { EndpointClass } from "./limits.ts";
import {
  CurrentUser,
  ExportPage,
  type JobStatus,
  JobStatusEnvelope,
  JobStatusPage,
  SigningSecret,
  type Ticket,
  TicketEnvelope,
  TicketPage,
  WebhookEnvelope,
  WebhookPage,
} from "./schema.ts";

/** The calls over a client that is signed in; paths are relative to `/api/v2`. All throw what the client throws. */
export class ZendeskClient {
  readonly #calls: Calls;

  constructor(calls: Calls) {
    this.#calls = calls;
  }

  showCurrentUser(): Promise<CurrentUser> {
    return this.#calls.get(CurrentUser, "users/me", "read the current user");
  }

  /** @param ids at most 100; unknown ones are left out of the answer */
  async showTickets(ids: readonly string[]): Promise<readonly Ticket[]> {
    const query = { ids: ids.join(",") };
    return (await this.#calls.get(TicketPage, "tickets/show_many", "read tickets", query)).tickets;
  }

  listTickets(
    query: Query,
    endpointClass: EndpointClass,
    urgency: Urgency = "live",
  ): Promise<Dated<TicketPage>> {
    return this.#calls.dated(TicketPage, {
      method: "GET",
      path: "tickets",
      query: { "page[size]": pageSize, ...query },
      operation: "list tickets",
      endpointClass,
      urgency,
      effect: "repeatable",
    });
  }

  exportTickets(query: Query): Promise<Dated<ExportPage>> {
    return this.#calls.dated(ExportPage, {
      method: "GET",
      path: "incremental/tickets/cursor.json",
      query,
      operation: "export changed tickets",
      endpointClass: "incremental",
      effect: "repeatable",
    });
  }

  /** Repeatable within the two hours the vendor keeps the key (at most 255 characters). @returns the ticket's id */
  async createTicket(ticket: JsonObject, idempotencyKey: string): Promise<string> {
    const envelope = await this.#calls.send(TicketEnvelope, {
      method: "POST",
      path: "tickets",
      json: { ticket },
      headers: { "Idempotency-Key": idempotencyKey },
      operation: "create ticket",
      endpointClass: "account",
      effect: "repeatable",
    });
    return envelope.ticket.id;
  }

  createTickets(tickets: readonly JsonObject[]): Promise<JobStatus> {
    const path = "tickets/create_many";
    return this.#startJob({
      method: "POST",
      path,
      json: { tickets },
      operation: "create tickets",
      effect: "once",
    });
  }

  async updateTicket(id: string, ticket: JsonObject): Promise<void> {
    await this.#calls.request({
      method: "PUT",
      path: `tickets/${id}`,
      json: { ticket },
      operation: "update ticket",
      endpointClass: "tickets-update",
      effect: "repeatable",
    });
  }

  updateTickets(tickets: readonly JsonObject[]): Promise<JobStatus> {
    const path = "tickets/update_many";
    return this.#startJob({
      method: "PUT",
      path,
      json: { tickets },
      operation: "update tickets",
      effect: "repeatable",
    });
  }

  async deleteTicket(id: string): Promise<void> {
    await this.#calls.request({
      method: "DELETE",
      path: `tickets/${id}`,
      operation: "delete ticket",
      endpointClass: "tickets-delete",
      effect: "repeatable",
    });
  }

  deleteTickets(ids: readonly string[]): Promise<JobStatus> {
    const query = { ids: ids.join(",") };
    const path = "tickets/destroy_many";
    return this.#startJob({
      method: "DELETE",
      path,
      query,
      operation: "delete tickets",
      effect: "repeatable",
    });
  }

  async showJob(id: string): Promise<JobStatus> {
    return (await this.#calls.get(JobStatusEnvelope, `job_statuses/${id}`, "read job status")).job_status;
  }

  listJobs(after: string | undefined): Promise<JobStatusPage> {
    return this.#calls.get(JobStatusPage, "job_statuses", "list job statuses", paging(after));
  }

  listWebhooks(after: string | undefined): Promise<WebhookPage> {
    return this.#calls.get(WebhookPage, "webhooks", "list webhooks", paging(after));
  }

  /** @returns the webhook's id */
  async createWebhook(webhook: JsonObject): Promise<string> {
    const envelope = await this.#calls.send(WebhookEnvelope, {
      method: "POST",
      path: "webhooks",
      json: { webhook },
      operation: "create webhook",
      endpointClass: "account",
      effect: "once",
    });
    return envelope.webhook.id;
  }

  async deleteWebhook(id: string): Promise<void> {
    await this.#calls.request({
      method: "DELETE",
      path: `webhooks/${id}`,
      operation: "delete webhook",
      endpointClass: "account",
      effect: "repeatable",
    });
  }

  async showSigningSecret(webhookId: string): Promise<string> {
    const path = `webhooks/${webhookId}/signing_secret`;
    return (await this.#calls.get(SigningSecret, path, "read signing secret")).signing_secret.secret;
  }

  async #startJob(call: Omit<Call, "endpointClass">): Promise<JobStatus> {
    return (await this.#calls.send(JobStatusEnvelope, { ...call, endpointClass: "jobs" })).job_status;
  }
}
