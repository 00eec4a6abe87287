// The stream of audits over all tickets, as the incremental ticket events export tells it.
import type { Json, JsonObject } from "../json.ts";
import { type Audit, type AuditEvent, isoSecond, type Ticket } from "./model.ts";
import { renderComment } from "./render.ts";

export interface LoggedAudit {
  readonly ticket: Ticket;
  readonly audit: Audit;
}

/** Older audits leave the export, so that a sandbox under load for days does not grow without end. */
const ROWS_KEPT = 100_000;

export class TicketEventLog {
  #rows: LoggedAudit[] = [];

  add(ticket: Ticket, audit: Audit): void {
    this.#rows.push({ ticket, audit });
    if (this.#rows.length > ROWS_KEPT * 1.1) this.#rows = this.#rows.slice(-ROWS_KEPT);
  }

  /** Audits made at or after `atMs`, oldest first. */
  since(atMs: number): readonly LoggedAudit[] {
    let from = this.#rows.length;
    while (from > 0 && (this.#rows[from - 1]?.audit.createdMs ?? 0) >= atMs) from -= 1;
    return this.#rows.slice(from);
  }
}

/** One audit as the export shows it; comments in full only with the sideload `comment_events`. */
export function renderTicketEvent({ ticket, audit }: LoggedAudit, withComments: boolean, baseUrl: string) {
  const via = audit.channel === "api" ? "Web service" : "Web form";
  const children = audit.events.map((event) => child(ticket, event, withComments, baseUrl));
  return {
    id: audit.id,
    ticket_id: audit.ticketId,
    timestamp: Math.floor(audit.createdMs / 1000),
    created_at: isoSecond(audit.createdMs),
    updater_id: audit.authorId,
    via,
    system: { client: "sandbox" },
    metadata: { system: { client: "sandbox" }, custom: audit.custom ?? {} },
    event_type: "Audit",
    child_events: children,
  } satisfies JsonObject;
}

function child(ticket: Ticket, event: AuditEvent, withComments: boolean, baseUrl: string): JsonObject {
  const shared = { id: event.id ?? 0, via: "Web service", via_reference_id: null };
  const type = String(event.type);
  if (type !== "Comment") {
    const name = typeof event.field_name === "string" ? event.field_name : "value";
    const previous: JsonObject = type === "Change" ? { previous_value: event.previous_value ?? null } : {};
    return { ...shared, [name]: event.value ?? null, ...previous, event_type: type };
  }
  const comment = ticket.comments.find((each) => each.id === event.id);
  if (!withComments || comment === undefined) {
    const isPublic: Json = comment?.isPublic ?? event.public ?? null;
    return { ...shared, comment_present: true, comment_public: isPublic, event_type: "Comment" };
  }
  return { ...renderComment(comment, baseUrl), ...shared, event_type: "Comment" };
}
