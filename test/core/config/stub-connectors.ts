// Connectors that can be configured but never connect: enough to load configurations against.
import { z } from "zod";
import { createRegistry, type Registry } from "../../../src/core/connectors/registry.ts";
import type { ConnectionConfig, Connector } from "../../../src/core/contract/connector.ts";

export function stubConnector(
  id: string,
  objects: readonly string[],
  configSchema: z.ZodType<ConnectionConfig>,
): Connector {
  return {
    manifest: {
      id,
      title: id,
      version: "1.0.0",
      apiVersions: ["1"],
      auth: [],
      objects,
      capabilities: {
        compareAndSet: "none",
        correlationField: null,
        lookupLagMs: 0,
        timePrecisionMs: 1000,
        maxReadBatch: 100,
        maxWriteBatch: 100,
        deleteFeed: false,
        pushes: false,
      },
      limits: {},
    },
    configSchema,
    connect() {
      throw new Error("a stub never connects");
    },
  };
}

const Salesforce = z
  .strictObject({
    connector: z.literal("salesforce"),
    loginUrl: z.url(),
    auth: z.enum(["client-credentials", "jwt-bearer"]).default("client-credentials"),
    username: z.string().optional(),
  })
  .superRefine((config, check) => {
    if (config.auth !== "jwt-bearer" || config.username !== undefined) return;
    check.addIssue({ code: "custom", path: ["username"], message: "is needed with auth: jwt-bearer" });
  });
const Zendesk = z.strictObject({ connector: z.literal("zendesk"), subdomain: z.string().min(1) });

export function stubRegistry(): Registry {
  return createRegistry({
    entries: {
      salesforce: async () => stubConnector("salesforce", ["Case", "Contact"], Salesforce),
      zendesk: async () => stubConnector("zendesk", ["ticket"], Zendesk),
    },
  });
}

export const validText = `# the shop
connections:
  sf: { connector: salesforce, loginUrl: "https://login.salesforce.com", timeout: 30s }
  zd:
    connector: zendesk
    subdomain: acme # ours
    concurrency: 4
syncs:
  cases:
    left: { connection: sf, object: Case }
    right: { connection: zd, object: ticket }
    schedule: "*/5 * * * *"
    match: [{ left: CaseNumber, right: external_id }]
    fields:
      - { left: Subject, right: subject }
      - left: Priority
        right: priority
        values: { High: high, Medium: normal, Low: low }
      - { left: Status, right: status, conflicts: left }
server: { listen: "127.0.0.1:8787" }
`;
