// The Zendesk connector against the suite, on the emulated account, and what only this vendor has: webhooks, jobs.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { zendesk } from "../../src/core/connectors/zendesk/index.ts";
import type { FieldValues } from "../../src/core/contract/records.ts";
import type { ChangeHint, WebhookPort } from "../../src/core/contract/webhook.ts";
import {
  DESK_USER,
  ENGINEERING_GROUP_ID,
  GROUP_ID,
  INTEGRATION_USER,
} from "../../src/sandbox/zendesk/setup.ts";
import { idsOf } from "./bench.ts";
import { type RunningDesk, startDesk } from "./dev-desk.ts";
import { describeConnector } from "./suite.ts";
import { createZendeskSubject, type ZendeskSubject } from "./zendesk-subject.ts";

describeConnector({ manifest: zendesk.manifest, start: async () => createZendeskSubject(await startDesk()) });

describe("zendesk on its own", () => {
  let desk: RunningDesk;
  let subject: ZendeskSubject;
  beforeAll(async () => {
    desk = await startDesk();
    subject = createZendeskSubject(desk);
  });
  afterAll(() => subject.stop());

  const port = () => subject.connection.object(subject.object, subject.fields);
  const items = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, n) => ({
      correlationKey: `${prefix}-${n}`,
      fields: subject.makeValues(n),
    }));

  it("ZDK-7 registers a webhook once, and its calls become hints whose signature holds", async () => {
    const { webhooks } = subject.connection;
    if (!webhooks) throw new Error("no webhooks");
    const receiver = await startReceiver(webhooks);
    try {
      await webhooks.ensure(receiver.url);
      await webhooks.ensure(receiver.url);
      const [made] = await port().create(items("hook", 1));
      if (made?.status !== "done") throw new Error("not created");
      await subject.editAsUser(made.id, { priority: "urgent" });
      await subject.deleteAsUser(made.id);
      await expect
        .poll(() => receiver.hints.map((hint) => hint.kind), { timeout: 5000 })
        .toContain("deleted");
      expect(new Set(receiver.hints.map((hint) => hint.recordId))).toEqual(new Set([made.id]));
      const keys = receiver.hints.map((hint) => hint.eventKey);
      expect(new Set(keys).size).toBe(keys.length);
      expect(receiver.refused).toEqual([]);
    } finally {
      await receiver.stop();
    }
  });

  it("SYN-9 finds the tickets of a job whose start was never answered, though the job is still queued", async () => {
    desk.fault({
      kind: "cut-after",
      match: { method: "POST", pathPrefix: "/api/v2/tickets/create_many" },
      times: 1,
    });
    await expect(port().create(items("cut", 3))).rejects.toMatchObject({ effect: "unknown" });
    const found = await port().findByCorrelationKey(["cut-0", "cut-1", "cut-2"]);
    expect([...found.values()].map((records) => records.length)).toEqual([1, 1, 1]);
  });

  it("SYN-9 takes a create job out of sight for one in doubt, not for one without effect", async () => {
    desk.fault({
      kind: "status",
      status: 400,
      match: { method: "GET", pathPrefix: "/api/v2/job_statuses/" },
      times: 1,
    });
    await expect(port().create(items("blind", 2))).rejects.toMatchObject({
      effect: "unknown",
      retryable: true,
    });
    const found = await port().findByCorrelationKey(["blind-0", "blind-1"]);
    expect(found.size).toBe(2);
  });

  it("ZDK-1 tells a closed ticket in a batch and alone", async () => {
    const made = await port().create(items("closed", 2));
    const ids = made.map((result) => (result.status === "done" ? result.id : ""));
    await subject.editAsUser(ids[0] ?? "", { status: "closed" });
    const seen = await port().read(ids);
    const updates = ids.map((id) => ({
      id,
      fields: { subject: "late" },
      expectedVersion: seen.get(id)?.version ?? "",
    }));
    expect(await port().update(updates)).toMatchObject([
      { error: { code: "E_RECORD_CLOSED" } },
      { status: "done" },
    ]);
    expect(await port().update(updates.slice(0, 1))).toMatchObject([
      { error: { code: "E_RECORD_CLOSED", retryable: false } },
    ]);
  });

  const change = async (id: string, fields: FieldValues) => {
    const expectedVersion = (await port().read([id])).get(id)?.version ?? "";
    const [result] = await port().update([{ id, fields, expectedVersion }]);
    return result;
  };
  const assignment = async (id: string) => {
    const { assignee_id, group_id } = (await port().read([id])).get(id)?.fields ?? {};
    return { assignee_id, group_id };
  };

  it("ZDK-3 gives a ticket to an agent of its group alone, and says who is in which", async () => {
    const [id = ""] = idsOf(await port().create(items("assigned", 1)));
    expect(await change(id, { assignee_id: String(DESK_USER) })).toMatchObject({ status: "done" });
    const engineering = String(ENGINEERING_GROUP_ID);
    const refused = await change(id, { assignee_id: String(INTEGRATION_USER), group_id: engineering });
    expect(refused).toMatchObject({
      error: {
        code: "E_RECORD_INVALID",
        message: `The agent ${INTEGRATION_USER} is not in the group ${engineering}, but in ${GROUP_ID} (Support)`,
      },
    });
    expect(await assignment(id)).toEqual({ assignee_id: String(DESK_USER), group_id: engineering });
  });

  it("ZDK-3 sees that a new group ended an assignment, as a change of the ticket's own", async () => {
    const [id = ""] = idsOf(await port().create(items("moved", 1)));
    await change(id, { assignee_id: String(INTEGRATION_USER), group_id: String(GROUP_ID) });
    expect(await change(id, { group_id: String(ENGINEERING_GROUP_ID) })).toMatchObject({ status: "done" });
    expect(await assignment(id)).toEqual({ assignee_id: null, group_id: String(ENGINEERING_GROUP_ID) });
  });

  it("ZDK-4 writes a status of the account's own and reads what it is of, and the other way round", async () => {
    const states = subject.connection.object("ticket", ["status", "custom_status_id"]);
    const { fields } = await states.describe();
    const { values, labels } = fields.find(({ name }) => name === "custom_status_id") ?? {};
    const idOf = (label: string) => values?.find((id) => labels?.[id] === label) ?? "";
    const [id = ""] = idsOf(await port().create(items("states", 1)));
    const seen = async () => (await states.read([id])).get(id)?.fields;
    await change(id, { custom_status_id: idOf("Waiting on engineering") });
    expect(await seen()).toEqual({ status: "hold", custom_status_id: idOf("Waiting on engineering") });
    await change(id, { status: "pending" });
    expect(await seen()).toEqual({ status: "pending", custom_status_id: idOf("Pending") });
  });

  it("SYN-3 drains a recent feed of several pages", async () => {
    const { position } = await port().changes("recent", null);
    const made = [
      ...(await port().create(items("page-a", 100))),
      ...(await port().create(items("page-b", 60))),
    ];
    const ids = made.map((result) => (result.status === "done" ? result.id : ""));
    const seen = new Set<string>();
    let page = await port().changes("recent", position);
    for (const record of page.records) seen.add(record.id);
    while (page.more) {
      page = await port().changes("recent", page.position);
      for (const record of page.records) seen.add(record.id);
    }
    expect(ids.filter((id) => !seen.has(id))).toEqual([]);
  });

  it("BAS-5 is not taken for an anonymous visitor when its token has ended", async () => {
    await subject.connection.check();
    desk.expireTokens();
    expect((await subject.connection.check()).identity).toContain("admin");
  });
});

interface Receiver {
  readonly url: string;
  readonly hints: readonly ChangeHint[];
  readonly refused: readonly unknown[];
  stop(): Promise<void>;
}

/** Takes webhook calls as the daemon's server does: the raw body first. */
async function startReceiver(webhooks: WebhookPort): Promise<Receiver> {
  const hints: ChangeHint[] = [];
  const refused: unknown[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    await webhooks.receive({ headers, rawBody: Buffer.concat(chunks) }).then(
      (told) => hints.push(...told),
      (error: unknown) => refused.push(error),
    );
    response.writeHead(202).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hooks/zd`,
    hints,
    refused,
    stop: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}
