// The calls to Zendesk's Support API, nothing else: paths, parameters, effect and limit of each.
import type { z } from "zod";
import { TransientError } from "../../contract/errors.ts";
import type { HttpClient, HttpRequest, HttpResponse } from "../../contract/http.ts";
import type { EndpointClass } from "./limits.ts";
import {
  CurrentUser,
  ExportPage,
  type JobStatus,
  JobStatusEnvelope,
  JobStatusPage,
  type PageMeta,
  SigningSecret,
  type Ticket,
  TicketEnvelope,
  type TicketField,
  TicketFieldPage,
  TicketPage,
  WebhookEnvelope,
  WebhookPage,
} from "./schema.ts";

/** Most records the vendor takes or gives in one call (lists, show_many, *_many). */
export const pageSize = 100;

export type JsonObject = Readonly<Record<string, unknown>>;

/** An answer with the server's own clock beside it. */
export interface Dated<T> {
  readonly body: T;
  /** Milliseconds since the epoch from the Date header (grain: a second); null when absent. */
  readonly serverTime: number | null;
}

interface Call extends Omit<HttpRequest, "endpointClass"> {
  readonly endpointClass: EndpointClass;
}

function parse<S extends z.ZodType>(schema: S, response: HttpResponse, call: Call): z.output<S> {
  const result = schema.safeParse(response.json());
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new TransientError({
    code: "E_VENDOR_ANSWER",
    message: `Zendesk's answer to ${call.operation} is not as documented: ${issue?.path.join(".")} ${issue?.message}`,
    operation: call.operation,
    status: response.status,
    // The request itself went through: what it did is not told.
    effect: call.method === "GET" ? "none" : "unknown",
  });
}

function serverTimeOf(response: HttpResponse): number | null {
  const time = Date.parse(response.headers.date ?? "");
  return Number.isNaN(time) ? null : time;
}

type Query = NonNullable<HttpRequest["query"]>;

/** The calls over a client that is signed in; paths are relative to `/api/v2`. All throw what the client throws. */
export class ZendeskClient {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  showCurrentUser(): Promise<CurrentUser> {
    return this.#get(CurrentUser, "users/me", "read the current user");
  }

  async listTicketFields(): Promise<readonly TicketField[]> {
    const fields: TicketField[] = [];
    let after: string | undefined;
    do {
      const page = await this.#get(TicketFieldPage, "ticket_fields", "list ticket fields", paging(after));
      fields.push(...page.ticket_fields);
      after = nextCursor(page.meta);
    } while (after !== undefined);
    return fields;
  }

  /** @param ids at most 100; unknown ones are left out of the answer */
  async showTickets(ids: readonly string[]): Promise<readonly Ticket[]> {
    const query = { ids: ids.join(",") };
    return (await this.#get(TicketPage, "tickets/show_many", "read tickets", query)).tickets;
  }

  listTickets(query: Query, endpointClass: EndpointClass): Promise<Dated<TicketPage>> {
    return this.#dated(TicketPage, {
      method: "GET",
      path: "tickets",
      query: { "page[size]": pageSize, ...query },
      operation: "list tickets",
      endpointClass,
      effect: "repeatable",
    });
  }

  exportTickets(query: Query): Promise<Dated<ExportPage>> {
    return this.#dated(ExportPage, {
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
    const envelope = await this.#send(TicketEnvelope, {
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
    await this.#http.request({
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
    await this.#http.request({
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
    return (await this.#get(JobStatusEnvelope, `job_statuses/${id}`, "read job status")).job_status;
  }

  listJobs(after: string | undefined): Promise<JobStatusPage> {
    return this.#get(JobStatusPage, "job_statuses", "list job statuses", paging(after));
  }

  listWebhooks(after: string | undefined): Promise<WebhookPage> {
    return this.#get(WebhookPage, "webhooks", "list webhooks", paging(after));
  }

  /** @returns the webhook's id */
  async createWebhook(webhook: JsonObject): Promise<string> {
    const envelope = await this.#send(WebhookEnvelope, {
      method: "POST",
      path: "webhooks",
      json: { webhook },
      operation: "create webhook",
      endpointClass: "account",
      effect: "once",
    });
    return envelope.webhook.id;
  }

  async showSigningSecret(webhookId: string): Promise<string> {
    const path = `webhooks/${webhookId}/signing_secret`;
    return (await this.#get(SigningSecret, path, "read signing secret")).signing_secret.secret;
  }

  async #send<S extends z.ZodType>(schema: S, call: Call): Promise<z.output<S>> {
    return parse(schema, await this.#http.request(call), call);
  }

  #get<S extends z.ZodType>(
    schema: S,
    path: string,
    operation: string,
    query: Query = {},
  ): Promise<z.output<S>> {
    return this.#send(schema, {
      method: "GET",
      path,
      query,
      operation,
      endpointClass: "account",
      effect: "repeatable",
    });
  }

  async #dated<S extends z.ZodType>(schema: S, call: Call): Promise<Dated<z.output<S>>> {
    const response = await this.#http.request(call);
    return { body: parse(schema, response, call), serverTime: serverTimeOf(response) };
  }

  async #startJob(call: Omit<Call, "endpointClass">): Promise<JobStatus> {
    return (await this.#send(JobStatusEnvelope, { ...call, endpointClass: "jobs" })).job_status;
  }
}

function paging(after: string | undefined): Query {
  return { "page[size]": pageSize, "page[after]": after };
}

/** The cursor of the page behind this one; undefined when this is the last. */
export function nextCursor(meta: PageMeta): string | undefined {
  return meta?.has_more === true ? (meta.after_cursor ?? undefined) : undefined;
}
