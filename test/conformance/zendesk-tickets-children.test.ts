// What only Zendesk has about comments, files, people and merged tickets, on the emulated account.
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { ObjectPort } from "../../src/core/contract/connector.ts";
import type { FieldValues, VendorRecord } from "../../src/core/contract/records.ts";
import { drainFeed, idsOf } from "./bench.ts";
import { startZendeskChildren, type ZendeskChildren } from "./zendesk-children.ts";

const commentFields = ["ticket_id", "body", "public", "author_id"];
const fileFields = ["ticket_id", "file_name", "size", "content_type"];

let subject: ZendeskChildren;
let counted = 0;
beforeAll(async () => {
  subject = await startZendeskChildren();
});
afterAll(() => subject.stop());

const comments = () => subject.connection.object("ticket_comment", commentFields);
const files = () => subject.connection.object("ticket_attachment", fileFields);
const control = (method: string, path: string, body?: Parameters<typeof subject.sandbox.control>[2]) =>
  subject.sandbox.control(method, path, body);

async function add(port: ObjectPort, ...items: readonly FieldValues[]) {
  return port.create(
    items.map((fields) => {
      counted += 1;
      return { correlationKey: `own-${counted}`, fields };
    }),
  );
}

async function attach(ticketId: string, name: string, text: string): Promise<string> {
  const bytes = Buffer.from(text);
  const content = {
    name,
    type: "text/plain",
    sizeBytes: bytes.byteLength,
    async *bytes() {
      yield bytes;
    },
  };
  const fields = { ticket_id: ticketId, file_name: name };
  counted += 1;
  const [id = ""] = idsOf(await files().create([{ correlationKey: `own-${counted}`, fields, content }]));
  return id;
}

/** Every way of seeing comments: the scan and both feeds from before. */
async function seen(port: ObjectPort, from: ReadonlyMap<string, string>): Promise<VendorRecord[][]> {
  const scanned: VendorRecord[] = [];
  for await (const page of port.scan()) scanned.push(...page);
  await sleep(subject.feedLagMs);
  const feeds = [...from].map(async ([feed, position]) => (await drainFeed(port, feed, position)).records);
  return [scanned, ...(await Promise.all(feeds)).map((records) => [...records])];
}

async function positionsOf(port: ObjectPort): Promise<ReadonlyMap<string, string>> {
  const drained = await Promise.all(
    port.feeds.map(async ({ name }) => [name, (await drainFeed(port, name, null)).position] as const),
  );
  return new Map(drained);
}

describe("comments of tickets", () => {
  it("SYN-15 never show a ticket's description, and show files as files only", {
    timeout: 30_000,
  }, async () => {
    const [from, filesFrom] = [await positionsOf(comments()), await positionsOf(files())];
    const ticketId = await subject.makeParent();
    const [said = ""] = idsOf(await add(comments(), { ticket_id: ticketId, body: "<p>Said</p>" }));
    const file = await attach(ticketId, "log.txt", "one line");
    const ofTicket = (records: readonly VendorRecord[]) => {
      const own = records.filter((record) => record.fields.ticket_id === ticketId);
      return [...new Set(own.map((record) => record.id))];
    };
    expect((await seen(comments(), from)).map(ofTicket)).toEqual([[said], [said], [said]]);
    expect((await seen(files(), filesFrom)).map(ofTicket)).toEqual([[file], [file], [file]]);
  });

  it("SYN-15 keep their order when several are added at once, and tell a closed ticket", async () => {
    const [open, shut] = [await subject.makeParent(), await subject.makeParent()];
    await control("PATCH", `/zendesk/tickets/${shut}`, { status: "closed" });
    const bodies = ["<p>1</p>", "<p>2</p>", "<p>3</p>"];
    const results = await add(
      comments(),
      ...bodies.map((body) => ({ ticket_id: open, body })),
      { ticket_id: shut, body: "<p>late</p>" },
      { ticket_id: "35184372088831", body: "<p>nowhere</p>" },
      { ticket_id: open, body: " " },
    );
    expect(results.slice(3)).toMatchObject([
      { error: { code: "E_RECORD_CLOSED", retryable: false } },
      { error: { code: "E_RECORD_GONE" } },
      { error: { code: "E_RECORD_INVALID" } },
    ]);
    const ids = idsOf(results.slice(0, 3));
    const read = await comments().read(ids);
    expect(ids.map((id) => read.get(id)?.fields.body)).toEqual(bodies);
    expect([...ids].sort((a, b) => Number(a.split("-")[1]) - Number(b.split("-")[1]))).toEqual(ids);
  });

  it("SYN-15 are shown to customers only when told so, and as another author where one is named", async () => {
    const ticketId = await subject.makeParent();
    const author = subject.people?.active.id ?? "";
    const [quiet = "", loud = ""] = idsOf(
      await add(
        comments(),
        { ticket_id: ticketId, body: "<p>quiet</p>" },
        { ticket_id: ticketId, body: "<p>loud</p>", public: true, author_id: author },
      ),
    );
    const read = await comments().read([quiet, loud]);
    expect(read.get(quiet)?.fields).toMatchObject({ public: false });
    expect(read.get(loud)?.fields).toMatchObject({ public: true, author_id: author });
  });

  it("SYN-15 show in the fast feed when they were made private or redacted", async () => {
    const ticketId = await subject.makeParent();
    const id = await subject
      .child("comments")
      ?.addAsUser(ticketId, { body: "<p>4111</p>", public: true }, "");
    await sleep(1100);
    const before = (await comments().read([id ?? ""])).get(id ?? "");
    const { position } = await drainFeed(comments(), "recent", null);
    await control("PATCH", `/zendesk/comments/${id?.split("-")[1]}`, { redact: "4111", public: false });
    const { records } = await drainFeed(comments(), "recent", position);
    const changed = records.find((record) => record.id === id);
    expect(changed?.fields).toMatchObject({ public: false, body: "<p>▇▇▇▇</p>" });
    expect(changed?.version).not.toBe(before?.version);
  });

  it("BAS-2 can be neither changed nor deleted, and say so", async () => {
    const [id = ""] = idsOf(
      await add(comments(), { ticket_id: await subject.makeParent(), body: "<p>x</p>" }),
    );
    const refused = { status: "failed", error: { code: "E_RECORD_FORBIDDEN", retryable: false } };
    const change = { id, fields: { body: "<p>y</p>" }, expectedVersion: "" };
    expect(await comments().update([change])).toMatchObject([refused]);
    expect(await comments().delete([id])).toMatchObject([refused]);
  });

  it("SYN-3 are found again by the mark of their update, whatever the vendor made of their HTML", async () => {
    const ticketId = await subject.makeParent();
    const sent = { ticket_id: ticketId, body: '<p onclick="x()">Hi</p><script>x()</script>', public: false };
    const since = new Date(Date.now() - 60_000).toISOString();
    const [id = ""] = idsOf(await add(comments(), sent));
    expect((await comments().read([id])).get(id)?.fields.body).toBe("<p>Hi</p>");
    const found = await comments().findLike?.([sent], since);
    expect(found?.map((records) => records.map((record) => record.id))).toEqual([[id]]);
    const later = new Date(Date.now() + 5000).toISOString();
    expect(await comments().findLike?.([sent], later)).toEqual([[]]);
  });
});

describe("files of tickets", () => {
  it("SYN-15 are fetched from the other host without the credential, and only there", async () => {
    const ticketId = await subject.makeParent();
    const id = await attach(ticketId, "log.txt", "one line");
    const content = await files().content?.(id);
    const chunks: Uint8Array[] = [];
    for await (const chunk of content?.bytes() ?? []) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe("one line");
    const requests = (await subject.sandbox.requests("zendesk")).slice(-2);
    expect(requests.map(({ path }) => path.split("/")[1])).toEqual(["attachments", "file-host"]);
    expect(requests.map(({ requestHeaders }) => requestHeaders.authorization)).toEqual([
      "Bearer ***",
      undefined,
    ]);
  });

  it("SYN-15 are refused without content, and beyond the vendor's size", async () => {
    const fields = { ticket_id: await subject.makeParent(), file_name: "a.bin" };
    const huge = { name: "a.bin", type: "application/x", sizeBytes: 50_000_001, async *bytes() {} };
    const items = [
      { correlationKey: "none", fields },
      { correlationKey: "huge", fields, content: huge },
    ];
    expect(await files().create(items)).toMatchObject([
      { error: { code: "E_RECORD_INVALID" } },
      { error: { code: "E_RECORD_INVALID" } },
    ]);
  });

  it("SYN-3 are without effect when their upload alone was cut", async () => {
    const ticketId = await subject.makeParent();
    const match = { method: "POST", pathPrefix: "/api/v2/uploads" };
    await control("POST", "/faults", { vendor: "zendesk", times: 1, kind: "cut-after", match });
    const content = { name: "a.txt", type: "text/plain", sizeBytes: 1, bytes: oneByte };
    const item = { correlationKey: "cut", fields: { ticket_id: ticketId, file_name: "a.txt" }, content };
    expect(await files().create([item])).toMatchObject([
      { status: "failed", error: { effect: "none", retryable: true } },
    ]);
  });
});

async function* oneByte() {
  yield new Uint8Array([1]);
}

describe("merged tickets", () => {
  const Tagged = z.object({ ticket: z.object({ id: z.number() }) });
  const fields = ["subject", "status"];

  it("SYN-10 are told as deleted, with the ticket they went into", async () => {
    const tickets = subject.connection.object("ticket", fields);
    const [target, source] = [await subject.makeParent(), await subject.makeParent()];
    const positions = await positionsOf(tickets);
    await control("POST", `/zendesk/tickets/${target}/merge`, { ids: [Number(source)] });
    const merged = { id: source, deleted: true, mergedInto: target };
    expect((await tickets.read([source, target])).get(source)).toMatchObject(merged);
    const [scanned, ...feeds] = await seen(tickets, positions);
    expect(scanned?.map((record) => record.id)).not.toContain(source);
    for (const records of feeds) {
      expect(records.find((record) => record.id === source)).toMatchObject(merged);
      expect(records.find((record) => record.id === target)).not.toHaveProperty("mergedInto");
    }
  });

  it("SYN-10 stay as they are when their note names no ticket there is, or another update closed them", async () => {
    const tickets = subject.connection.object("ticket", fields);
    const other = await subject.makeParent();
    const close = async (note: string) => {
      const input = { subject: "alike", comment: { body: `see #${other}` }, tags: ["closed_by_merge"] };
      const { ticket } = Tagged.parse(await control("POST", "/zendesk/tickets", input));
      const comment = note === "" ? {} : { comment: { body: note } };
      await sleep(note === "" ? 3000 : 0);
      await control("PATCH", `/zendesk/tickets/${ticket.id}`, { status: "closed", ...comment });
      return String(ticket.id);
    };
    const ids = [await close("merged into #1"), await close("merged elsewhere"), await close("")];
    const read = await tickets.read(ids);
    for (const id of ids) {
      expect(read.get(id)).toMatchObject({ deleted: false, fields: { status: "closed" } });
      expect(read.get(id)).not.toHaveProperty("mergedInto");
    }
  });
});

describe("people", () => {
  it("SFM-4 made again under their key are the ones made before; another's address or name is a duplicate", async () => {
    const users = subject.connection.object("user", ["name", "email"]);
    const companies = subject.connection.object("organization", ["name"]);
    const ann = { correlationKey: "ann", fields: { name: "Ann", email: "ann@own.example" } };
    const acme = { correlationKey: "acme", fields: { name: "Own Acme" } };
    for (const [port, item] of [
      [users, ann],
      [companies, acme],
    ] as const) {
      const [first, again] = [await port.create([item]), await port.create([item])];
      expect(again).toEqual(first);
      expect(await port.create([{ ...item, correlationKey: "other" }])).toMatchObject([
        { error: { code: "E_RECORD_DUPLICATE", retryable: false } },
      ]);
    }
    const odd = { correlationKey: "a,b", fields: { name: "Odd" } };
    const [id = ""] = idsOf(await users.create([odd]));
    const found = await users.findByCorrelationKey(["a,b", "a", "acme", "ANN"]);
    expect([...found].map(([key, [record]]) => [key, record?.id])).toEqual([["a,b", id]]);
  });

  it("SFM-4 are found by address or name, whatever the case", async () => {
    const users = subject.connection.object("user", ["name", "email"]);
    const [id = ""] = idsOf(
      await users.create([{ correlationKey: "bo", fields: { name: "Bo", email: "Bo@own.example" } }]),
    );
    const found = await users.findByField("email", ["bo@OWN.example", "o@own.example"]);
    expect([...found].map(([email, [record]]) => [email, record?.id])).toEqual([["bo@OWN.example", id]]);
  });
});
