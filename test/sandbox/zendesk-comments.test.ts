// The emulated account's comments, files and merges.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/sandbox/json.ts";
import { call, member, objects, type Running, start, until } from "./running.ts";

let sandbox: Running;
beforeEach(async () => {
  sandbox = await start();
});
afterEach(() => sandbox.stop());

const send = (method: string, path: string, body?: JsonObject) =>
  sandbox.zendesk(method, `/api/v2/${path}`, body === undefined ? {} : { body });

async function makeTicket(subject = "Ink"): Promise<string> {
  const ticket = { subject, comment: { body: `About ${subject}` } };
  return String(member((await send("POST", "tickets", { ticket })).json, "ticket").id);
}

const addComment = (id: string, comment: JsonObject, metadata: JsonObject = {}) =>
  send("PUT", `tickets/${id}`, { ticket: { comment, metadata } });

const commentsOf = async (id: string) =>
  objects((await send("GET", `tickets/${id}/comments`)).json, "comments");

async function upload(name: string, text: string): Promise<JsonObject> {
  const reply = await sandbox.zendesk("POST", `/api/v2/uploads?filename=${name}`, {
    body: { text },
    headers: { "content-type": "text/plain" },
  });
  return member(reply.json, "upload");
}

describe("comments", () => {
  it("OPS-4 are stored in a box of the vendor's, without scripts", async () => {
    const id = await makeTicket();
    await addComment(id, { html_body: "<p>Hi &amp; <b>you</b></p><script>alert(1)</script>" });
    expect((await commentsOf(id))[1]).toMatchObject({
      html_body: '<div class="zd-comment" dir="auto"><p dir="auto">Hi &amp; <b>you</b></p></div>',
      plain_body: "Hi & you",
    });
  });

  it("OPS-4 carry the id of their audit, which keeps what the update said about itself", async () => {
    const id = await makeTicket();
    const { audit } = member((await addComment(id, { body: "On it" }, { integ: { key: "k" } })).json);
    const [, comment] = await commentsOf(id);
    expect(comment?.audit_id).toBe(member(audit ?? null).id);
    const audits = objects((await send("GET", `tickets/${id}/audits?sort=-created_at`)).json, "audits");
    expect(audits[0]).toMatchObject({ id: comment?.audit_id, metadata: { custom: { integ: { key: "k" } } } });
  });

  it("OPS-4 are made private for good, which moves the ticket", async () => {
    const id = await makeTicket();
    await addComment(id, { body: "Oops", public: true });
    sandbox.clock.advance(5000);
    const [, comment] = await commentsOf(id);
    expect((await send("PUT", `tickets/${id}/comments/${comment?.id}/make_private`)).status).toBe(200);
    expect((await commentsOf(id))[1]).toMatchObject({ public: false });
    const { updated_at } = member((await send("GET", `tickets/${id}`)).json, "ticket");
    expect(Date.parse(String(updated_at))).toBeGreaterThan(Date.parse(String(comment?.created_at)));
  });

  it("OPS-4 are exported in full with the sideload only, the first of a ticket beside its creation", async () => {
    const startS = Math.floor(sandbox.clock.now() / 1000) - 120;
    const id = await makeTicket();
    await addComment(id, { body: "On it", public: false });
    sandbox.clock.advance(61_000);
    const rows = async (include: string) => {
      const reply = await send("GET", `incremental/ticket_events?start_time=${startS}${include}`);
      return objects(reply.json, "ticket_events").map((row) => objects(row, "child_events"));
    };
    const [created, added] = await rows("&include=comment_events");
    expect(created?.map((event) => event.event_type)).toEqual(expect.arrayContaining(["Create", "Comment"]));
    expect(added).toMatchObject([{ event_type: "Comment", body: "On it", public: false }]);
    const [, short] = await rows("");
    expect(short).toMatchObject([{ comment_present: true, comment_public: false }]);
    expect(short?.[0]).not.toHaveProperty("body");
  });
});

describe("files", () => {
  it("OPS-4 are attached by a token, once and within the hour", async () => {
    const id = await makeTicket();
    const { token = "" } = await upload("a.txt", "one");
    expect((await addComment(id, { body: "see", uploads: [token] })).status).toBe(200);
    expect((await commentsOf(id))[1]).toMatchObject({ attachments: [{ file_name: "a.txt" }] });
    expect((await addComment(id, { body: "again", uploads: [token] })).status).toBe(422);
    const late = await upload("b.txt", "two");
    sandbox.clock.advance(3_600_001);
    const headers = { authorization: `Bearer ${await bearer()}` };
    const body = { ticket: { comment: { body: "late", uploads: [late.token ?? ""] } } };
    expect((await sandbox.zendesk("PUT", `/api/v2/tickets/${id}`, { body, headers })).status).toBe(422);
  });

  it("OPS-4 come from another host, which must not be shown the credential", async () => {
    const { attachment } = await upload("a.txt", "one");
    const address = new URL(String(member(attachment ?? null).content_url));
    expect((await fetch(address, { redirect: "manual" })).status).toBe(401);
    const path = address.pathname + address.search;
    const token = { authorization: `Bearer ${await bearer()}` };
    const sentOn = await fetch(address, { redirect: "manual", headers: token });
    const target = new URL(sentOn.headers.get("location") ?? "");
    expect([sentOn.status, target.hostname === address.hostname]).toEqual([302, false]);
    expect((await fetch(target, { headers: token })).status).toBe(400);
    const bytes = await fetch(target);
    expect([bytes.headers.get("content-type"), await bytes.text()]).toEqual(["text/plain", '{"text":"one"}']);
    await sandbox.control("POST", "/settings", { zendesk: { privateAttachments: false } });
    const open = await call(sandbox.zendeskUrl, "GET", path, {}, "");
    expect(open.text).toBe('{"text":"one"}');
  });
});

async function bearer(): Promise<string> {
  const body = {
    grant_type: "client_credentials",
    client_id: "sandbox-client",
    client_secret: "sandbox-secret",
    scope: "read write",
  };
  const reply = await call(sandbox.zendeskUrl, "POST", "/oauth/tokens", { body }, "");
  return String(member(reply.json).access_token);
}

describe("merges", () => {
  it("OPS-4 close the source with a tag and a note that names the target, and take its files along", async () => {
    const [target, source] = [await makeTicket("target"), await makeTicket("source")];
    const { token = "" } = await upload("a.txt", "one");
    await addComment(source, { body: "see", uploads: [token] });
    const job = member(
      (await send("POST", `tickets/${target}/merge`, { ids: [Number(source)] })).json,
      "job_status",
    );
    await until(
      async () => member((await send("GET", `job_statuses/${job.id}`)).json, "job_status").status,
      (status) => status === "completed",
    );
    expect(member((await send("GET", `tickets/${source}`)).json, "ticket")).toMatchObject({
      status: "closed",
      tags: ["closed_by_merge"],
    });
    expect((await commentsOf(source)).at(-1)).toMatchObject({
      plain_body: expect.stringContaining(`#${target} `),
      public: false,
    });
    expect((await commentsOf(target)).at(-1)).toMatchObject({
      plain_body: expect.stringContaining(`#${source} `),
      attachments: [{ file_name: "a.txt" }],
    });
  });
});

it("OPS-4 lets people at their desks add and change comments and files", async () => {
  const id = Number(await makeTicket());
  const said = { ticket_id: id, body: "My card is 4111", public: true };
  const made = member((await sandbox.control("POST", "/zendesk/comments", said)).json, "comment");
  await sandbox.control("PATCH", `/zendesk/comments/${made.id}`, { redact: "4111", public: false });
  const listed = objects((await sandbox.control("GET", `/zendesk/comments?ticket=${id}`)).json, "comments");
  expect(listed[1]).toMatchObject({ body: "My card is ▇▇▇▇", public: false, ticket_id: id });
  const file = { ticket_id: id, file_name: "a.bin", base64: "AP8=" };
  const { id: fileId } = member((await sandbox.control("POST", "/zendesk/files", file)).json, "file");
  const content = await fetch(`${sandbox.controlUrl}/zendesk/files/${fileId}/content`);
  expect([...new Uint8Array(await content.arrayBuffer())]).toEqual([0, 255]);
  await sandbox.control("DELETE", `/zendesk/files/${fileId}`);
  expect((await commentsOf(String(id))).at(-1)).toMatchObject({ attachments: [] });
});
