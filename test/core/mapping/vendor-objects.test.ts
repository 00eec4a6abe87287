// A configuration with all kinds of fields, compiled against what both vendors say of their objects.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadConfig } from "../../../src/core/config/load.ts";
import type { Config, SyncConfig } from "../../../src/core/config/types.ts";
import { builtinConnectors, createRegistry } from "../../../src/core/connectors/registry.ts";
import type { ObjectDescription } from "../../../src/core/contract/records.ts";
import { compileMapping, fieldsToRead, type Mapping } from "../../../src/core/mapping/compile.ts";
import { createTestContext, type TestContext } from "../../conformance/context.ts";
import { type RunningSandbox, runSandbox } from "../../conformance/sandbox.ts";

const configText = (sandbox: RunningSandbox): string => `
connections:
  sf: { connector: salesforce, loginUrl: "${sandbox.salesforceUrl}" }
  zd: { connector: zendesk, baseUrl: "${sandbox.zendeskUrl}" }
syncs:
  cases:
    left: { connection: sf, object: Case, where: 'record.Origin != "Phone" && !record.IsDeleted' }
    right: { connection: zd, object: ticket, where: 'record.subject != null' }
    comments: true
    attachments: { visibility: private }
    rules:
      - { side: right, when: 'record.priority == "urgent"', expression: 'record.assignee_id != ""', message: no }
    deletes: { policy: archive, set: { left: { Status: Closed }, right: { status: solved } } }
    fields:
      - { left: Subject, right: subject, default: { right: (none) } }
      - { left: Priority, right: priority, values: { High: [high, urgent], Medium: normal, Low: low } }
      - { left: OwnerId, right: assignee_id, users: true }
      - { right: tags, expression: '["sf", record.Origin.lowerAscii()]' }
`;

describe("a mapping of the vendors' own objects", () => {
  let sandbox: RunningSandbox;
  let config: Config;
  const opened: TestContext[] = [];

  beforeAll(async () => {
    sandbox = await runSandbox();
    const registry = createRegistry({ entries: builtinConnectors });
    config = await loadConfig({ file: "integ.yaml", text: configText(sandbox), registry });
  });
  afterAll(async () => {
    for (const context of opened) await context.release();
    await sandbox.stop();
  });

  async function describeSide(sync: SyncConfig, side: "left" | "right"): Promise<ObjectDescription> {
    const settings = config.connections.get(sync[side].connection);
    if (settings === undefined) throw new Error("no such connection");
    const { salesforce, zendesk } = sandbox.clients;
    const secrets = new Map(Object.entries(side === "left" ? salesforce : zendesk));
    const context = createTestContext({ name: settings.name, config: settings.config, secrets });
    opened.push(context);
    const connection = settings.connector.connect(context.context);
    return connection.object(sync[side].object, [...fieldsToRead(sync, side)]).describe();
  }

  async function compile(name: string): Promise<Mapping> {
    const sync = config.syncs.get(name);
    if (sync === undefined) throw new Error(`no sync ${name}`);
    const [left, right] = await Promise.all([describeSide(sync, "left"), describeSide(sync, "right")]);
    return compileMapping(sync, { left, right });
  }

  it("SFM-3 has all fields of the sync", async () => {
    const { pairs } = await compile("cases");
    expect(pairs.map(({ label }) => label)).toEqual([
      "Subject ↔ subject",
      "Priority ↔ priority",
      "OwnerId ↔ assignee_id",
      "computed → tags",
    ]);
  });

  it("SYN-15 has the comments, and who sees them", async () => {
    const { pairs } = await compile("cases.comments");
    expect(pairs.map(({ label }) => label)).toEqual([
      "ParentId ↔ ticket_id",
      "CommentBody ↔ body",
      "IsPublished ↔ public",
    ]);
    expect(pairs[0]?.reference).toMatchObject({ kind: "link", sync: "cases", required: true });
  });

  it("SYN-15 has the files, private where only one side can tell", async () => {
    const mapping = await compile("cases.attachments");
    expect(mapping.pairs.map(({ label }) => label)).toEqual([
      "FirstPublishLocationId ↔ ticket_id",
      "PathOnClient ↔ file_name",
      "computed → public",
    ]);
  });
});
