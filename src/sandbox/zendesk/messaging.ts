// Messaging: conversations, the ticket each is open in, what was said in it, and the Conversations API, which has a base
// and a key of its own (fact sheet section 14).
import { readJson } from "../control-call.ts";
import type { Answer, Call, Edge } from "../edge.ts";
import { type JsonObject, numberAt, objectAt, textAt } from "../json.ts";
import { type Account, API, liveTicket, readBody } from "./account.ts";
import { listed, notFound, titled } from "./errors.ts";
import type { Ticket } from "./model.ts";
import { link } from "./paging.ts";
import { renderFile, renderTicket } from "./render.ts";

/** Where the Conversations API begins; no caller of the Support API is asked for there. */
export const MESSAGING = "/sc/";
/** Print-safe: it opens nothing but this emulator. */
export const MESSAGING_KEY = {
  id: "app_5f0000000000000000000001",
  secret: "sandbox-messaging-secret",
} as const;
export const MESSAGING_APP = "5f0000000000000000000001";

const PAGE_SIZE = 100;
const USER_ID = "5f00000000000000000000aa";

interface Message {
  readonly id: string;
  readonly receivedMs: number;
  readonly author: "business" | "user";
  readonly text: string;
  readonly metadata: JsonObject | null;
}

interface Conversation {
  readonly ticketId: number;
  readonly messages: Message[];
}

export class Messaging {
  readonly #account: Account;
  /** By id. */
  readonly #conversations = new Map<string, Conversation>();

  constructor(account: Account) {
    this.#account = account;
  }

  addRoutes(edge: Edge): void {
    edge.route("GET", `${API}/tickets/messaging/conversations/:conversation/ticket`, (call) =>
      this.#showTicket(call),
    );
    edge.route("GET", `${API}/tickets/:id/conversation_log`, (call) => this.#showLog(call));
    const messages = "/sc/v2/apps/:app/conversations/:conversation/messages";
    edge.route("GET", messages, (call) => this.#within(call, listMessages));
    edge.route("POST", messages, (call) =>
      this.#within(call, (own) => postMessage(this.#account, own, call)),
    );
  }

  /** `POST /zendesk/conversations` with `{ticket_id, text}`: a customer writes. */
  addControl(control: Edge): void {
    control.route("POST", "/zendesk/conversations", (call) => {
      const body = readJson(call);
      const id = this.#account.desk.random.hex(24);
      const first = made(this.#account, "user", textAt(body, "text") ?? "Hello", null);
      this.#conversations.set(id, { ticketId: numberAt(body, "ticket_id") ?? 0, messages: [first] });
      return { status: 201, body: { conversation: { id, app: MESSAGING_APP } } };
    });
  }

  #showTicket(call: Call): Answer {
    const conversation = this.#conversations.get(call.params.conversation ?? "");
    const ticket = conversation === undefined ? null : this.#account.desk.live(conversation.ticketId);
    if (ticket === null || ticket.fields.status === "closed") return notFound();
    return { status: 200, body: { ticket: renderTicket(ticket, call.baseUrl) } };
  }

  /** Comments and messages in the order they were said. */
  #showLog(call: Call): Answer {
    const ticket = liveTicket(this.#account, call);
    const own = [...this.#conversations.values()].filter(({ ticketId }) => ticketId === ticket.id);
    const messages = own.flatMap((conversation) => conversation.messages.map(messageEvent));
    const events = [...commentEvents(ticket, this.#account, call), ...messages]
      .sort((a, b) => a.atMs - b.atMs)
      .map(({ event }) => event);
    const meta = { has_more: false, after_cursor: "end", before_cursor: "start" };
    const links = {
      next: link(call, { "page[after]": meta.after_cursor }),
      prev: link(call, { "page[before]": meta.before_cursor }),
    };
    return { status: 200, body: { events, links, meta } };
  }

  /** Runs the route where key, app and conversation fit together. */
  #within(call: Call, run: (own: Conversation) => Answer): Answer {
    const wanted = Buffer.from(`${MESSAGING_KEY.id}:${MESSAGING_KEY.secret}`).toString("base64");
    if (call.headers.authorization !== `Basic ${wanted}`)
      return listed(401, "unauthorized", "Authorization is required", "");
    const own = this.#conversations.get(call.params.conversation ?? "");
    if (own === undefined || call.params.app !== MESSAGING_APP)
      return listed(404, "not_found", "Resource not found", "");
    return run(own);
  }
}

const made = (
  account: Account,
  author: Message["author"],
  text: string,
  metadata: JsonObject | null,
): Message => ({
  id: account.desk.random.hex(24),
  receivedMs: account.desk.clock.now(),
  author,
  text,
  metadata,
});

/** The last page; the limit is the vendor's. */
function listMessages({ messages }: Conversation): Answer {
  const page = messages.slice(-PAGE_SIZE);
  return {
    status: 200,
    body: { messages: page.map(renderMessage), meta: { hasMore: messages.length > page.length }, links: {} },
  };
}

function postMessage(account: Account, own: Conversation, call: Call): Answer {
  const body = readBody(call);
  const author = textAt(objectAt(body, "author") ?? {}, "type");
  const text = textAt(objectAt(body, "content") ?? {}, "text");
  if ((author !== "business" && author !== "user") || text === null)
    return titled(400, "bad_request", "author and content are required");
  const message = made(account, author, text, objectAt(body, "metadata"));
  own.messages.push(message);
  return { status: 201, body: { messages: [renderMessage(message)] }, wrote: true };
}

function renderMessage({ id, receivedMs, author, text, metadata }: Message): JsonObject {
  return {
    id,
    received: new Date(receivedMs).toISOString(),
    author: author === "business" ? { type: author } : { type: author, userId: USER_ID, displayName: "Carl" },
    content: { type: "text", text },
    source: { type: "api:conversations" },
    ...(metadata === null ? {} : { metadata }),
  };
}

interface Timed {
  readonly atMs: number;
  readonly event: JsonObject;
}

function commentEvents(ticket: Ticket, account: Account, call: Call): readonly Timed[] {
  return ticket.comments.map((comment) => {
    const role = account.desk.users.get(comment.authorId)?.role;
    const event: JsonObject = {
      id: `C${comment.id}`,
      type: "Comment",
      created_at: new Date(comment.createdMs).toISOString(),
      reference: `zen:ticket_event:${comment.id}`,
      author: { type: role === "end-user" ? "user" : "agent", "zen:support:user_id": comment.authorId },
      content: { type: "html", body: comment.htmlBody },
      attachments: comment.files.map((file) => renderFile(file, call.baseUrl)),
      metadata: { custom: {}, system: {}, public: comment.isPublic, ticket_version: 0 },
    };
    return { atMs: comment.createdMs, event };
  });
}

function messageEvent({ id, receivedMs, author, text }: Message): Timed {
  const event: JsonObject = {
    id: `M${id}`,
    type: "Messaging::ConversationMessage",
    created_at: new Date(receivedMs).toISOString(),
    received_at: new Date(receivedMs).toISOString(),
    reference: `zen:sunco:conversation_message:${id}`,
    author: { type: author === "user" ? "user" : "bot", display_name: "Carl", "zen:sunco:user_id": USER_ID },
    content: { type: "text", text },
    attachments: [],
    metadata: { custom: {}, system: {}, ticket_version: 0 },
  };
  return { atMs: receivedMs, event };
}
