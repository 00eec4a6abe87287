import { describe, expect, it } from "vitest";
import type { HttpRequest } from "../../../../src/core/contract/http.ts";
import { type Answer, answeringVendor } from "./answering-vendor.ts";

type Raw = Readonly<Record<string, string>>;

const tables: readonly Raw[] = [
  { sys_id: "t1", name: "task", label: "Task", super_class: "" },
  { sys_id: "t2", name: "incident", label: "Incident", super_class: "t1" },
];
const fields: readonly Raw[] = [
  { sys_id: "1", name: "task", element: "", internal_type: "collection" },
  { sys_id: "2", name: "task", element: "state", column_label: "State", internal_type: "integer" },
  { sys_id: "3", name: "task", element: "short_description", internal_type: "string", max_length: "160" },
  { sys_id: "4", name: "incident", element: "short_description", internal_type: "string", mandatory: "true" },
  { sys_id: "5", name: "incident", element: "u_old", internal_type: "string", active: "false" },
  { sys_id: "7", name: "task", element: "correlation_id", internal_type: "string" },
  { sys_id: "6", name: "task", element: "urgency", internal_type: "integer" },
];
const choices: readonly Raw[] = [
  { sys_id: "1", name: "task", element: "state", value: "3", label: "Closed Complete" },
  { sys_id: "5", name: "incident", element: "state", value: "6", label: "Gelöst", language: "de" },
  { sys_id: "6", name: "incident", element: "state", value: "6", label: "Resolved", language: "en" },
  { sys_id: "7", name: "incident", element: "state", value: "6", label: "Résolu", language: "fr" },
  { sys_id: "3", name: "incident", element: "state", value: "9", label: "Old", inactive: "true" },
  { sys_id: "4", name: "task", element: "urgency", value: "1", label: "1 - High" },
];

/** Two conditions are understood: the name of a table, and an id. */
function answer({ path, query }: HttpRequest): Answer {
  const table = path.split("/").at(-1) ?? "";
  const rows = { sys_db_object: tables, sys_dictionary: fields, sys_choice: choices }[table] ?? [];
  const asked = String(query?.sysparm_query);
  const named = /name(?:=|IN)([^^]*)/.exec(asked)?.[1]?.split(",");
  const id = /sys_id=([^^]*)/.exec(asked)?.[1];
  const isAsked = (row: Raw) => named?.includes(row.name ?? "") ?? row.sys_id === id;
  return { body: { result: rows.filter(isAsked) } };
}

describe("a table's description", () => {
  it("SNW-10 has what the table inherits, and believes the nearest that speaks", async () => {
    const { connection } = answeringVendor(answer);
    const description = await connection.object("incident", ["state"]).describe();
    expect(description).toMatchObject({ name: "incident", label: "Incident" });
    const byName = new Map(description.fields.map((field) => [field.name, field]));
    expect([...byName.keys()].sort()).toEqual(["correlation_id", "short_description", "state", "urgency"]);
    expect(byName.get("state")).toMatchObject({ label: "State", values: ["6"], labels: { "6": "Resolved" } });
    expect(byName.get("urgency")).toMatchObject({ values: ["1"] });
    expect(byName.get("short_description")).toMatchObject({ required: true });
  });

  it("SNW-1 is asked for once in a while, and anew where somebody wants to know", async () => {
    const vendor = answeringVendor(answer);
    const port = vendor.connection.object("incident", ["state"]);
    const asked = () => vendor.requests.filter(({ path }) => path.endsWith("/sys_dictionary")).length;
    const id = "0123456789abcdef0123456789abcdef";
    await port.findByField("state", ["6"]);
    await port.read([id]);
    expect(asked()).toBe(1);
    await port.describe();
    expect(asked()).toBe(2);
    vendor.advance(11 * 60_000);
    await port.findByField("state", ["6"]);
    expect(asked()).toBe(3);
  });

  it("SNW-1 of a table that is not there, or not shown, says where to look", async () => {
    const { connection } = answeringVendor(answer);
    const describing = connection.object("u_nothing", []).describe();
    await expect(describing).rejects.toMatchObject({
      code: "E_OBJECT_UNKNOWN",
      hint: expect.stringMatching(/./),
    });
  });

  it("SNW-1 is taken from the operator where the instance does not give it", async () => {
    const config = { fields: { u_own: { u_title: "string", u_due: "glide_date_time" } } };
    const vendor = answeringVendor(() => ({ status: 403, body: { error: { message: "no" } } }), config);
    const description = await vendor.connection.object("u_own", ["u_title"]).describe();
    const byName = new Map(description.fields.map((field) => [field.name, field.type]));
    expect(byName.get("u_title")).toBe("text");
    expect(byName.get("u_due")).toBe("datetime");
    expect(byName.get("sys_updated_on")).toBe("datetime");
    expect(vendor.requests).toEqual([]);
  });
});
