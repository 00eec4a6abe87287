// The emulated instance answers as instances were seen to.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { z } from "zod";
import { type Desk, openDesk, result } from "../sandbox/servicenow-desk.ts";
import {
  article,
  articles,
  attachment,
  catalogItem,
  imported,
  incident,
  incidentShown,
  incidentWithoutLinks,
  notEmulated,
  order,
  user,
} from "./servicenow-shapes.ts";

let desk: Desk;
let id: string;
beforeAll(async () => {
  desk = await openDesk();
  const [carl] = await desk.list("sys_user", { query: "user_name=carl" });
  const people = { caller_id: String(carl?.sys_id), assigned_to: String(carl?.sys_id) };
  const made = await desk.create("incident", { short_description: "No mail", ...people, comments: "Hello" });
  id = String(made.sys_id);
  const closing = { close_code: "Solved (Permanently)", close_notes: "Done" };
  await desk.patch("incident", id, { state: "6", ...closing });
});
afterAll(() => desk.running.stop());

const problems = (shape: z.ZodType, value: unknown) => {
  const { error } = shape.safeParse(value);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);
};
const get = async (path: string) => result(await desk.api("GET", path));
const post = (path: string, body = {}) => desk.api("POST", path, { body });
const seen = "/api/now/table/incident";

it("SNW-2 an incident is as it was seen when it was made, changed, listed and shown", async () => {
  const made = await post(seen, { short_description: "Another", impact: "3", urgency: "3" });
  expect(problems(incident, result(made))).toEqual([]);
  const changed = await desk.api("PATCH", `${seen}/${id}`, { body: { work_notes: "For us" } });
  expect(problems(incident, result(changed))).toEqual([]);
  const plain = "sysparm_exclude_reference_link=true";
  expect(problems(incidentWithoutLinks, await get(`${seen}/${id}?${plain}`))).toEqual([]);
  expect(problems(incidentShown, await get(`${seen}/${id}?sysparm_display_value=true`))).toEqual([]);
});

it("SNW-2 an incident lacks no column that was seen but those put down", async () => {
  const shown = await get(`${seen}/${id}`);
  const lacking = notEmulated.filter((name) => name in shown);
  expect(lacking).toEqual([]);
  expect(Object.keys(incident.shape).filter((name) => !(name in shown))).toEqual([]);
});

it("SNW-10 a person is", async () => {
  for (const { sys_id } of await desk.list("sys_user"))
    expect(problems(user, await get(`/api/now/table/sys_user/${String(sys_id)}`))).toEqual([]);
});

it("SNW-6 a file is, uploaded and by itself", async () => {
  const place = new URLSearchParams({ table_name: "incident", table_sys_id: id, file_name: "a.txt" });
  const made = result(await post(`/api/now/attachment/file?${place}`, { any: "bytes" }));
  expect(problems(attachment, made)).toEqual([]);
  expect(problems(attachment, await get(`/api/now/attachment/${String(made.sys_id)}`))).toEqual([]);
});

it("SNW-3 an item of the catalog is, and an order of it", async () => {
  const [item] = await desk.list("sc_cat_item", { query: "name=Standard Laptop" });
  const path = `/api/sn_sc/servicecatalog/items/${String(item?.sys_id)}`;
  expect(problems(catalogItem, await get(path))).toEqual([]);
  expect(problems(order, result(await post(`${path}/order_now`, { sysparm_quantity: 1 })))).toEqual([]);
});

it("SNW-4 what a search of articles finds is, and an article", async () => {
  const root = "/api/sn_km_api/knowledge/articles";
  const found = await get(`${root}?query=mailbox&fields=short_description&fields=number`);
  expect(problems(articles, found)).toEqual([]);
  expect(problems(article, await get(`${root}/KB0010001`))).toEqual([]);
});

it("SNW-1 what came of an import is", async () => {
  const row = { u_key: "K-1", u_short_description: "a" };
  expect(problems(imported, (await post("/api/now/import/u_incident_import", row)).json)).toEqual([]);
});
