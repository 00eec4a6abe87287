// Business rules that call out: what somebody registered in sys_script for a table is followed when its records change.
// The script itself is not run. It is read for the address it posts to and the secret it signs with: the first quoted
// address, and the system property it asks for with gs.getProperty.
import type { Timers } from "../timers.ts";
import { type Delivery, deliver } from "./deliver.ts";
import { cell, type Instance, type Operation, type Row } from "./instance.ts";

export interface RuleParts {
  readonly instance: Instance;
  readonly timers: Timers;
  readonly signal: AbortSignal;
}

const ACTIONS: Readonly<Record<Operation, string>> = {
  insert: "action_insert",
  update: "action_update",
  delete: "action_delete",
};
const REORDER_GATHER_MS = 50;

export class BusinessRules {
  readonly #parts: RuleParts;
  #held: (() => void)[] = [];

  constructor(parts: RuleParts) {
    this.#parts = parts;
  }

  /** Rules of a table run for those that extend it, too. */
  announce(row: Row, operation: Operation): void {
    const { instance } = this.#parts;
    if (!instance.settings.webhooks.enabled) return;
    const body = JSON.stringify({
      table: row.type.name,
      sys_id: row.id,
      sys_mod_count: cell(row, "sys_mod_count"),
      operation,
    });
    for (const rule of instance.rows("sys_script")) {
      if (!isMeant(rule, row, operation)) continue;
      const delivery = deliveryOf(instance, rule, body);
      if (delivery !== null) this.#queue(delivery);
    }
  }

  #queue(delivery: Delivery): void {
    const { timers, instance, signal } = this.#parts;
    const { duplicate, reorder, delayMs, timeoutMs } = instance.settings.webhooks;
    const send = () => void deliver(delivery, timeoutMs, signal);
    for (let copy = 0; copy < (duplicate ? 2 : 1); copy += 1) {
      if (reorder) this.#hold(send, delayMs);
      else timers.after(delayMs, send);
    }
  }

  /** Asynchronous rules run in any order: calls are gathered for a while and go out last first. */
  #hold(send: () => void, delayMs: number): void {
    this.#held.push(send);
    if (this.#held.length > 1) return;
    this.#parts.timers.after(delayMs + REORDER_GATHER_MS, () => {
      const held = this.#held.reverse();
      this.#held = [];
      for (const each of held) each();
    });
  }
}

function isMeant(rule: Row, row: Row, operation: Operation): boolean {
  const isLive = cell(rule, "active") === "true" && cell(rule, "when") !== "before";
  return (
    isLive && row.type.lineage.includes(cell(rule, "collection")) && cell(rule, ACTIONS[operation]) === "true"
  );
}

/** @returns null for a script that posts nowhere, or without a secret: it would fail before it sent anything */
function deliveryOf(instance: Instance, rule: Row, body: string): Delivery | null {
  const script = cell(rule, "script");
  const url = /["'](https?:\/\/[^"']+)["']/.exec(script)?.[1];
  const property = /gs\.getProperty\(\s*["']([^"']+)["']/.exec(script)?.[1];
  const held = property === undefined ? null : instance.rowBy("sys_properties", "name", property);
  if (url === undefined || held === null) return null;
  const timestampS = Math.floor(instance.clock.now() / 1000);
  return { url, secret: cell(held, "value"), timestamp: String(timestampS), body };
}
