import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isJsonObject, type JsonObject } from "../../src/sandbox/json.ts";
import { until } from "./running.ts";
import { column, type Desk, openDesk } from "./servicenow-desk.ts";

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: JsonObject;
}

let desk: Desk;
let server: Server;
let received: Received[];
let url: string;

beforeEach(async () => {
  received = [];
  desk = await openDesk();
  server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => {
      text += String(chunk);
    });
    request.on("end", () => {
      const body: unknown = JSON.parse(text);
      received.push({ headers: request.headers, text, body: isJsonObject(body) ? body : {} });
      response.writeHead(500).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/webhooks/snow`;
});
afterEach(async () => {
  await desk.running.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const script = (secretName: string) => `(function executeRule(current) {
  var secret = gs.getProperty("${secretName}");
  var message = new sn_ws.RESTMessageV2();
  message.setEndpoint("${url}");
})(current);`;

async function register(table: string, more: JsonObject = {}): Promise<JsonObject> {
  const [known] = await desk.list("sys_properties", { query: "name=x_integ.secret" });
  if (known === undefined) await desk.create("sys_properties", { name: "x_integ.secret", value: "s3cret" });
  const actions = { action_insert: "true", action_update: "true", action_delete: "true" };
  const rule = { name: `integ ${table}`, collection: table, when: "async", advanced: "true", ...actions };
  return desk.create("sys_script", { ...rule, script: script("x_integ.secret"), ...more });
}

const arrived = (count: number) =>
  until(
    () => received,
    (calls) => calls.length >= count,
  );
const operations = () => received.map(({ body }) => body.operation);

describe("ServiceNow's business rules", () => {
  it("SNW-9 post what changed, signed over time and body, once whatever is answered", async () => {
    await register("incident");
    const { sys_id: id } = await desk.create("incident", { short_description: "a" });
    await arrived(1);
    await desk.patch("incident", id, { short_description: "b" });
    await arrived(2);
    await desk.person("DELETE", `incidents/${String(id)}`);
    const [first, second, third] = await arrived(3);
    expect([first?.body, second?.body.operation, third?.body.operation]).toEqual([
      { table: "incident", sys_id: id, sys_mod_count: "0", operation: "insert" },
      "update",
      "delete",
    ]);
    expect(second?.body.sys_mod_count).toBe("3");
    const timestamp = String(first?.headers["x-integ-timestamp"]);
    expect(timestamp).toBe(String(Math.floor(desk.running.clock.now() / 1000)));
    const signature = createHmac("sha256", "s3cret").update(`${timestamp}.${first?.text}`).digest("hex");
    expect(first?.headers["x-integ-signature"]).toBe(signature);
  });

  it("SNW-9 of a table run for those that extend it, and for entries and files where they are registered", async () => {
    for (const table of ["task", "sys_journal_field", "sys_attachment"]) await register(table);
    const { sys_id: id } = await desk.create("incident", { short_description: "a" });
    await desk.patch("incident", id, { comments: "Hello" });
    await desk.running.control("POST", "/servicenow/files", { table_sys_id: String(id), text: "x" });
    await arrived(4);
    expect(received.map(({ body }) => body.table).sort()).toEqual([
      "incident",
      "incident",
      "sys_attachment",
      "sys_journal_field",
    ]);
  });

  it("SNW-9 are skipped by writes that run no rules, when switched off, for other operations, and without a secret", async () => {
    const rule = await register("incident", { action_update: "false" });
    await register("u_request", { active: "false" });
    await register("sys_user", { script: script("x_integ.none") });
    const { sys_id: id } = await desk.create("incident", { short_description: "a" });
    await arrived(1);
    await desk.patch("incident", id, { short_description: "b" });
    await desk.create("u_request", { u_title: "a" });
    await desk.person("POST", "users", { user_name: "new", name: "New" });
    await desk.person("POST", "incidents?workflow=false", { short_description: "c" });
    await desk.patch("sys_script", rule.sys_id, { active: "false" });
    await desk.create("incident", { short_description: "d" });
    await desk.patch("sys_script", rule.sys_id, { active: "true" });
    await desk.person("DELETE", `incidents/${String(id)}`);
    await arrived(2);
    expect(operations()).toEqual(["insert", "delete"]);
  });

  it("SNW-9 may run twice and out of order", async () => {
    await register("incident");
    await desk.settings({ webhooks: { duplicate: true, reorder: true } });
    const first = await desk.create("incident", { short_description: "a" });
    const second = await desk.create("incident", { short_description: "b" });
    await arrived(4);
    const ids = column(
      received.map(({ body }) => body),
      "sys_id",
    );
    expect(ids.toSorted()).toEqual([first, first, second, second].map(({ sys_id }) => sys_id).toSorted());
  });
});
