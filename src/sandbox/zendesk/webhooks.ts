// Webhooks of the account: who is subscribed, and the queue that turns ticket events into signed calls.
import type { JsonObject } from "../json.ts";
import type { Random } from "../random.ts";
import type { SandboxClock, Timers } from "../timers.ts";
import { Breaker } from "./breaker.ts";
import { type Delivery, deliver } from "./deliver.ts";
import { eventDetail, type TicketEvent } from "./events.ts";
import type { Ticket } from "./model.ts";
import type { ZendeskSettings } from "./settings.ts";
import { ACCOUNT_ID } from "./setup.ts";

const PREFIX = "zen:event-type:";
const EVENT_VERSION = "2022-11-06";
const INVOCATIONS_KEPT = 1000;

export interface Webhook {
  readonly id: string;
  readonly secret: string;
  readonly createdMs: number;
  name: string;
  endpoint: string;
  status: "active" | "inactive";
  readonly subscriptions: readonly string[];
  customHeaders: Readonly<Record<string, string>>;
  authentication: JsonObject | null;
  readonly breaker: Breaker;
}

export interface Invocation {
  readonly id: string;
  readonly webhookId: string;
  readonly eventId: string;
  readonly type: string;
  readonly atMs: number;
  /** HTTP status of the last attempt; 504 for a timeout, 0 when no connection came about. */
  status: number;
  attempts: number;
  outcome: "pending" | "success" | "failed" | "circuit_broken";
}

export interface WebhookParts {
  readonly settings: ZendeskSettings;
  readonly clock: SandboxClock;
  readonly timers: Timers;
  readonly random: Random;
  readonly signal: AbortSignal;
}

export class Webhooks {
  readonly parts: WebhookParts;
  readonly all = new Map<string, Webhook>();
  #invocations: Invocation[] = [];
  #held: (() => void)[] = [];

  constructor(parts: WebhookParts) {
    this.parts = parts;
  }

  add(webhook: Omit<Webhook, "id" | "secret" | "createdMs" | "breaker">): Webhook {
    const { random, clock, settings } = this.parts;
    const id = `01${random.text(24).toUpperCase()}`;
    const secret = Buffer.from(random.text(40)).toString("base64");
    const breaker = new Breaker(clock, settings.webhooks);
    const made: Webhook = { ...webhook, id, secret, createdMs: clock.now(), breaker };
    this.all.set(id, made);
    return made;
  }

  invocations(webhookId: string): readonly Invocation[] {
    return this.#invocations.filter((invocation) => invocation.webhookId === webhookId);
  }

  /** Queues the calls for what happened to a ticket. */
  announce(ticket: Ticket, events: readonly TicketEvent[]): void {
    const { settings, clock, random } = this.parts;
    if (!settings.webhooks.enabled) return;
    const subscribed = [...this.all.values()].filter((webhook) => webhook.status === "active");
    if (subscribed.length === 0) return;
    const detail = eventDetail(ticket, ticket.audits.at(-1)?.authorId ?? ticket.submitterId);
    for (const { type, event } of events) {
      const name = `${PREFIX}${type}`;
      const hearing = subscribed.filter((webhook) => webhook.subscriptions.includes(name));
      if (hearing.length === 0) continue;
      const body = {
        account_id: ACCOUNT_ID,
        detail,
        event,
        id: random.uuid(),
        subject: `zen:ticket:${ticket.id}`,
        time: new Date(clock.now()).toISOString(),
        type: name,
        zendesk_event_version: EVENT_VERSION,
      };
      for (const webhook of hearing) this.#queue(webhook, body.id, name, JSON.stringify(body));
    }
  }

  #queue(webhook: Webhook, eventId: string, type: string, body: string): void {
    const { settings, timers } = this.parts;
    const copies = settings.webhooks.duplicate ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      const send = () => this.#send(webhook, eventId, type, body);
      if (settings.webhooks.reorder) this.#hold(send);
      else timers.after(settings.webhooks.delayMs, send);
    }
  }

  /** Reordering: calls are gathered for a while and go out last first. */
  #hold(send: () => void): void {
    this.#held.push(send);
    if (this.#held.length > 1) return;
    this.parts.timers.after(this.parts.settings.webhooks.delayMs + 50, () => {
      const held = this.#held.reverse();
      this.#held = [];
      for (const each of held) each();
    });
  }

  #send(webhook: Webhook, eventId: string, type: string, body: string): void {
    const { clock, random } = this.parts;
    const invocation: Invocation = {
      id: `01${random.text(24).toUpperCase()}`,
      webhookId: webhook.id,
      eventId,
      type,
      atMs: clock.now(),
      status: 0,
      attempts: 0,
      outcome: "pending",
    };
    this.#invocations.push(invocation);
    if (this.#invocations.length > INVOCATIONS_KEPT * 1.2)
      this.#invocations = this.#invocations.slice(-INVOCATIONS_KEPT);
    if (!webhook.breaker.allows()) {
      invocation.outcome = "circuit_broken";
      return;
    }
    const delivery: Delivery = { webhook, invocation, body };
    void deliver(this.parts, delivery);
  }
}
