import { describe, expect, it } from "vitest";
import { z } from "zod";
import { loadConfig } from "../../src/core/config/load.ts";
import type { Config } from "../../src/core/config/types.ts";
import { createRegistry } from "../../src/core/connectors/registry.ts";
import type { Connection, Connector } from "../../src/core/contract/connector.ts";
import { TransientError } from "../../src/core/contract/errors.ts";
import { keepWebhook, type WebhookApp } from "../../src/daemon/housekeeping.ts";
import { silentLog } from "../conformance/context.ts";
import { stubConnector } from "../core/config/stub-connectors.ts";

const dayMs = 24 * 3_600_000;

const stub = stubConnector("desk", ["ticket"], z.strictObject({ connector: z.literal("desk") }));
const desk: Connector = {
  ...stub,
  manifest: { ...stub.manifest, capabilities: { ...stub.manifest.capabilities, pushes: true } },
};
const registry = createRegistry({ entries: { desk: async () => desk } });

const configOf = (more: string): Promise<Config> =>
  loadConfig({
    file: "integ.yaml",
    registry,
    text: `connections: { a: { connector: desk }, b: { connector: desk } }
server: { listen: "127.0.0.1:1", publicUrl: "https://integ.example" }
syncs:
  tickets:
    left: { connection: a, object: ticket }
    right: { connection: b, object: ticket }
    fields: [{ left: x, right: x }]
    ${more}
`,
  });

type Answer = "fails" | number | undefined;

/** Keeps the webhook of `a`; each answer is one of the vendor's, after the last of which the daemon stops. */
async function keep(answers: readonly Answer[], onSleep: (nth: number) => Promise<void> = async () => {}) {
  const asked: string[] = [];
  const slept: number[] = [];
  const stop = new AbortController();
  let config = await configOf("realtime: true");
  const ensure = async (url: string) => {
    const answer = answers[asked.push(url) - 1];
    if (asked.length === answers.length) stop.abort();
    if (answer === "fails") throw new TransientError({ code: "E_VENDOR_DOWN", message: "Later" });
    return answer === undefined ? undefined : { againInMs: answer };
  };
  const connection: Connection = {
    name: "a",
    manifest: desk.manifest,
    account: async () => "a.example",
    check: async () => ({ identity: "a", apiVersion: "1", expiresAt: null, warnings: [] }),
    object: () => {
      throw new Error("nothing is read");
    },
    webhooks: { ensure, receive: async () => [] },
  };
  const sleep = async (ms: number): Promise<void> => void (await onSleep(slept.push(ms)));
  const app = (): WebhookApp => ({
    config,
    connectionOf: async () => connection,
    ports: { clock: { now: () => 0, sleep }, log: silentLog },
  });
  const configure = async (more: string): Promise<void> => {
    config = await configOf(more);
  };
  return { asked, slept, configure, done: () => keepWebhook(app, "a", stop.signal) };
}

describe("a vendor that is to call us", () => {
  it("JRA-9 is asked again when it says, and each day where it says nothing or a longer time", async () => {
    const kept = await keep([3_600_000, undefined, 20 * dayMs, undefined]);
    await kept.done();
    expect(kept.asked).toEqual(Array(4).fill("https://integ.example/webhooks/a"));
    expect(kept.slept.slice(0, 3)).toEqual([3_600_000, dayMs, dayMs]);
  });

  it("JRA-9 is asked again soon after a failure, and never all the time", async () => {
    const kept = await keep(["fails", 0, undefined]);
    await kept.done();
    expect(kept.slept.slice(0, 2)).toEqual([30_000, 30_000]);
  });

  it("JRA-9 is asked no more once no sync in real time uses it", async () => {
    const kept = await keep([undefined, undefined, undefined], async (nth) => {
      if (nth === 2) await kept.configure("realtime: false");
    });
    await kept.done();
    expect(kept.asked).toHaveLength(2);
  });
});
