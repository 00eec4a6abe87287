import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/sandbox/json.ts";
import { member, objects } from "./running.ts";
import { column, type Desk, openDesk, TABLE } from "./servicenow-desk.ts";

let desk: Desk;
let id: string;
beforeEach(async () => {
  desk = await openDesk();
  const [carl] = await desk.list("sys_user", { query: "user_name=carl" });
  const body = { short_description: "No mail", caller_id: String(carl?.sys_id) };
  id = String((await desk.create("incident", body)).sys_id);
});
afterEach(() => desk.running.stop());

const send = (body: JsonObject) => desk.api("PATCH", `${TABLE}/incident/${id}`, { body });
const patch = (body: JsonObject) => desk.patch("incident", id, body);
const detailOf = (reply: Awaited<ReturnType<typeof send>>) => String(member(reply.json, "error").detail);
const entries = (query = "") =>
  desk.list("sys_journal_field", { query: `element_id=${id}${query}^ORDERBYsys_created_on` });

describe("ServiceNow's incidents", () => {
  it("SNW-2 derive the priority from impact and urgency; one that is sent is ignored", async () => {
    expect(await patch({ impact: "1", urgency: "1" })).toMatchObject({ priority: "1" });
    expect(await patch({ priority: "4" })).toMatchObject({ priority: "1", sys_mod_count: "3" });
  });

  it("SNW-2 are resolved and closed with code and notes only, and reopened", async () => {
    const refused = await send({ state: "6", close_notes: "Done" });
    expect([refused.status, member(refused.json, "error").message]).toEqual([403, "Operation Failed"]);
    expect(detailOf(refused)).toContain("Resolution code");
    expect(detailOf(refused)).not.toContain("Resolution notes");
    const close = { close_code: "Solution provided", close_notes: "Done" };
    expect(await patch({ state: "6", ...close })).toMatchObject({
      state: "6",
      incident_state: "6",
      active: "true",
      resolved_at: "2026-05-06 08:00:00",
      resolved_by: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(detailOf(await send({ close_notes: "" }))).toContain("Resolution notes");
    expect(await patch({ state: "2" })).toMatchObject({ state: "2", reopen_count: "1", resolved_at: "" });
    expect(await patch({ state: "7" })).toMatchObject({ active: "false", closed_at: "2026-05-06 08:00:00" });
    await desk.settings({ closeFields: [] });
    const { sys_id: other } = await desk.create("incident", {});
    expect(await desk.patch("incident", other, { incident_state: "6" })).toMatchObject({ state: "6" });
    expect(await desk.create("incident", { incident_state: "2" })).toMatchObject({ state: "2" });
  });

  it("SNW-2 wait for a reason, and for the caller with a comment; the caller's answer sets them going again", async () => {
    expect(detailOf(await send({ state: "3" }))).toContain("On hold reason");
    expect(detailOf(await send({ state: "3", hold_reason: "1" }))).toContain("Additional comments");
    const held = await patch({ state: "3", hold_reason: "1", comments: "Which mailbox?" });
    expect(held).toMatchObject({ state: "3", hold_reason: "1" });
    await desk.running.control("POST", "/servicenow/journal?as=carl", { element_id: id, value: "Mine" });
    expect(await desk.list("incident", { fields: "state,hold_reason,sys_updated_by" })).toEqual([
      { state: "2", hold_reason: "", sys_updated_by: "carl" },
    ]);
  });

  it("SNW-10 keep fields as they are that a rule or access guards, with a good status", async () => {
    await desk.settings({ ignoredFields: ["task.description"] });
    await desk.running.control("POST", "/servicenow/acl", {
      operation: "write",
      table: "incident",
      field: "category",
    });
    const reply = await send({
      description: "x",
      category: "software",
      sys_mod_count: "99",
      subcategory: "os",
    });
    expect(reply.status).toBe(200);
    expect(member(reply.json, "result")).toMatchObject({
      description: "",
      category: "inquiry",
      sys_mod_count: "3",
      subcategory: "os",
    });
    await desk.person("PATCH", `incidents/${id}`, { category: "software" });
    expect(column(await desk.list("incident"), "category")).toEqual(["software"]);
  });

  it("SNW-8 refuse a write by access or by a rule, each in its own words", async () => {
    await desk.settings({
      validationRules: [{ field: "impact", value: "1", message: "Ask a manager first" }],
    });
    const ruled = await send({ impact: "1" });
    expect([ruled.status, detailOf(ruled)]).toEqual([403, "Ask a manager first"]);
    for (const operation of ["write", "create", "delete"])
      await desk.running.control("POST", "/servicenow/acl", { operation, table: "task" });
    expect(detailOf(await send({ impact: "2" }))).toMatch(/^ACL Exception Update/);
    expect(detailOf(await desk.api("POST", `${TABLE}/incident`, { body: {} }))).toMatch(
      /^ACL Exception Insert/,
    );
    expect(detailOf(await desk.api("DELETE", `${TABLE}/incident/${id}`))).toMatch(/^ACL Exception Delete/);
    await desk.running.control("DELETE", "/servicenow/acl");
    expect((await desk.api("DELETE", `${TABLE}/incident/${id}`)).status).toBe(204);
  });

  it("SNW-10 hide a column that may not be read, and drop conditions on it", async () => {
    await desk.running.control("POST", "/servicenow/acl", {
      operation: "read",
      table: "incident",
      field: "category",
    });
    const [row] = await desk.list("incident", { query: "category=software" });
    expect(row?.sys_id).toBe(id);
    expect(Object.keys(row ?? {})).not.toContain("category");
  });

  it("SNW-9 that somebody edits behind the stamps show no change, and long edits come with an older stamp", async () => {
    desk.running.clock.advance(10_000);
    await desk.person("PATCH", `incidents/${id}?autoSysFields=false`, { impact: "1" });
    const [still] = await desk.list("incident");
    expect(still).toMatchObject({ impact: "1", sys_mod_count: "0", sys_updated_on: "2026-05-06 08:00:00" });
    await desk.settings({ commitLagMs: 3000 });
    await desk.person("PATCH", `incidents/${id}`, { impact: "2" });
    const [late] = await desk.list("incident");
    expect(late).toMatchObject({
      sys_mod_count: "3",
      sys_updated_on: "2026-05-06 08:00:07",
      sys_updated_by: "dana",
    });
  });

  it("SNW-9 that are deleted are told by audits alone, and take entries and files along", async () => {
    await patch({ comments: "a" });
    await desk.running.control("POST", "/servicenow/files", { table_sys_id: id, text: "x" });
    desk.running.clock.advance(1000);
    await desk.person("DELETE", `incidents/${id}`);
    const gone = { tablename: "incident", documentkey: id, sys_created_on: "2026-05-06 08:00:01" };
    expect(await desk.list("sys_audit_delete")).toMatchObject([{ ...gone, sys_created_by: "dana" }]);
    expect(await desk.list("sys_audit", { query: "fieldname=DELETED" })).toMatchObject([gone]);
    expect([await entries(), await desk.list("sys_attachment"), await desk.list("incident")]).toEqual([
      [],
      [],
      [],
    ]);
    const restored = await desk.person("POST", `incidents/${id}/undelete`, {});
    expect(restored).toMatchObject({ sys_id: id, sys_mod_count: "3" });
    expect(await desk.list("sys_audit", { query: "fieldname=RECOVERED" })).toMatchObject([
      { documentkey: id },
    ]);
    await desk.settings({ auditDeletes: false });
    const { sys_id: other } = await desk.create("incident", {});
    await desk.person("DELETE", `incidents/${String(other)}`);
    expect(await desk.list("sys_audit_delete")).toHaveLength(1);
    expect(await desk.list("sys_audit", { query: "fieldname=DELETED" })).toHaveLength(2);
  });
});

describe("ServiceNow's journal fields", () => {
  it("SNW-2 are blank in the record; every text is an entry, the same text twice is two", async () => {
    const first = await patch({ comments: "Hello" });
    expect(first).toMatchObject({ comments: "", work_notes: "", sys_mod_count: "3" });
    desk.running.clock.advance(1000);
    await patch({ comments: "Hello" });
    desk.running.clock.advance(1000);
    await patch({ work_notes: "For us" });
    expect(await entries()).toMatchObject([
      {
        element: "comments",
        element_id: id,
        name: "incident",
        value: "Hello",
        sys_created_by: "integration",
      },
      { element: "comments", value: "Hello" },
      { element: "work_notes", value: "For us" },
    ]);
    expect(await entries("^elementINwork_notes")).toHaveLength(1);
    const { sys_id: other } = await desk.create("incident", { comments: "At birth" });
    const born = await desk.list("sys_journal_field", { query: `element_id=${String(other)}` });
    expect(column(born, "value")).toEqual(["At birth"]);
  });

  it("SNW-10 read as one text in display mode, newest first, in the reader's zone", async () => {
    await patch({ comments: "One" });
    desk.running.clock.advance(1000);
    await desk.running.control("POST", "/servicenow/journal", {
      element_id: id,
      element: "work_notes",
      value: "Two",
    });
    const shown = await desk.list("incident", {
      fields: "comments,comments_and_work_notes",
      display_value: "true",
    });
    expect(shown).toEqual([
      {
        comments: "2026-05-06 08:00:00 - Integration User (Comments)\nOne\n\n",
        comments_and_work_notes:
          "2026-05-06 08:00:01 - Dana Desk (Work notes)\nTwo\n\n2026-05-06 08:00:00 - Integration User (Comments)\nOne\n\n",
      },
    ]);
  });

  it("SNW-2 are out of sight where the caller may not read their table", async () => {
    await patch({ comments: "One" });
    await desk.running.control("POST", "/servicenow/acl", { operation: "read", table: "sys_journal_field" });
    expect(await entries()).toEqual([]);
    const seen = await desk.running.control("GET", `/servicenow/journal?record=${id}`);
    expect(objects(seen.json, "records")).toHaveLength(1);
  });
});
