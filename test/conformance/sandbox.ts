// The sandbox on free ports, with the levers of its control API that the tests pull.
import { z } from "zod";
import type { JsonObject } from "../../src/sandbox/json.ts";
import { type SandboxOptions, startSandbox } from "../../src/sandbox/server.ts";

const Requests = z.object({
  requests: z.array(
    z.object({
      method: z.string(),
      path: z.string(),
      isWrite: z.boolean(),
      status: z.number().nullable(),
      effectApplied: z.boolean(),
      requestHeaders: z.record(z.string(), z.string()),
    }),
  ),
});
type SeenRequest = z.infer<typeof Requests>["requests"][number];

const Clients = z.object({
  salesforce: z.object({ clientId: z.string(), clientSecret: z.string(), username: z.string() }),
  zendesk: z.object({
    clientId: z.string(),
    clientSecret: z.string(),
    email: z.string(),
    apiToken: z.string(),
  }),
});
type SandboxClients = z.infer<typeof Clients>;

export interface RunningSandbox {
  readonly salesforceUrl: string;
  readonly zendeskUrl: string;
  /** Credentials both systems let in. */
  readonly clients: SandboxClients;
  /** A call of the control API, such as an edit in a vendor's UI. @throws Error when it is refused. */
  control(method: string, path: string, body?: JsonObject): Promise<unknown>;
  /** Requests a vendor has seen, oldest first. */
  requests(vendor: "salesforce" | "zendesk"): Promise<readonly SeenRequest[]>;
  stop(): Promise<void>;
}

/** Answers at once, unless told otherwise: what the tests wait for is not the sandbox. */
export async function runSandbox(options: Pick<SandboxOptions, "clock"> = {}): Promise<RunningSandbox> {
  const sandbox = await startSandbox({ latencyMs: 0, webhooks: false, ...options });
  const control: RunningSandbox["control"] = async (method, path, body) => {
    const headers = { "content-type": "application/json" };
    const content = body === undefined ? {} : { headers, body: JSON.stringify(body) };
    const response = await fetch(sandbox.controlUrl + path, { method, ...content });
    const text = await response.text();
    if (!response.ok) throw new Error(`control ${method} ${path}: ${response.status} ${text}`);
    return text === "" ? null : JSON.parse(text);
  };
  return {
    salesforceUrl: sandbox.salesforceUrl,
    zendeskUrl: sandbox.zendeskUrl,
    clients: Clients.parse(await control("GET", "/clients")),
    control,
    async requests(vendor) {
      return Requests.parse(await control("GET", `/requests?vendor=${vendor}`)).requests;
    },
    stop: () => sandbox.close(),
  };
}
