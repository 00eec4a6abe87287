// How far the connector reaches into an account: every call it makes, whatever it is asked to do.
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ObjectPort } from "../../src/core/contract/connector.ts";
import type { FieldValues } from "../../src/core/contract/records.ts";
import { drainFeed, idsOf } from "./bench.ts";
import { startZendeskChildren, type ZendeskChildren } from "./zendesk-children.ts";

// Side conversations lie at tickets/ID/side_conversations, and have calls of their own for events and files.
const reach = [
  "DELETE organizations/ID",
  "DELETE tickets/ID",
  "DELETE tickets/destroy_many",
  "DELETE users/ID",
  "GET attachments/ID",
  "GET brands",
  "GET custom_statuses",
  "GET groups/assignable",
  "GET incremental/organizations",
  "GET incremental/ticket_events",
  "GET incremental/tickets/cursor",
  "GET incremental/users/cursor",
  "GET job_statuses",
  "GET job_statuses/ID",
  "GET organizations",
  "GET organizations/search",
  "GET organizations/show_many",
  "GET ticket_fields",
  "GET ticket_forms",
  "GET tickets",
  "GET tickets/ID/audits",
  "GET tickets/ID/comments",
  "GET tickets/show_many",
  "GET users",
  "GET users/ID/groups",
  "GET users/me",
  "GET users/search",
  "GET users/show_many",
  "GET webhooks",
  "GET webhooks/ID/signing_secret",
  "POST organizations",
  "POST tickets",
  "POST tickets/create_many",
  "POST uploads",
  "POST users",
  "POST webhooks",
  "PUT organizations/ID",
  "PUT tickets/ID",
  "PUT tickets/update_many",
  "PUT users/ID",
];

let subject: ZendeskChildren;
beforeAll(async () => {
  subject = await startZendeskChildren();
});
afterAll(() => subject.stop());

const port = (object: string, ...fields: readonly string[]) => subject.connection.object(object, fields);

async function called(): Promise<readonly string[]> {
  const api = (await subject.sandbox.requests("zendesk")).filter(({ path }) => path.startsWith("/api/v2/"));
  const places = api.map(({ method, path }) => {
    const place = path.slice("/api/v2/".length).replace(/\.json$/, "");
    return `${method} ${place.replaceAll(/(?<=\/)(\d+|[0-9a-f]{32}|01[0-9A-Z]+)(?=\/|$)/g, "ID")}`;
  });
  return [...new Set(places)].sort();
}

async function create(to: ObjectPort, ...items: readonly FieldValues[]): Promise<readonly string[]> {
  const keyOf = (index: number) => `reach-${JSON.stringify(items[index]).length}-${index}`;
  return idsOf(await to.create(items.map((fields, index) => ({ correlationKey: keyOf(index), fields }))));
}

/** Everything that can be done with records that are there: seen, found, changed, deleted. */
async function useAll(to: ObjectPort, ids: readonly string[], change: FieldValues): Promise<void> {
  await to.describe();
  for await (const page of to.scan()) expect(page.length).toBeGreaterThan(0);
  const seen = await to.read(ids);
  for (const feed of to.feeds) await drainFeed(to, feed.name, null);
  await to.findByCorrelationKey(["absent"]);
  const items = ids.map((id) => ({ id, fields: change, expectedVersion: seen.get(id)?.version ?? "" }));
  await to.update(items.slice(0, 1));
  await to.update(items);
  await to.delete(ids.slice(0, 1));
  await to.delete(ids.slice(1));
}

async function useChildren(): Promise<void> {
  const parent = await subject.makeParent();
  const comment = { ticket_id: parent, body: "<p>Hi</p>", public: true };
  const comments = port("ticket_comment", "ticket_id", "body");
  const files = port("ticket_attachment", "ticket_id", "file_name");
  const [commentId = ""] = await create(comments, comment);
  const bytes = Buffer.from("text");
  const content = {
    name: "a.txt",
    type: "text/plain",
    sizeBytes: bytes.byteLength,
    bytes: async function* () {
      yield bytes;
    },
  };
  const file = { correlationKey: "reach-file", fields: { ticket_id: parent, file_name: "a.txt" }, content };
  const [fileId = ""] = idsOf(await files.create([file]));
  const sent = await files.content?.(fileId);
  for await (const chunk of sent?.bytes() ?? []) expect(chunk.byteLength).toBeGreaterThan(0);
  await comments.findLike?.([comment], new Date(0).toISOString());
  await useAll(comments, [commentId], {});
  await useAll(files, [fileId], {});
}

describe("the reach of the connector", () => {
  it("ZDK-6 ends at what it is for: nobody's side conversations are read or written", async () => {
    const { connection, people } = subject;
    if (people === null) throw new Error("the account has nobody");
    await connection.check();
    await connection.webhooks?.ensure("https://integ.example/webhooks/zd");
    await connection.users?.ids([people.active.email]);
    await connection.users?.emails([people.active.id]);
    const tickets = port("ticket", "subject", "group_id", "brand_id", "ticket_form_id", "custom_status_id");
    const [first = ""] = await create(tickets, { subject: "alone" });
    const many = await create(tickets, ...["a", "b", "c", "d", "e"].map((subject) => ({ subject })));
    const wrong = { assignee_id: people.active.id, group_id: "1" };
    await tickets.update([{ id: first, fields: wrong, expectedVersion: "" }]);
    await useChildren();
    await useAll(tickets, many, { subject: "changed" });
    const users = port("user", "name");
    await useAll(users, await create(users, { name: "Bo", email: "bo@reach.example" }), { name: "Bob" });
    const organizations = port("organization", "name");
    await useAll(organizations, await create(organizations, { name: "Reach" }), { notes: "x" });
    await organizations.findByField("name", ["Reach"]);
    await sleep(subject.feedLagMs);
    for (const to of [tickets, users, organizations])
      for (const feed of to.feeds) await drainFeed(to, feed.name, null);
    expect(await called()).toEqual(reach);
  });
});
