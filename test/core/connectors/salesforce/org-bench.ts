// A connection to an emulated org with a person at its desk: what the tests on single objects share.
import { z } from "zod";
import { salesforce } from "../../../../src/core/connectors/salesforce/index.ts";
import type { Connection, ObjectPort, WriteResult } from "../../../../src/core/contract/connector.ts";
import type { VendorRecord } from "../../../../src/core/contract/records.ts";
import type { JsonObject } from "../../../../src/sandbox/json.ts";
import { createTestContext } from "../../../conformance/context.ts";
import { type RunningSandbox, runSandbox } from "../../../conformance/sandbox.ts";

const Made = z.record(z.string(), z.looseObject({ Id: z.string() }));

export interface OrgBench {
  readonly sandbox: RunningSandbox;
  readonly connection: Connection;
  /** A record made by a person, as its object's page shows it. */
  make(
    kind: string,
    values: JsonObject,
  ): Promise<Readonly<Record<string, unknown>> & { readonly Id: string }>;
  set(settings: JsonObject): Promise<void>;
  play(fault: JsonObject): Promise<void>;
  stop(): Promise<void>;
}

export async function openOrg(): Promise<OrgBench> {
  const sandbox = await runSandbox();
  const { clientId, clientSecret } = sandbox.clients.salesforce;
  const testContext = createTestContext({
    name: "sf",
    config: { connector: "salesforce", loginUrl: sandbox.salesforceUrl, pollEvery: "1s" },
    secrets: new Map(Object.entries({ clientId, clientSecret })),
  });
  return {
    sandbox,
    connection: salesforce.connect(testContext.context),
    async make(kind, values) {
      const answer = Made.parse(await sandbox.control("POST", `/salesforce/${kind}`, values));
      const [record] = Object.values(answer);
      if (record === undefined) throw new Error(`no ${kind} were made`);
      return record;
    },
    async set(settings) {
      await sandbox.control("POST", "/settings", { salesforce: settings });
    },
    async play(fault) {
      await sandbox.control("POST", "/faults", { vendor: "salesforce", times: 1, ...fault });
    },
    async stop() {
      await testContext.release();
      await sandbox.stop();
    },
  };
}

export function idOf(result: WriteResult | undefined): string {
  if (result?.status === "done") return result.id;
  throw result?.error ?? new Error("there is no result");
}

export async function readOne(port: ObjectPort, id: string): Promise<VendorRecord | undefined> {
  return (await port.read([id])).get(id);
}

export async function scanned(port: ObjectPort): Promise<readonly VendorRecord[]> {
  const found: VendorRecord[] = [];
  for await (const page of port.scan()) found.push(...page);
  return found;
}

/** What a feed gives of everything so far and from then on: call it, do something, call the result. */
export async function followFeed(port: ObjectPort): Promise<() => Promise<readonly VendorRecord[]>> {
  const [feed] = port.feeds;
  const name = feed?.name ?? "";
  let { position } = await port.changes(name, null);
  return async () => {
    const page = await port.changes(name, position);
    position = page.position;
    return page.records;
  };
}
