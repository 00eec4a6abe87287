// Vendors' calls on a real socket.
import { afterEach, beforeEach, expect, it } from "vitest";
import { loadConfig } from "../../src/core/config/load.ts";
import type { Connection } from "../../src/core/contract/connector.ts";
import { AuthError } from "../../src/core/contract/errors.ts";
import type { WebhookRequest } from "../../src/core/contract/webhook.ts";
import { startWebhookServer, type WebhookServer } from "../../src/daemon/webhook-server.ts";
import { stubRegistry, validText } from "../core/config/stub-connectors.ts";
import { openBench } from "../core/sync/bench.ts";
import { freePort } from "../e2e/pair.ts";

const secretPath = "s3cret-of-ours/x";

let requests: WebhookRequest[];
let logged: unknown[];
let woken: string[];
let server: WebhookServer;
let origin: string;

beforeEach(async () => {
  requests = [];
  logged = [];
  woken = [];
  const bench = await openBench();
  const config = await loadConfig({ file: "integ.yaml", text: validText, registry: stubRegistry() });
  const receive = async (request: WebhookRequest) => {
    requests.push(request);
    if (request.rest !== secretPath) throw new AuthError({ code: "E_WEBHOOK_SIGNATURE", message: "No" });
    return [];
  };
  const connection: Connection = {
    ...bench.right.connection(),
    webhooks: { ensure: async () => undefined, receive },
  };
  const note = (...entry: unknown[]): void => void logged.push(entry);
  const log = { debug: note, info: note, warn: note, error: note, child: () => log };
  const port = await freePort();
  server = await startWebhookServer(
    { host: "127.0.0.1", port, publicUrl: null },
    {
      engine: { ...bench.engine, log },
      app: () => ({ config, connectionOf: async () => connection }),
      wake: (sync) => void woken.push(sync),
    },
  );
  origin = `http://127.0.0.1:${port}`;
});
afterEach(() => server.close());

const call = async (path: string): Promise<number> =>
  (await fetch(origin + path, { method: "POST", body: '{"a":1}' })).status;

it("JRA-9 gives a connector what stands behind its connection in the path", async () => {
  expect(await call(`/webhooks/zd/${secretPath}`)).toBe(202);
  expect(requests[0]?.rest).toBe(secretPath);
  expect(Buffer.from(requests[0]?.rawBody ?? []).toString()).toBe('{"a":1}');
  expect(woken).toEqual(["cases"]);
});

it("JRA-9 gives it a blank where nothing does", async () => {
  expect([await call("/webhooks/zd"), await call("/webhooks/zd/")]).toEqual([401, 401]);
  expect(requests.map(({ rest }) => rest)).toEqual(["", ""]);
});

it("OPS-8 logs a refused call without the path it came by", async () => {
  expect(await call(`/webhooks/zd/${secretPath}x`)).toBe(401);
  expect(logged).toHaveLength(1);
  expect(JSON.stringify(logged)).not.toContain("s3cret");
});

it("JRA-9 knows no connection but those of the configuration", async () => {
  expect([await call("/webhooks/nobody"), await call("/webhooks/nobody/x")]).toEqual([404, 404]);
  expect(requests).toEqual([]);
});
