// Groups, brands and forms of the emulated account, and what they make of a ticket's assignee.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/sandbox/json.ts";
import {
  BRAND_ID,
  DESK_USER,
  ENGINEERING_GROUP_ID,
  FORM_ID,
  GROUP_ID,
  HARDWARE_FORM_ID,
  INTEGRATION_USER,
  LABS_BRAND_ID,
} from "../../src/sandbox/zendesk/setup.ts";
import { member, objects, type Running, start } from "./running.ts";

let sandbox: Running;
beforeEach(async () => {
  sandbox = await start();
});
afterEach(() => sandbox.stop());

const send = (method: string, path: string, body?: JsonObject) =>
  sandbox.zendesk(method, `/api/v2/${path}`, body === undefined ? {} : { body });
const listed = async (path: string, name: string) => objects((await send("GET", path)).json, name);
const ticket = async (fields: JsonObject) =>
  member(
    (await send("POST", "tickets", { ticket: { comment: { body: "It broke." }, ...fields } })).json,
    "ticket",
  );
const change = (id: unknown, fields: JsonObject) => send("PUT", `tickets/${String(id)}`, { ticket: fields });
const both = (answer: JsonObject) => ({ assignee: answer.assignee_id, group: answer.group_id });

describe("groups of the emulated account", () => {
  it("ZDK-3 are listed with who is in them, from either side", async () => {
    expect(await listed("groups/assignable", "groups")).toMatchObject([
      { id: GROUP_ID, name: "Support", default: true },
      { id: ENGINEERING_GROUP_ID, name: "Engineering", default: false },
    ]);
    const theirs = async (user: number) =>
      (await listed(`users/${user}/groups`, "groups")).map(({ name }) => name);
    expect(await theirs(INTEGRATION_USER)).toEqual(["Support"]);
    expect(await theirs(DESK_USER)).toEqual(["Support", "Engineering"]);
    const members = await listed(`groups/${ENGINEERING_GROUP_ID}/users`, "users");
    expect(members.map(({ id }) => id)).toEqual([DESK_USER]);
    const memberships = await listed(`users/${DESK_USER}/group_memberships`, "group_memberships");
    expect(memberships.map((one) => one.default)).toEqual([true, false]);
    expect((await send("GET", "groups/7/memberships")).status).toBe(404);
  });

  it("ZDK-3 take new agents into the default one, and into others when told", async () => {
    const user = { name: "Bo", email: "bo@x.example", role: "agent" };
    const { id } = member((await send("POST", "users", { user })).json, "user");
    const names = async () => (await listed(`users/${id}/groups`, "groups")).map(({ name }) => name);
    expect(await names()).toEqual(["Support"]);
    const membership = { user_id: Number(id), group_id: ENGINEERING_GROUP_ID };
    const made = await send("POST", "group_memberships", { group_membership: membership });
    expect([made.status, await names()]).toEqual([201, ["Support", "Engineering"]]);
    const { id: place } = member(made.json, "group_membership");
    expect((await send("DELETE", `group_memberships/${place}`)).status).toBe(204);
    expect(await names()).toEqual(["Support"]);
    const stranger = { group_membership: { ...membership, user_id: 5 } };
    expect((await send("POST", "group_memberships", stranger)).status).toBe(422);
  });

  it("ZDK-3 refuse an assignee who is not in the group that comes along", async () => {
    const { id } = await ticket({ subject: "Ink" });
    const wrong = { assignee_id: INTEGRATION_USER, group_id: ENGINEERING_GROUP_ID };
    const refused = await change(id, wrong);
    expect([refused.status, Object.keys(member(refused.json, "details"))]).toEqual([422, ["assignee"]]);
    expect((await change(id, { ...wrong, assignee_id: DESK_USER })).status).toBe(200);
  });

  it("ZDK-3 end the assignment of who is not in the new one, and only theirs", async () => {
    const lost = await ticket({ subject: "a", assignee_id: INTEGRATION_USER });
    const kept = await ticket({ subject: "b", assignee_id: DESK_USER });
    const moved = async ({ id }: JsonObject) =>
      both(member((await change(id, { group_id: ENGINEERING_GROUP_ID })).json, "ticket"));
    expect(await moved(lost)).toEqual({ assignee: null, group: ENGINEERING_GROUP_ID });
    expect(await moved(kept)).toEqual({ assignee: DESK_USER, group: ENGINEERING_GROUP_ID });
  });

  it("ZDK-3 come with an assignee who is given alone and is not in the ticket's", async () => {
    const { id } = await ticket({ subject: "Ink", group_id: ENGINEERING_GROUP_ID });
    const given = await change(id, { assignee_id: INTEGRATION_USER });
    expect(both(member(given.json, "ticket"))).toEqual({ assignee: INTEGRATION_USER, group: GROUP_ID });
  });
});

describe("brands and forms of the emulated account", () => {
  it("ZDK-9 ZDK-4 are listed, and tickets have those they are given", async () => {
    expect((await listed("brands", "brands")).map(({ id }) => id)).toEqual([BRAND_ID, LABS_BRAND_ID]);
    expect((await listed("ticket_forms", "ticket_forms")).map(({ name }) => name)).toEqual([
      "Default ticket form",
      "Hardware",
    ]);
    const made = await ticket({ subject: "Ink" });
    expect(made).toMatchObject({ brand_id: BRAND_ID, ticket_form_id: FORM_ID });
    const chosen = { brand_id: LABS_BRAND_ID, ticket_form_id: HARDWARE_FORM_ID };
    expect(member((await change(made.id, chosen)).json, "ticket")).toMatchObject(chosen);
    const wrong = await change(made.id, { brand_id: 5, ticket_form_id: 6 });
    expect([wrong.status, Object.keys(member(wrong.json, "details"))]).toEqual([
      422,
      ["brand", "ticket_form"],
    ]);
  });

  it("ZDK-9 ZDK-4 change as a change does: seen in the audits and by polls", async () => {
    const { id, updated_at } = await ticket({ subject: "Ink" });
    sandbox.clock.advance(2000);
    const changed = await change(id, { brand_id: LABS_BRAND_ID });
    expect(objects(member(changed.json, "audit"), "events")).toMatchObject([
      { type: "Change", field_name: "brand_id", value: String(LABS_BRAND_ID) },
    ]);
    expect(member(changed.json, "ticket").updated_at).not.toBe(updated_at);
  });
});
