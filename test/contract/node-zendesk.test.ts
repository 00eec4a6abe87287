// The community's Zendesk client, unmodified, against the sandbox.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import zendesk from "node-zendesk";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/cli/ports.ts";
import { createFetch } from "../../src/core/http/fetch.ts";
import { isJsonObject, type JsonObject } from "../../src/sandbox/json.ts";
import { setStage } from "../core/http/stage.ts";
import { objects, type Running, start } from "../sandbox/running.ts";

let sandbox: Running;
beforeEach(async () => {
  sandbox = await start();
});
afterEach(() => sandbox.stop());

const connect = (more: object = {}) =>
  zendesk.createClient({
    ...more,
    username: "integration@sandbox.example",
    token: "sandbox-api-token",
    endpointUri: `${sandbox.zendeskUrl}/api/v2`,
  });

const ticket = (subject: string, externalId = "none") => ({
  ticket: { subject, external_id: externalId, comment: { body: `About ${subject}` }, tags: ["stock"] },
});

describe("node-zendesk on our way out", () => {
  it("BAS-3 is carried whole, refusals too, and every call is counted", async () => {
    const stage = setStage({ baseUrl: sandbox.zendeskUrl }, { realClock: systemClock() });
    const carried = createFetch(stage.client, { endpointClass: () => "main", effect: () => "once" });
    const client = connect({
      transportConfig: { transportFn: carried, responseAdapter: (response: Response) => response },
    });
    const { result: made } = await client.tickets.create(ticket("Ink", "e-1"));
    await client.tickets.update(made.id, { ticket: { priority: "high" } });
    expect((await client.tickets.show(made.id)).result).toMatchObject({ subject: "Ink", priority: "high" });
    await client.tickets.delete(made.id);
    await expect(client.tickets.show(made.id)).rejects.toThrow("(404)");
    expect(stage.calls.map(({ method, status }) => `${method} ${status}`)).toEqual([
      "POST 201",
      "PUT 200",
      "GET 200",
      "DELETE 204",
      "GET 404",
    ]);
    await stage.close();
  });
});

describe("node-zendesk against the sandbox", () => {
  it("OPS-4 creates, reads, updates and deletes a ticket", async () => {
    const client = connect();
    const { result: made } = await client.tickets.create(ticket("Ink", "e-1"));
    const { id } = made;
    const { result: shown } = await client.tickets.show(id);
    expect(shown).toMatchObject({ id, subject: "Ink", description: "About Ink", tags: ["stock"] });
    await client.tickets.update(id, {
      ticket: { priority: "high", comment: { body: "On it", public: false } },
    });
    expect((await client.tickets.show(id)).result).toMatchObject({ priority: "high" });
    const comments = await client.tickets.getComments(id);
    expect(comments).toMatchObject([{ body: "About Ink" }, { body: "On it", public: false }]);
    await client.tickets.delete(id);
    await expect(client.tickets.show(id)).rejects.toThrow("(404)");
  });

  it("OPS-4 lists through its cursor pages", async () => {
    for (let index = 0; index < 103; index += 1) {
      await sandbox.control("POST", "/zendesk/tickets", { subject: String(index), comment: { body: "b" } });
    }
    const all = await connect().tickets.list();
    expect(new Set(all.map((each) => each.id)).size).toBe(103);
  });

  it("OPS-4 creates and updates many and watches the jobs to their end", async () => {
    const client = connect();
    const tickets = [ticket("a").ticket, ticket("b").ticket];
    // The client's types ask for whole tickets where the API takes the fields to set.
    const made = await client.tickets.post(["tickets", "create_many"], { tickets });
    const created = resultsOf(await client.jobstatuses.watch(jobId(made), 10, 5));
    expect(created.map((row) => row.success)).toEqual([true, true]);
    const ids = created.map((row) => Number(row.id));
    const changed = await client.tickets.updateMany(ids, { ticket: { status: "pending" } });
    await client.jobstatuses.watch(jobId(changed), 10, 5);
    const { result } = await client.tickets.showMany(ids);
    expect(result).toMatchObject([{ status: "pending" }, { status: "pending" }]);
  });

  it("OPS-4 knows who it is, the ticket fields, the export and the search", async () => {
    const client = connect();
    expect((await client.users.me()).result).toMatchObject({ role: "admin" });
    const fields = await client.ticketfields.list();
    expect(fields.map((field) => field.type)).toContain("tagger");
    const startS = Math.floor(sandbox.clock.now() / 1000);
    await client.tickets.create(ticket("Ink", "e-1"));
    sandbox.clock.advance(61_000);
    expect(await client.search.queryAll("type:ticket external_id:e-1")).toMatchObject([{ subject: "Ink" }]);
    expect(JSON.stringify(await client.tickets.incremental(String(startS)))).toContain("Ink");
  });

  it("OPS-4 creates, finds, changes and deletes users and organizations", async () => {
    const client = connect();
    const company = plain(
      (await client.organizations.create({ organization: { name: "Acme", external_id: "o-1" } })).result,
    );
    const companyId = Number(company.id);
    const { result: user } = await client.users.create({
      user: { name: "Ann", email: "ann@x.example", external_id: "u-1", organization_id: companyId },
    });
    expect((await client.users.show(user.id)).result).toMatchObject({
      name: "Ann",
      organization_id: companyId,
    });
    await client.users.update(user.id, { user: { phone: "+1555" } });
    await client.organizations.update(companyId, { organization: { notes: "gold" } });
    expect((await client.users.showMany([user.id])).result).toMatchObject([{ phone: "+1555" }]);
    expect((await client.organizations.show(companyId)).result).toMatchObject({ notes: "gold" });
    expect(await client.organizations.list()).toMatchObject([{ name: "Acme" }]);
    expect((await client.users.list()).map((each) => each.name)).toContain("Ann");
    sandbox.clock.advance(61_000);
    const found = await client.users.search({ query: "email:ann@x.example" });
    expect(JSON.stringify(found)).toContain('"external_id":"u-1"');
    await client.users.delete(user.id);
    await client.organizations.delete(companyId);
    expect(await client.organizations.list()).toEqual([]);
  });

  it("OPS-4 uploads a file, attaches it to a comment and finds it there", async () => {
    const client = connect();
    const { result: made } = await client.tickets.create(ticket("Ink"));
    const folder = await mkdtemp(join(tmpdir(), "integ-upload-"));
    const file = join(folder, "notes.txt");
    await writeFile(file, "Zählwerk");
    const { attachments } = client;
    // Its types ask for bytes, its code for a path.
    const uploaded: unknown = await Reflect.apply(attachments.upload, attachments, [
      file,
      { filename: "notes.txt", binary: false },
    ]);
    await rm(folder, { recursive: true });
    const token = /"token":"(\w+)"/.exec(JSON.stringify(uploaded))?.[1] ?? "";
    const comment = { body: "See here", public: false, uploads: [token] };
    await client.tickets.update(made.id, { ticket: { comment } });
    const comments = await client.tickets.getComments(made.id);
    expect(comments).toMatchObject([{}, { attachments: [{ file_name: "notes.txt", size: 9 }] }]);
  });

  it("OPS-4 finds groups, who is in them, brands and forms, and gives tickets to them", async () => {
    const client = connect();
    const groups = named(await client.groups.list());
    expect([...groups.keys()]).toEqual(["Support", "Engineering"]);
    expect(named(await client.groups.assignable())).toEqual(groups);
    const engineering = groups.get("Engineering") ?? 0;
    const { result: agent } = await client.users.create({
      user: { name: "Bo", email: "bo@x.example", role: "agent" },
    });
    await client.groupmemberships.create({
      group_membership: { user_id: agent.id, group_id: engineering },
    });
    const memberships = await client.groupmemberships.listByUser(agent.id);
    expect(memberships).toMatchObject([{ default: true }, { group_id: engineering, default: false }]);
    expect(await client.groupmemberships.listByGroup(engineering)).toHaveLength(2);
    const brand = named(await client.brand.list()).get("Acme Labs") ?? 0;
    const form = named(await client.ticketforms.list()).get("Hardware") ?? 0;
    const { result: made } = await client.tickets.create(ticket("Ink"));
    const fields = { group_id: engineering, assignee_id: agent.id, brand_id: brand, ticket_form_id: form };
    await client.tickets.update(made.id, { ticket: fields });
    expect((await client.tickets.show(made.id)).result).toMatchObject(fields);
  });

  it("OPS-4 registers a webhook, reads its secret, changes and removes it", async () => {
    const { webhooks } = connect();
    const webhook = {
      ...{ name: "integ", endpoint: "https://integ.example/hooks", status: "active" },
      ...{ http_method: "POST", request_format: "json", subscriptions: ["zen:event-type:ticket.created"] },
    };
    const made = plain((await webhooks.create({ webhook })).result);
    const id = String(made.id);
    expect(plain((await webhooks.show(id)).result)).toMatchObject(webhook);
    expect(JSON.stringify(await webhooks.list())).toContain(id);
    const secret = JSON.stringify((await webhooks.getSigningSecret(id)).result);
    expect(secret).toMatch(/"algorithm":"SHA256","secret":".+"/i);
    await webhooks.patch(id, { webhook: { status: "inactive" } });
    expect(plain((await webhooks.show(id)).result)).toMatchObject({ status: "inactive" });
    await webhooks.delete(id);
    expect(JSON.stringify(await webhooks.list())).not.toContain(id);
  });

  it("OPS-4 sees a rate limit as such", async () => {
    await sandbox.control("POST", "/settings", { zendesk: { limits: { accountPerMinute: 0 } } });
    // This client hands its error out as the result.
    const { result } = await connect().tickets.show(1);
    expect(result).toMatchObject({ statusCode: 429 });
  });
});

/** Name → id, of a list in whichever of the client's forms. */
function named(list: unknown): ReadonlyMap<string, number> {
  const text = JSON.stringify(list);
  const rows = objects(JSON.parse(`{"rows":${/\[.*\]/.exec(text)?.[0] ?? "[]"}}`), "rows");
  return new Map(rows.map(({ name, id }) => [String(name), Number(id)]));
}

/** The client's types leave some answers open. */
function plain(answer: unknown): JsonObject {
  const copy: unknown = JSON.parse(JSON.stringify(answer));
  return isJsonObject(copy) ? copy : {};
}

function resultsOf(job: unknown): readonly JsonObject[] {
  return objects(JSON.parse(JSON.stringify(job)), "results");
}

function jobId(answer: unknown): string {
  return /"id":"([0-9a-f]{32})"/.exec(JSON.stringify(answer))?.[1] ?? "";
}
