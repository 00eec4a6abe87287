// What only Jira has: workflows to walk, an index that is late, an app's rotating session, webhooks of two kinds.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { Connection } from "../../src/core/contract/connector.ts";
import type { ChangeHint, WebhookPort } from "../../src/core/contract/webhook.ts";
import { drainFeed, idsOf, lookUntil } from "./bench.ts";
import { type JiraAccount, type JiraKind, startJira } from "./jira-subject.ts";

let account: JiraAccount | undefined;
afterEach(async () => {
  await account?.release();
  account = undefined;
});

async function open(kind: JiraKind, settings = {}, config = {}): Promise<Connection> {
  account = await startJira(kind, settings);
  return account.connect(config).connection;
}

const control = (method: string, path: string, body?: Parameters<JiraAccount["sandbox"]["control"]>[2]) => {
  if (account === undefined) throw new Error("no site is running");
  return account.sandbox.control(method, path, body);
};

describe("workflows", () => {
  it("JRA-2 are walked to the end and back, with what their screens require", async () => {
    const jira = await open("cloud", {}, { transitionFields: { resolution: "Done" } });
    const port = jira.object("issue:HELP:Service Request", ["summary", "status", "resolution"]);
    const item = { correlationKey: "walk", fields: { summary: "Walk", status: "Done" } };
    const [id = ""] = idsOf(await port.create([item]));
    const read = async () => (await port.read([id])).get(id);
    expect((await read())?.fields).toMatchObject({ status: "Done", resolution: "Done" });
    const expectedVersion = (await read())?.version ?? "";
    idsOf(await port.update([{ id, fields: { status: "Waiting" }, expectedVersion }]));
    expect((await read())?.fields.status).toBe("Waiting");
  });

  it("JRA-2 that need a field nobody gave leave the issue where it is, and say so", async () => {
    const jira = await open("cloud");
    const port = jira.object("issue:HELP:Service Request", ["summary", "status"]);
    const [id = ""] = idsOf(await port.create([{ correlationKey: "k", fields: { summary: "Stay" } }]));
    await control("PATCH", `/jira/issues/${id}`, { status: "In Progress" });
    const expectedVersion = (await port.read([id])).get(id)?.version ?? "";
    const [result] = await port.update([{ id, fields: { status: "Done" }, expectedVersion }]);
    expect(result).toMatchObject({ error: { code: "E_RECORD_INVALID", effect: "none" } });
    expect((await port.read([id])).get(id)?.fields.status).toBe("In Progress");
  });
});

describe("the search's index", () => {
  it("SYN-3 hides no change for good, though it is late and loses issues for a while", async () => {
    const jira = await open("cloud", {
      indexLagMs: 700,
      flickerShare: 0.4,
      flickerMs: 600,
      searchPageSize: 7,
    });
    const port = jira.object("issue:SUP:Task", ["summary"]);
    let { position } = await drainFeed(port, "recent", null);
    const fields = (n: number) => ({
      project: { key: "SUP" },
      issuetype: { name: "Task" },
      summary: `late ${n}`,
    });
    const wanted = new Set(Array.from({ length: 30 }, (_, n) => `late ${n}`));
    for (let n = 0; n < 30; n += 1) await control("POST", "/jira/issues", { fields: fields(n) });
    const look = async () => {
      const reading = await drainFeed(port, "recent", position);
      position = reading.position;
      for (const record of reading.records) wanted.delete(String(record.fields.summary));
      return wanted.size;
    };
    expect(await lookUntil(8000, look, (left) => left === 0)).toBe(0);
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
    const rest = (request.url ?? "").split("/").slice(3).join("/").split("?")[0] ?? "";
    await webhooks.receive({ headers, rawBody: Buffer.concat(chunks), rest }).then(
      (told) => hints.push(...told),
      (error: unknown) => refused.push(error),
    );
    response.writeHead(200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const stop = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { url: `http://127.0.0.1:${port}/webhooks/jira`, hints, refused, stop };
}

describe("webhooks", () => {
  const settings = { admin: true, webhooks: { enabled: true, duplicate: true } };

  it.each(["cloud", "data-center"] as const)(
    "JRA-9 of a %s administrator are registered once and become hints that hold",
    async (kind) => {
      const jira = await open(kind, settings, { project: "SUP" });
      const { webhooks } = jira;
      if (webhooks === undefined) throw new Error("no webhooks");
      const receiver = await startReceiver(webhooks);
      try {
        await webhooks.ensure(receiver.url);
        await webhooks.ensure(receiver.url);
        const port = jira.object("issue:SUP:Task", ["summary"]);
        const [id = ""] = idsOf(await port.create([{ correlationKey: "h", fields: { summary: "Hooked" } }]));
        await control("PATCH", `/jira/issues/${id}`, { fields: { summary: "Again" } });
        await control("DELETE", `/jira/issues/${id}`);
        const kinds = () => receiver.hints.filter(({ recordId }) => recordId === id).map((hint) => hint.kind);
        await expect.poll(kinds, { timeout: 5000 }).toContain("deleted");
        expect(receiver.refused).toEqual([]);
        const events = new Set(receiver.hints.map(({ eventKey }) => eventKey));
        expect(events.size).toBeLessThan(receiver.hints.length);
        await webhooks.remove?.(receiver.url);
      } finally {
        await receiver.stop();
      }
    },
  );
});
