// One action on a stage: a store of its own, time that moves only by waiting, a vendor that does as it is told.
import { z } from "zod";
import { runAction } from "../../../src/core/actions/run-action.ts";
import type { Action } from "../../../src/core/contract/actions.ts";
import type { Connection } from "../../../src/core/contract/connector.ts";
import { TransientError } from "../../../src/core/contract/errors.ts";
import type { Exclusive } from "../../../src/core/contract/runtime.ts";
import type { Store } from "../../../src/core/store/store.ts";
import { openPorts } from "./ports.ts";

export interface Stage {
  readonly store: Store;
  /** Inputs of what reached the vendor, in order. */
  readonly sent: unknown[];
  /** What the vendor has made, by request key. */
  readonly made: Map<string, string>;
  readonly waits: readonly number[];
  run(requestKey: string | null, input?: unknown): ReturnType<typeof runAction>;
  audit(): Promise<readonly string[]>;
}

export interface StageOptions {
  readonly effect?: Action["effect"];
  /** What becomes of a call: done and answered, done and not answered, or refused without an effect. */
  readonly vendor?: (stage: Stage, requestKey: string, order: () => void) => void;
  readonly find?: Action["find"] | null;
  readonly lookupLagMs?: number;
  readonly nextSteps?: Action["nextSteps"];
  readonly refused?: NonNullable<Action["refused"]>;
  readonly store?: Store;
  readonly lock?: Exclusive;
}

/** The connection breaks: whether the request was carried out is not known. */
export const cutOff = (): never => {
  throw new TransientError({ code: "E_UNREACHABLE", message: "connection lost", effect: "unknown" });
};

export function openStage(options: StageOptions = {}): Stage {
  const ports = openPorts(options);
  const { store } = ports;
  const made = new Map<string, string>();
  let count = 0;
  const find: Action["find"] = async (_input, { requestKey }) => made.get(requestKey) ?? null;
  const action: Action = {
    id: "order-item",
    title: "Order",
    effect: options.effect ?? "once",
    inputSchema: z.strictObject({ item: z.string(), quantity: z.number().default(1) }),
    outputSchema: z.string(),
    nextSteps: options.nextSteps ?? {},
    lookupLagMs: options.lookupLagMs ?? 0,
    evidence: () => "the list of requests",
    ...(options.refused && { refused: options.refused }),
    run: async (input, { requestKey }) => {
      stage.sent.push(input);
      const order = () => {
        count += 1;
        made.set(requestKey, `REQ${count}`);
      };
      if (options.vendor) options.vendor(stage, requestKey, order);
      else order();
      return made.get(requestKey) ?? null;
    },
    ...(options.find === null ? {} : { find: options.find ?? find }),
  };
  const connection = { name: "snow", manifest: { title: "ServiceNow" }, actions: [action] };
  const stage: Stage = {
    store,
    sent: [],
    made,
    waits: ports.waits,
    run: (requestKey, input = { item: "laptop" }) =>
      runAction(ports, connection as unknown as Connection, { action: "order-item", input, requestKey }),
    audit: async () =>
      (await store.audit({}, 0)).map(({ action: name, subject, outcome }) => `${name} ${subject} ${outcome}`),
  };
  return stage;
}
