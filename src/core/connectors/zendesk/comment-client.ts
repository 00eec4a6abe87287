// The calls about comments, audits and files of tickets: paths, parameters, effect and limit of each.
import type { z } from "zod";
import { SyncError } from "../../contract/errors.ts";
import type { HttpResponse, StreamedBody } from "../../contract/http.ts";
import { type Calls, type JsonObject, pageSize } from "./calls.ts";
import {
  type Attachment,
  AttachmentEnvelope,
  type Audit,
  AuditPage,
  type Comment,
  CommentPage,
  EventPage,
  UpdateEnvelope,
  UploadEnvelope,
} from "./comment-schema.ts";
import type { PageMeta } from "./schema.ts";

const newestFirst = { sort: "-created_at", "page[size]": pageSize };
const transferTimeoutMs = 300_000;

interface Upload {
  readonly name: string;
  readonly type: string;
  readonly body: StreamedBody;
}

/** The calls over a client that is signed in. All throw what the client throws. */
export class CommentClient {
  readonly #calls: Calls;

  constructor(calls: Calls) {
    this.#calls = calls;
  }

  /** A page of a ticket's comments, newest first. @throws SyncError E_RECORD_GONE for a ticket that is gone. */
  list(ticketId: string, after: string | undefined): Promise<z.output<typeof CommentPage>> {
    const query = { ...newestFirst, "page[after]": after };
    return this.#calls.get(CommentPage, `tickets/${ticketId}/comments`, "list comments", query);
  }

  /** The newest comments of a ticket, newest first; none for a ticket that is gone. */
  async newest(ticketId: string): Promise<readonly Comment[]> {
    const nothing: { readonly comments: readonly Comment[]; readonly meta?: PageMeta } = { comments: [] };
    return (await this.list(ticketId, undefined).catch(orWhenGone(nothing))).comments;
  }

  /** A page of a ticket's audits, newest first; an empty one for a ticket that is gone. */
  async listAudits(
    ticketId: string,
    after: string | undefined,
  ): Promise<{ readonly audits: readonly Audit[]; readonly meta?: PageMeta }> {
    const query = { ...newestFirst, "page[after]": after };
    const nothing: { readonly audits: readonly Audit[]; readonly meta?: PageMeta } = { audits: [] };
    return this.#calls
      .get(AuditPage, `tickets/${ticketId}/audits`, "list audits", query)
      .catch(orWhenGone(nothing));
  }

  /** Updates a ticket with a comment; a second one when repeated. Gives the audit of the update. */
  async add(ticketId: string, ticket: JsonObject): Promise<Audit> {
    const envelope = await this.#calls.send(UpdateEnvelope, {
      method: "PUT",
      path: `tickets/${ticketId}`,
      json: { ticket },
      operation: "add comment",
      endpointClass: "tickets-update",
      effect: "once",
    });
    return envelope.audit;
  }

  /** Uploads a file and gives the token that attaches it, once, within an hour. */
  async upload({ name, type, body }: Upload): Promise<string> {
    const envelope = await this.#calls.send(UploadEnvelope, {
      method: "POST",
      path: "uploads",
      query: { filename: name },
      headers: { "content-type": type },
      body,
      operation: "upload a file",
      endpointClass: "account",
      // What is uploaded twice is never attached and gone within the hour, but the bytes are there to be read once.
      effect: "once",
      timeoutMs: transferTimeoutMs,
    });
    return envelope.upload.token;
  }

  async showAttachment(id: string): Promise<Attachment> {
    return (await this.#calls.get(AttachmentEnvelope, `attachments/${id}`, "read attachment")).attachment;
  }

  /** The bytes at a file's address, which sends on to a host that must not see our credential. */
  download(url: string, isOurs: boolean, maxBytes: number): Promise<HttpResponse> {
    return this.#calls.request({
      method: "GET",
      path: url,
      headers: { accept: "*/*" },
      operation: "download a file",
      endpointClass: "files",
      effect: "repeatable",
      authorize: isOurs,
      foreignRedirects: "unsigned",
      streamed: true,
      maxResponseBytes: maxBytes,
      timeoutMs: transferTimeoutMs,
    });
  }

  /** A page of the events of all tickets from `startTime` (Unix seconds), comments in full. */
  exportEvents(startTime: number): Promise<EventPage> {
    const query = { start_time: startTime, include: "comment_events" };
    const path = "incremental/ticket_events.json";
    return this.#calls.get(EventPage, path, "export ticket events", query, "incremental");
  }
}

/** Takes `instead` for a record that is gone; any other error goes on. */
export function orWhenGone<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof SyncError && error.code === "E_RECORD_GONE") return instead;
    throw error;
  };
}
