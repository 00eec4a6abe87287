// An account at an emulated vendor in simulated time: whoever waits moves the one clock that both sides go by, so that
// hours of load pass in seconds. Two processes with shared books work on it.
import { z } from "zod";
import { builtinConnectors } from "../../src/core/connectors/registry.ts";
import type { ObjectPort } from "../../src/core/contract/connector.ts";
import type { FieldValues } from "../../src/core/contract/records.ts";
import { memoryLimits } from "../../src/core/http/limits.ts";
import type { JsonObject } from "../../src/sandbox/json.ts";
import type { Vendor } from "../../src/sandbox/vendor-names.ts";
import { deadlineMs, TestClock } from "../core/http/stage.ts";
import { createTestContext, type TestContext } from "./context.ts";
import { runSandbox } from "./sandbox.ts";

type Client = Readonly<Record<string, string>>;

interface Kind {
  readonly object: string;
  /** The connection's settings, by what the sandbox tells of itself. */
  readonly config: (client: Client) => JsonObject;
  readonly textField: string;
  /** What a new record needs beside that. */
  readonly more: FieldValues;
}

const kinds: Readonly<Record<Vendor, Kind>> = {
  salesforce: {
    object: "Case",
    config: ({ loginUrl = "" }) => ({ loginUrl }),
    textField: "Subject",
    more: { Status: "New" },
  },
  zendesk: {
    object: "ticket",
    config: ({ baseUrl = "" }) => ({ baseUrl }),
    textField: "subject",
    more: { description: "It is on fire" },
  },
  jira: {
    object: "issue:SUP:Bug",
    config: ({ baseUrl = "", email = "" }) => ({ baseUrl, email }),
    textField: "summary",
    more: {},
  },
  servicenow: {
    object: "incident",
    config: ({ baseUrl = "", username = "" }) => ({ baseUrl, username, auth: "basic" }),
    textField: "short_description",
    more: {},
  },
};

const Clients = z.record(z.string(), z.record(z.string(), z.string()));
const Requests = z.object({
  requests: z.array(
    z.object({ at: z.string(), method: z.string(), path: z.string(), status: z.number().nullable() }),
  ),
});
type SeenRequest = z.infer<typeof Requests>["requests"][number];

export interface SimulatedAccount {
  readonly clock: TestClock;
  /** One object of the account, as each of the two processes has it. */
  readonly ports: readonly [ObjectPort, ObjectPort];
  readonly textField: string;
  /** Values of a new record. */
  values(text: string): FieldValues;
  /** What the vendor has seen, oldest first. */
  requests(): Promise<readonly SeenRequest[]>;
  close(): Promise<void>;
}

export interface AccountOptions {
  readonly vendor: Vendor;
  /** Of the emulated vendor, where they are not the usual ones. */
  readonly settings?: JsonObject;
  /** Of the connection. */
  readonly config?: JsonObject;
  /** Operator's bounds by endpoint class. */
  readonly ceilings?: Readonly<Record<string, number>>;
}

export async function openAccount(options: AccountOptions): Promise<SimulatedAccount> {
  const { vendor, settings = {}, config = {}, ceilings = {} } = options;
  const clock = new TestClock();
  const sandbox = await runSandbox({ clock });
  await sandbox.control("POST", "/settings", { [vendor]: settings });
  const { [vendor]: client = {} } = Clients.parse(await sandbox.control("GET", "/clients"));
  const connector = await builtinConnectors[vendor]?.();
  const kind = kinds[vendor];
  const limits = memoryLimits(clock);
  const processes: TestContext[] = [];
  const open = (): ObjectPort => {
    const testContext = createTestContext({
      name: vendor,
      config: { connector: vendor, ...kind.config(client), ...config },
      secrets: new Map(Object.entries(client)),
      limits,
      clock,
      settings: { timeoutMs: deadlineMs, streamTimeoutMs: deadlineMs, ceilings },
    });
    processes.push(testContext);
    const connection = connector?.connect(testContext.context);
    if (connection === undefined) throw new Error(`there is no connector ${vendor}`);
    return connection.object(kind.object, [kind.textField, ...Object.keys(kind.more)]);
  };
  return {
    clock,
    ports: [open(), open()],
    textField: kind.textField,
    values: (text) => ({ [kind.textField]: text, ...kind.more }),
    requests: async () => Requests.parse(await sandbox.control("GET", `/requests?vendor=${vendor}`)).requests,
    close: async () => {
      for (const { release } of processes) await release();
      await sandbox.stop();
    },
  };
}
