import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { member, objects } from "./running.ts";
import { column, type Desk, openDesk, result, TABLE } from "./servicenow-desk.ts";

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.running.stop());

const api = (method: string, path: string, request = {}) => desk.api(method, path, request);
const userId = async (name: string) =>
  (await desk.list("sys_user", { query: `user_name=${name}` }))[0]?.sys_id;
const plain = "sysparm_exclude_reference_link=true";

describe("ServiceNow's records", () => {
  it("SNW-1 are created, read, changed and deleted, all values as text and blanks blank", async () => {
    const made = await api("POST", `${TABLE}/incident`, {
      body: { short_description: "No mail", impact: 1, urgency: 2, nonsense: "x", number: "INC1" },
    });
    const record = result(made);
    const id = String(record.sys_id);
    expect([made.status, made.headers.get("location")]).toEqual([201, `${desk.url}${TABLE}/incident/${id}`]);
    expect(record).toMatchObject({
      sys_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      number: "INC0010001",
      short_description: "No mail",
      state: "1",
      priority: "2",
      active: "true",
      sys_mod_count: "0",
      sys_created_on: "2026-05-06 08:00:00",
      sys_updated_on: "2026-05-06 08:00:00",
      sys_created_by: "integration",
      sys_class_name: "incident",
      description: "",
      caller_id: "",
    });
    expect(Object.keys(record)).not.toContain("nonsense");
    const opener = String(await userId("integration"));
    const link = `${desk.url}/api/now/v2/table/sys_user/${opener}`;
    expect(record.opened_by).toEqual({ link, value: opener });
    desk.running.clock.advance(5000);
    expect(await desk.patch("incident", id, { description: "Since noon" })).toMatchObject({
      description: "Since noon",
      sys_mod_count: "3",
      sys_updated_on: "2026-05-06 08:00:05",
    });
    expect((await desk.patch("incident", id, { description: "Since noon" })).sys_mod_count).toBe("3");
    expect(await desk.patch("incident", id, { description: "" })).toMatchObject({ description: "" });
    expect((await api("DELETE", `${TABLE}/incident/${id}`)).status).toBe(204);
    const gone = await api("GET", `${TABLE}/incident/${id}`);
    expect([gone.status, member(gone.json, "error").message]).toEqual([404, "No Record found"]);
  });

  it("SNW-1 are those of tables that extend theirs, too, and of custom tables; there are no others", async () => {
    const incident = await desk.create("incident", { short_description: "a" });
    expect(column(await desk.list("task"), "sys_id")).toEqual([incident.sys_id]);
    expect(result(await api("GET", `${TABLE}/task/${String(incident.sys_id)}`))).toMatchObject({
      number: "INC0010001",
    });
    const own = await desk.create("u_request", {
      u_title: "Chair",
      u_amount: "2",
      u_urgent: true,
      u_due: "tomorrow",
    });
    expect(own).toMatchObject({
      u_title: "Chair",
      u_amount: "2",
      u_urgent: "true",
      u_due: "",
      u_stage: "open",
    });
    const nameless = await api("POST", `${TABLE}/u_request`, { body: { u_details: "x" } });
    expect([nameless.status, member(nameless.json, "error").detail]).toEqual([
      403,
      expect.stringContaining("Title"),
    ]);
    const nowhere = await api("GET", `${TABLE}/nope`);
    expect([nowhere.status, nowhere.json]).toEqual([
      400,
      { error: { message: "Invalid table nope", detail: null }, status: "failure" },
    ]);
  });

  it("SNW-1 are one at a time: of several in a body only the first is made", async () => {
    const many = await fetch(`${desk.url}${TABLE}/incident`, {
      method: "POST",
      headers: {
        authorization: `Basic ${btoa("integration:sandbox-password")}`,
        "content-type": "application/json",
      },
      body: JSON.stringify([{ short_description: "a" }, { short_description: "b" }]),
    });
    expect(many.status).toBe(201);
    expect(column(await desk.list("incident"), "short_description")).toEqual(["a"]);
  });

  it("SNW-1 are changed by PUT and by POST with an override of the method", async () => {
    const { sys_id: id } = await desk.create("incident", {});
    const path = `${TABLE}/incident/${String(id)}`;
    expect(result(await api("PUT", path, { body: { description: "a" } })).description).toBe("a");
    const headers = { "x-http-method-override": "PATCH" };
    expect(result(await api("POST", path, { headers, body: { description: "b" } })).description).toBe("b");
  });

  it("SNW-1 an empty list is empty in version 2 and not found in version 1", async () => {
    expect((await api("GET", `${TABLE}/incident`)).json).toEqual({ result: [] });
    expect((await api("GET", "/api/now/v1/table/incident")).status).toBe(404);
  });
});

describe("ServiceNow's lists", () => {
  const subjects = async (query: string, more = {}) =>
    column(await desk.list("incident", { query, ...more }), "short_description");

  beforeEach(async () => {
    for (const [short_description, impact, urgency] of [
      ["a", "1", "1"],
      ["b", "2", "1"],
      ["c", "2", "2"],
      ["d", "3", "3"],
    ] as const) {
      const caller_id = String(await userId("carl"));
      await desk.create("incident", { short_description, impact, urgency, caller_id });
      desk.running.clock.advance(1000);
    }
  });

  it("SNW-1 OR belongs to the condition just before it, and a new query begins with NQ", async () => {
    expect(await subjects("impact=1^ORimpact=2^urgency=2")).toEqual(["c"]);
    expect(await subjects("impact=1^NQimpact=2^urgency=2")).toEqual(["a", "c"]);
    const tie = "2026-05-06 08:00:01";
    const [, second] = await desk.list("incident", { query: "ORDERBYsys_updated_on" });
    const id = String(second?.sys_id);
    // What one would write for "after this one": it also loses what is later but smaller by id.
    const wrong = await subjects(`sys_updated_on>${tie}^ORsys_updated_on=${tie}^sys_id>${id}`);
    const right = await subjects(`sys_updated_on>${tie}`);
    const later = await desk.list("incident", { query: `sys_updated_on>${tie}` });
    expect(wrong).toEqual(
      column(
        later.filter(({ sys_id }) => String(sys_id) > id),
        "short_description",
      ),
    );
    expect(right).toEqual(["c", "d"]);
  });

  it.each([
    ["short_descriptionINa,c", ["a", "c"]],
    ["short_descriptionNOT INa,c", ["b", "d"]],
    ["short_description!=a", ["b", "c", "d"]],
    ["numberSTARTSWITHINC^numberENDSWITH0002", ["b"]],
    ["numberLIKE1000", ["a", "b", "c", "d"]],
    ["descriptionISEMPTY^caller_idISNOTEMPTY^impact>=2", ["b", "c", "d"]],
    ["sys_updated_onBETWEEN2026-05-06 08:00:01@2026-05-06 08:00:02", ["b", "c"]],
    ["sys_updated_on<=javascript:gs.dateGenerate('2026-05-06','08:00:00')", ["a"]],
    ["caller_id.email=carl@sandbox.example^ORDERBYDESCnumber", ["d", "c", "b", "a"]],
    ["ORDERBYurgency^ORDERBYDESCshort_description", ["b", "a", "c", "d"]],
    ["sys_class_nameINSTANCEOFtask^opened_by=javascript:gs.getUserID()^impact<2", ["a"]],
  ])("SNW-1 understands %s", async (query, expected) => {
    expect(await subjects(query)).toEqual(expected);
  });

  it("SNW-1 drops what it does not understand, so that more comes back, unless it is set to return nothing then", async () => {
    const nonsense = ["nope=1", "impact~1", "sys_updated_on>yesterday", "caller_id.nope=1", "cmdb_ci.name=x"];
    for (const query of nonsense) expect(await subjects(`${query}^impact=1`)).toEqual(["a"]);
    expect(await subjects("short_description=a^b")).toEqual(["a"]);
    expect(await subjects("nope=1")).toHaveLength(4);
    expect(await subjects("impact=1^NQnope=1")).toHaveLength(4);
    await desk.settings({ invalidQueryReturnsNoRows: true });
    expect(await subjects("nope=1^impact=1")).toEqual([]);
    expect(await subjects("impact=1")).toEqual(["a"]);
  });

  it("SNW-1 filters by plain names where no query is given", async () => {
    const reply = await api("GET", `${TABLE}/incident?impact=2&urgency=2&${plain}`);
    expect(column(objects(reply.json, "result"), "short_description")).toEqual(["c"]);
  });

  it("SNW-1 gives the columns asked for, of other records too, and ignores names that are none", async () => {
    const [first] = await desk.list("incident", {
      fields: "number,caller_id.email,caller_id.nope,nope",
      limit: "1",
    });
    expect(first).toEqual({ number: "INC0010001", "caller_id.email": "carl@sandbox.example" });
  });

  it("SNW-1 pages with a count and links, and skips the count on demand", async () => {
    const path = `${TABLE}/incident?sysparm_query=ORDERBYnumber&sysparm_limit=2`;
    const first = await api("GET", path);
    expect(first.headers.get("x-total-count")).toBe("4");
    const link = first.headers.get("link") ?? "";
    const next = /<([^>]+)>;rel="next"/.exec(link)?.[1] ?? "";
    expect(link).toContain('rel="last"');
    const second = await api("GET", next.slice(desk.url.length));
    expect(column(objects(second.json, "result"), "short_description")).toEqual(["c", "d"]);
    expect(second.headers.get("link")).not.toContain('rel="next"');
    const uncounted = await api("GET", `${path}&sysparm_no_count=true`);
    expect(uncounted.headers.get("x-total-count")).toBeNull();
    expect(uncounted.headers.get("link")).toContain('rel="next"');
    const bare = await api("GET", `${path}&sysparm_suppress_pagination_header=true`);
    expect(bare.headers.get("link")).toBeNull();
  });

  it("SNW-8 counts the limit before access is looked at: an empty page is not the end", async () => {
    const [first, second] = await desk.list("incident", { query: "ORDERBYnumber", limit: "2" });
    for (const row of [first, second])
      await desk.running.control("POST", "/servicenow/acl", {
        operation: "read",
        table: "incident",
        sys_id: String(row?.sys_id),
      });
    const reply = await api(
      "GET",
      `${TABLE}/incident?sysparm_query=ORDERBYnumber&sysparm_limit=2&sysparm_no_count=true`,
    );
    expect(reply.json).toEqual({ result: [] });
    expect(reply.headers.get("link")).toContain('rel="next"');
    expect((await api("GET", `${TABLE}/incident/${String(first?.sys_id)}`)).status).toBe(404);
    expect(await subjects("")).toEqual(["c", "d"]);
  });

  it("SNW-1 counts by the Aggregate API, in all and by column", async () => {
    const count = async (query: string) =>
      (await api("GET", `/api/now/stats/incident?sysparm_count=true${query}`)).json;
    expect(await count("&sysparm_query=impact=2")).toEqual({ result: { stats: { count: "2" } } });
    expect(await count("&sysparm_group_by=impact")).toEqual({
      result: [
        { stats: { count: "1" }, groupby_fields: [{ field: "impact", value: "1" }] },
        { stats: { count: "2" }, groupby_fields: [{ field: "impact", value: "2" }] },
        { stats: { count: "1" }, groupby_fields: [{ field: "impact", value: "3" }] },
      ],
    });
  });
});

describe("ServiceNow's display values", () => {
  it("SNW-10 are labels, names and local times; all gives both", async () => {
    const caller = await userId("carl");
    await desk.person("PATCH", `users/${String(await userId("integration"))}`, {
      time_zone: "America/Los_Angeles",
    });
    const { sys_id: id } = await desk.create("incident", { caller_id: String(caller), impact: "2" });
    const path = `${TABLE}/incident/${String(id)}?sysparm_fields=impact,caller_id,opened_at,assigned_to,sys_domain`;
    const link = `${desk.url}${TABLE}/sys_user/${String(caller)}`;
    expect(result(await api("GET", `${path}&sysparm_display_value=true`))).toMatchObject({
      impact: "2 - Medium",
      caller_id: { display_value: "Carl Caller", link },
      opened_at: "2026-05-06 01:00:00",
      assigned_to: "",
    });
    expect(result(await api("GET", `${path}&sysparm_display_value=all&${plain}`))).toMatchObject({
      impact: { display_value: "2 - Medium", value: "2" },
      caller_id: { display_value: "Carl Caller", value: caller },
      opened_at: { display_value: "2026-05-06 01:00:00", value: "2026-05-06 08:00:00" },
      assigned_to: { display_value: "", value: "" },
    });
  });

  it("SNW-10 are understood in writes that say so; references by name even in those that don't", async () => {
    const { sys_id: id } = await desk.create("incident", {
      caller_id: "Carl Caller",
      assigned_to: "Nobody Known",
    });
    expect(await desk.list("incident", { fields: "caller_id,assigned_to" })).toEqual([
      { caller_id: await userId("carl"), assigned_to: "" },
    ]);
    await desk.person("PATCH", `users/${String(await userId("integration"))}`, {
      time_zone: "Europe/Berlin",
    });
    const path = `${TABLE}/incident/${String(id)}?sysparm_input_display_value=true`;
    const body = { urgency: "1 - High", due_date: "2026-07-01 12:00:00" };
    expect(result(await api("PATCH", path, { body }))).toMatchObject({
      urgency: "1",
      due_date: "2026-07-01 10:00:00",
    });
  });

  it("SNW-10 a date in a query is read in the asker's zone: asked back by its stamp, a record is not found", async () => {
    const { sys_updated_on: stamp } = await desk.create("incident", {});
    const found = () => desk.list("incident", { query: `sys_updated_on=${String(stamp)}` });
    expect(await found()).toHaveLength(1);
    await desk.person("PATCH", `users/${String(await userId("integration"))}`, { time_zone: "Asia/Tokyo" });
    expect(await found()).toHaveLength(0);
    await desk.settings({ literalsInUserZone: false });
    expect(await found()).toHaveLength(1);
  });
});

describe("ServiceNow's dictionary", () => {
  it("SNW-10 tells tables, their parents, columns and choices, each where it is defined", async () => {
    const [incident] = await desk.list("sys_db_object", {
      query: "name=incident",
      fields: "name,super_class.name",
    });
    expect(incident).toEqual({ name: "incident", "super_class.name": "task" });
    const columns = await desk.list("sys_dictionary", {
      query: "nameINincident,task^elementINcaller_id,short_description,comments^ORDERBYelement",
      fields: "name,element,internal_type,max_length,reference",
    });
    expect(columns).toEqual([
      {
        name: "incident",
        element: "caller_id",
        internal_type: "reference",
        max_length: "32",
        reference: "sys_user",
      },
      {
        name: "task",
        element: "comments",
        internal_type: "journal_input",
        max_length: "4000",
        reference: "",
      },
      {
        name: "task",
        element: "short_description",
        internal_type: "string",
        max_length: "160",
        reference: "",
      },
    ]);
    const reply = await api(
      "GET",
      `${TABLE}/sys_dictionary?sysparm_query=element=caller_id&sysparm_fields=reference`,
    );
    const link = `${desk.url}${TABLE}/sys_db_object?name=sys_user`;
    expect(reply.json).toEqual({ result: [{ reference: { link, value: "sys_user" } }] });
    const states = {
      query: "name=incident^element=state^inactive=false^ORDERBYsequence",
      fields: "value,label",
    };
    expect(await desk.list("sys_choice", states)).toMatchObject([
      { value: "1", label: "New" },
      { value: "2", label: "In Progress" },
      { value: "3", label: "On Hold" },
      { value: "6", label: "Resolved" },
      { value: "7", label: "Closed" },
      { value: "8", label: "Canceled" },
    ]);
  });
});
