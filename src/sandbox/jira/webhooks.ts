// Webhooks of the site: the app's own, which expire, and those an administrator made; each change goes to who asked for it.

import { Refusal } from "../edge.ts";
import { type DeliveryParts, deliver } from "./deliver.ts";
import { parseJql } from "./jql-parse.ts";
import { compile } from "./jql-test.ts";
import type { Site, SiteEvent } from "./site.ts";
import { bodyOf } from "./webhook-body.ts";

const DAY_MS = 86_400_000;

export interface Webhook {
  readonly id: string;
  /** The app's are signed with its secret and expire; an administrator's are signed where they have one of their own. */
  readonly kind: "app" | "admin";
  name: string;
  url: string;
  events: readonly string[];
  jql: string;
  secret: string | null;
  excludesBody: boolean;
  active: boolean;
  /** null: never. */
  expiresMs: number | null;
}

/** What became of a call. */
export interface Delivered {
  readonly webhookId: string;
  readonly event: string;
  readonly identifier: string;
  readonly status: number;
  readonly attempt: number;
}

export class Webhooks {
  readonly #site: Site;
  readonly #parts: DeliveryParts;
  readonly #all = new Map<string, Webhook>();
  readonly #url: () => string;
  #held: (() => void)[] = [];

  constructor(site: Site, parts: DeliveryParts, url: () => string) {
    this.#site = site;
    this.#parts = parts;
    this.#url = url;
    site.listener = (event) => this.#announce(event);
  }

  /** Those that have not expired. */
  get live(): readonly Webhook[] {
    const now = this.#site.clock.now();
    for (const [id, { expiresMs }] of this.#all)
      if (expiresMs !== null && expiresMs <= now) this.#all.delete(id);
    return [...this.#all.values()];
  }

  find(id: string, kind: Webhook["kind"]): Webhook | null {
    return this.live.find((webhook) => webhook.id === id && webhook.kind === kind) ?? null;
  }

  add(facts: Omit<Webhook, "id" | "expiresMs" | "active">): Webhook {
    const expiresMs = facts.kind === "app" ? this.nextExpiry() : null;
    const webhook: Webhook = { ...facts, id: this.#site.nextId(), expiresMs, active: true };
    this.#all.set(webhook.id, webhook);
    return webhook;
  }

  remove(id: string): void {
    this.#all.delete(id);
  }

  nextExpiry(): number {
    return this.#site.clock.now() + this.#site.settings.webhooks.lifeDays * DAY_MS;
  }

  #announce(event: SiteEvent): void {
    if (!this.#site.settings.webhooks.enabled) return;
    for (const webhook of this.live) {
      if (!webhook.active || !this.#fits(webhook, event)) continue;
      for (const body of bodyOf(this.#site, this.#url(), event))
        if (webhook.events.includes(body.webhookEvent)) this.#queue(webhook, event, body);
    }
  }

  /** A filter that names what is not there fits nothing. */
  #fits({ jql }: Webhook, { issue }: SiteEvent): boolean {
    try {
      const { where } = parseJql(jql);
      if (where === null) return true;
      return compile(this.#site, where)({ issue, state: issue.state, isDeleted: issue.isDeleted });
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
  }

  #queue(webhook: Webhook, event: SiteEvent, body: { readonly webhookEvent: string }): void {
    const { duplicate, reorder, delayMs } = this.#site.settings.webhooks;
    const { isSecondary, issue } = event;
    const call = {
      webhook,
      event: body.webhookEvent,
      text: webhook.excludesBody ? "" : withoutAddresses(body),
      url: addressed(webhook.url, issue.id, issue.state.key),
      // The same for every copy and every attempt: by this receivers tell that it is one.
      identifier: this.#site.random.hex(32),
      isSecondary,
    };
    for (let copy = 0; copy < (duplicate ? 2 : 1); copy += 1) {
      const send = () => void deliver(this.#parts, call, 0);
      if (reorder) this.#hold(send);
      else this.#parts.timers.after(isSecondary ? delayMs * 5 : delayMs, send);
    }
  }

  /** Out of order: calls are gathered for a while and go out last first. */
  #hold(send: () => void): void {
    this.#held.push(send);
    if (this.#held.length > 1) return;
    this.#parts.timers.after(this.#site.settings.webhooks.delayMs + 50, () => {
      const held = this.#held.reverse();
      this.#held = [];
      for (const each of held) each();
    });
  }
}

/** Nobody's address is told in a webhook. */
function withoutAddresses(body: object): string {
  return JSON.stringify(body, (key, value) => (key === "emailAddress" ? undefined : value));
}

/** An address may name the issue: `{issue.id}`, before version 10 with a dollar sign. */
function addressed(url: string, id: string, key: string): string {
  return url.replaceAll(/\$?\{issue\.id\}/g, id).replaceAll(/\$?\{issue\.key\}/g, key);
}
