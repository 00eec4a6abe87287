// Connectors that can be configured but never connect: enough to load configurations against.
import { z } from "zod";
import { createRegistry, type Registry } from "../../../src/core/connectors/registry.ts";
import type { ConnectionConfig, Connector } from "../../../src/core/contract/connector.ts";
import type { Children } from "../../../src/core/contract/objects.ts";

export function stubConnector(
  id: string,
  objects: readonly string[],
  configSchema: z.ZodType<ConnectionConfig>,
  children?: Children,
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
      ...(children === undefined ? {} : { children }),
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

const child = (object: string, parent: string, body: string, isPublic: string | null) => ({
  object,
  parent,
  body,
  isPublic,
});

const salesforce = stubConnector("salesforce", ["Case", "Contact"], Salesforce, {
  Case: {
    comments: child("CaseComment", "ParentId", "CommentBody", "IsPublished"),
    attachments: child("ContentVersion", "FirstPublishLocationId", "Title", null),
  },
});
const zendeskChildren: Children = {
  ticket: {
    comments: child("comment", "ticket_id", "html_body", "public"),
    attachments: child("attachment", "ticket_id", "file_name", "public"),
  },
};

export function stubRegistry(): Registry {
  return createRegistry({
    entries: {
      salesforce: async () => salesforce,
      zendesk: async () => stubConnector("zendesk", ["ticket"], Zendesk, zendeskChildren),
    },
  });
}

/** With people at Zendesk, and a connector whose comments all see. */
export function fullRegistry(): Registry {
  const chat = z.strictObject({ connector: z.literal("chat") });
  return createRegistry({
    entries: {
      salesforce: async () => salesforce,
      zendesk: async () => stubConnector("zendesk", ["ticket", "user"], Zendesk, zendeskChildren),
      chat: async () =>
        stubConnector("chat", ["thread"], chat, {
          thread: { comments: child("post", "thread", "text", null) },
        }),
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

/** Everything a sync may say, each key at least once. */
export const fullText = `connections:
  sf: { connector: salesforce, loginUrl: "https://login.salesforce.com" }
  zd: { connector: zendesk, subdomain: acme }
syncs:
  contacts:
    left: { connection: zd, object: user }
    right: { connection: sf, object: Contact }
    fields:
      - { left: name, right: Name }
  cases:
    left: { connection: sf, object: Case, where: 'record.Origin == "Web" && record.Type.matches("^a+$")' }
    right:
      connection: zd
      object: ticket
      where: |
        record.brand == "main" &&
          record.score >= 3
    conflicts: merge
    deletes: { policy: archive, set: { left: { Status: Closed }, right: { status: closed, tags: [old] } } }
    guards: { maxDeletes: off, maxDeleteShare: 10%, maxFirstCreates: 50, maxFlips: 5, flipWindow: 1h, deleteHold: off }
    rules:
      - { side: right, when: 'record.kind == "x"', expression: 'record.subject != ""', message: needs a subject }
    comments: { visibility: public }
    attachments: { maxBytes: 5MB, visibility: all }
    fields:
      - { left: Subject, right: subject, default: { left: "(none)", right: none }, conflicts: prefer-non-blank }
      - { left: Status, right: status, unit: state, conflicts: manual, values: { New: new, Closed: [solved, closed] } }
      - { left: Reason, right: reason, unit: state, conflicts: manual, default: 5 }
      - { left: ContactId, right: requester_id, reference: contacts, required: true }
      - { left: OwnerId, right: assignee_id, users: true }
      - { left: Description, right: description, format: { left: html, right: markdown } }
      - { left: Due__c, right: due_at, zone: Europe/Berlin, direction: left-to-right }
      - { right: title, template: "[{CaseNumber}] {{{Subject}}}" }
      - { right: external, template: "sf-{Key__c}" }
      - { right: via, constant: web }
      - { left: Loud__c, expression: 'record.subject + "!"' }
      - { left: Amount, right: cents, toRight: "record.Amount * 100", toLeft: "record.cents / 100" }
server: { listen: "127.0.0.1:8787" }
`;
