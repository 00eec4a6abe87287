import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/sandbox/json.ts";
import { member, objects, until } from "./running.ts";
import { column, type Desk, openDesk, result, TABLE } from "./servicenow-desk.ts";

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.running.stop());

const CATALOG = "/api/sn_sc/servicecatalog";
const get = (path: string) => desk.api("GET", path);
const post = (path: string, body: JsonObject = {}) => desk.api("POST", path, { body });
const itemId = async (name: string) =>
  String((await desk.list("sc_cat_item", { query: `name=${name}` }))[0]?.sys_id);

describe("ServiceNow's catalog", () => {
  it("SNW-3 lists items, and asks the questions of one", async () => {
    const listed = await get(`${CATALOG}/items?sysparm_text=laptop`);
    expect(objects(listed.json, "result")).toMatchObject([{ name: "Standard Laptop", price: "$1,100.00" }]);
    const item = result(await get(`${CATALOG}/items/${await itemId("New Email Account")}`));
    expect(item.variables).toMatchObject([
      { name: "new_email", mandatory: true, friendly_type: "single_line_text" },
    ]);
    expect((await get(`${CATALOG}/items/nope`)).status).toBe(404);
  });

  it("SNW-3 orders at once, twice when asked twice; request, item and task can be followed", async () => {
    const path = `${CATALOG}/items/${await itemId("Standard Laptop")}/order_now`;
    const order = result(await post(path, { sysparm_quantity: "2", variables: {} }));
    expect(order).toEqual({
      sys_id: order.request_id,
      number: "REQ0010001",
      request_number: "REQ0010001",
      request_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      table: "sc_request",
    });
    const items = await desk.list("sc_req_item", { query: `request=${String(order.request_id)}` });
    expect(items).toMatchObject([{ quantity: "2", short_description: "Standard Laptop", state: "1" }]);
    const tasks = await desk.list("sc_task", { query: `request_item=${String(items[0]?.sys_id)}` });
    const done = await desk.patch("sc_task", tasks[0]?.sys_id, { state: "3" });
    expect(done).toMatchObject({ active: "false", closed_at: "2026-05-06 08:00:00" });
    expect(result(await post(path))).toMatchObject({ number: "REQ0010002" });
  });

  it("SNW-3 refuses an order that leaves a question open", async () => {
    const path = `${CATALOG}/items/${await itemId("New Email Account")}/order_now`;
    const refused = await post(path, { sysparm_quantity: "1", variables: {} });
    expect([refused.status, member(refused.json, "error").detail]).toEqual([
      400,
      "Mandatory variables: new_email",
    ]);
    expect(await desk.list("sc_request")).toEqual([]);
    const variables = { new_email: "new@sandbox.example" };
    expect((await post(path, { sysparm_quantity: "1", variables })).status).toBe(200);
  });

  it("SNW-3 has one cart for each user, ordered as one request and empty afterwards", async () => {
    for (const name of ["Standard Laptop", "Standard Laptop"])
      await post(`${CATALOG}/items/${await itemId(name)}/add_to_cart`, { sysparm_quantity: "1" });
    expect(objects(member((await get(`${CATALOG}/cart`)).json, "result"), "items")).toHaveLength(2);
    const order = result(await post(`${CATALOG}/cart/submit_order`));
    expect(order.request_number).toBe("REQ0010001");
    expect(await desk.list("sc_req_item", { query: `request=${String(order.request_id)}` })).toHaveLength(2);
    expect((await post(`${CATALOG}/cart/submit_order`)).status).toBe(400);
  });
});

describe("ServiceNow's knowledge", () => {
  const ARTICLES = "/api/sn_km_api/knowledge/articles";

  it("SNW-4 finds published articles, best first, by pages, with columns asked for", async () => {
    const found = result(await get(`${ARTICLES}?query=mailbox&limit=1&fields=short_description,nope`));
    expect(found.meta).toMatchObject({ start: 0, end: 1, count: 2, query: "mailbox", status: { code: 200 } });
    const [first] = objects(found, "articles");
    expect(first).toMatchObject({
      id: expect.stringMatching(/^kb_knowledge:[0-9a-f]{32}$/),
      number: "KB0010002",
      title: "Reset your mailbox password",
      rank: 1,
      fields: { short_description: { label: "Short description", value: "Reset your mailbox password" } },
    });
    const next = result(await get(`${ARTICLES}?query=mailbox&limit=1&offset=1`));
    expect(column(objects(next, "articles"), "title")).toEqual(["Connect to the VPN"]);
    const spam = result(await get(`${ARTICLES}?query=spam`));
    expect(column(objects(spam, "articles"), "title")).toEqual(["How to Deal with Spam"]);
  });

  it("SNW-4 shows an article by id and by number, and no draft", async () => {
    const [article] = await desk.list("kb_knowledge", { query: "number=KB0010001" });
    const shown = result(await get(`${ARTICLES}/${String(article?.sys_id)}`));
    expect(shown).toMatchObject({ number: "KB0010001", content: expect.stringContaining("<p>Spam") });
    expect(result(await get(`${ARTICLES}/KB0010001`))).toEqual(shown);
    expect((await get(`${ARTICLES}/KB0010004`)).status).toBe(404);
  });
});

describe("ServiceNow's import sets", () => {
  const IMPORT = "/api/now/import/u_incident_import";
  const row = { u_key: "K-1", u_short_description: "a", u_urgency: "1" };
  const first = (reply: Awaited<ReturnType<typeof post>>) => objects(reply.json, "result")[0];

  it("SNW-1 insert a row, update it by its key the next time, and say when nothing changed", async () => {
    const made = await post(IMPORT, row);
    expect([made.status, first(made)]).toEqual([
      201,
      {
        transform_map: "Incident Import",
        table: "incident",
        status: "inserted",
        display_name: "number",
        display_value: "INC0010001",
        record_link: expect.stringMatching(/\/api\/now\/table\/incident\/[0-9a-f]{32}$/),
        sys_id: expect.any(String),
      },
    ]);
    expect(first(await post(IMPORT, { ...row, u_short_description: "b" }))).toMatchObject({
      status: "updated",
    });
    expect(first(await post(IMPORT, { u_key: "K-1" }))).toMatchObject({ status: "ignored" });
    expect(await desk.list("incident", { fields: "short_description,correlation_id,urgency" })).toEqual([
      { short_description: "b", correlation_id: "K-1", urgency: "1" },
    ]);
  });

  it("SNW-8 answer 201 for a row that failed, too: the result says so", async () => {
    await desk.settings({
      validationRules: [{ field: "urgency", value: "1", message: "Ask a manager first" }],
    });
    const failed = await post(IMPORT, row);
    expect([failed.status, first(failed)]).toMatchObject([
      201,
      { status: "error", error_message: "Ask a manager first", sys_id: "" },
    ]);
    const [staged] = await desk.list("u_incident_import");
    const shown = await get(`${IMPORT}/${String(staged?.sys_id)}`);
    expect([shown.status, first(shown)?.status]).toEqual([200, "error"]);
    expect((await post("/api/now/import/incident", row)).status).toBe(400);
  });

  it("SNW-1 take several rows by the labels of their columns, and transform them later", async () => {
    const records = ["1", "2"].map((key) => ({ Key: key, "Short description": `n${key}`, u_urgency: "1" }));
    const taken = await post(`${IMPORT}/insertMultiple`, { records });
    expect(Object.keys(member(taken.json))).toEqual(["import_set_id", "multi_import_set_id"]);
    const made = await until(
      () => desk.list("incident", { query: "ORDERBYcorrelation_id", fields: "short_description,urgency" }),
      (rows) => rows.length === 2,
    );
    expect(made).toEqual([
      { short_description: "n1", urgency: "3" },
      { short_description: "n2", urgency: "3" },
    ]);
    expect((await get(`${TABLE}/u_incident_import?sysparm_fields=sys_import_state`)).json).toEqual({
      result: [{ sys_import_state: "inserted" }, { sys_import_state: "inserted" }],
    });
  });
});

describe("ServiceNow's flows", () => {
  const stage = async (id: unknown) =>
    (await desk.list("u_request", { query: `sys_id=${String(id)}` }))[0]?.u_stage;

  it("SNW-5 begin with a record, or with a call of the desk's own, and show in the record how far they are", async () => {
    await desk.settings({ flowMs: 20 });
    const { sys_id: first } = await desk.create("u_request", { u_title: "Chair" });
    const second = result(await post("/api/x_desk/flows/request", { u_title: "Table" }));
    expect(second).toEqual({ table: "u_request", sys_id: expect.stringMatching(/^[0-9a-f]{32}$/) });
    for (const id of [first, second.sys_id])
      expect(
        await until(
          () => stage(id),
          (now) => now === "done",
        ),
      ).toBe("done");
  });

  it("SNW-5 leave alone what somebody moved on meanwhile, and begin only where they are set up", async () => {
    expect(await stage((await desk.create("u_request", { u_title: "a" })).sys_id)).toBe("open");
    await desk.settings({ flowMs: 300 });
    const { sys_id: moved } = await desk.create("u_request", { u_title: "b" });
    await desk.person("PATCH", `tables/u_request/${String(moved)}`, { u_stage: "open" });
    const { sys_id: last } = await desk.create("u_request", { u_title: "c" });
    await until(
      () => stage(last),
      (now) => now === "done",
    );
    expect(await stage(moved)).toBe("open");
  });
});
