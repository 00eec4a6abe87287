// The emulated account's users and organizations.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/sandbox/json.ts";
import { member, objects, type Running, start } from "./running.ts";

let sandbox: Running;
beforeEach(async () => {
  sandbox = await start();
});
afterEach(() => sandbox.stop());

const send = (method: string, path: string, body?: JsonObject) =>
  sandbox.zendesk(method, `/api/v2/${path}`, body === undefined ? {} : { body });

async function make(kind: "user" | "organization", values: JsonObject): Promise<JsonObject> {
  const reply = await send("POST", `${kind}s`, { [kind]: values });
  expect([reply.status, reply.text]).toEqual([201, reply.text]);
  return member(reply.json, kind);
}

const nowS = () => Math.floor(sandbox.clock.now() / 1000);

describe("users", () => {
  it("OPS-4 share neither address nor external id, whatever the case, until one is deleted", async () => {
    const ann = await make("user", { name: "Ann", email: "ann@x.example", external_id: "u-1" });
    for (const taken of [{ email: "ANN@x.example" }, { external_id: "U-1" }]) {
      const reply = await send("POST", "users", { user: { name: "Bo", ...taken } });
      expect([reply.status, reply.text]).toEqual([422, expect.stringContaining("DuplicateValue")]);
    }
    const gone = await send("DELETE", `users/${ann.id}`);
    expect(member(gone.json, "user")).toMatchObject({ id: ann.id, active: false });
    const many = await send("GET", `users/show_many?ids=${ann.id}`);
    expect(objects(many.json, "users")).toEqual([]);
    await make("user", { name: "Ann", email: "ann@x.example", external_id: "u-1" });
  });

  it("OPS-4 keep their address when an update names another one", async () => {
    const ann = await make("user", { name: "Ann", email: "ann@x.example" });
    const changed = await send("PUT", `users/${ann.id}`, { user: { email: "new@x.example", phone: "+1" } });
    expect(member(changed.json, "user")).toMatchObject({ email: "ann@x.example", phone: "+1" });
  });

  it("OPS-4 are searched for in an index that is late, and by external id at once", async () => {
    await make("user", { name: "Ann", email: "ann@x.example", external_id: "u-1" });
    const found = async (query: string) =>
      objects((await send("GET", `users/search?${query}`)).json, "users");
    expect(await found("query=email:ann@x.example")).toEqual([]);
    expect(await found("external_id=u-1")).toHaveLength(1);
    sandbox.clock.advance(31_000);
    expect(await found('query=email:"ann@x.example"')).toHaveLength(1);
    expect(await found("query=email:an")).toEqual([]);
  });

  it("OPS-4 are exported a minute late, the deleted ones as not active", async () => {
    const startS = nowS() - 120;
    const ann = await make("user", { name: "Ann" });
    await send("DELETE", `users/${ann.id}`);
    const exported = async () =>
      objects((await send("GET", `incremental/users/cursor?start_time=${startS}`)).json, "users");
    expect((await exported()).map((user) => user.id)).not.toContain(ann.id);
    sandbox.clock.advance(61_000);
    expect((await exported()).find((user) => user.id === ann.id)).toMatchObject({ active: false });
  });
});

describe("organizations", () => {
  it("OPS-4 have a name of their own, whatever case and blanks around it", async () => {
    const acme = await make("organization", { name: " Acme " });
    expect(acme.name).toBe("Acme");
    const again = await send("POST", "organizations", { organization: { name: "ACME " } });
    expect([again.status, again.text]).toEqual([422, expect.stringContaining("DuplicateValue")]);
    const found = await send("GET", "organizations/search?name=acme");
    expect(objects(found.json, "organizations")).toMatchObject([{ id: acme.id }]);
  });

  it("OPS-4 are exported by time: the last second comes again, deleted ones do not", async () => {
    const startS = nowS() - 120;
    const [acme, gone] = [
      await make("organization", { name: "Acme" }),
      await make("organization", { name: "Gone" }),
    ];
    await send("DELETE", `organizations/${gone.id}`);
    sandbox.clock.advance(61_000);
    const first = await send("GET", `incremental/organizations?start_time=${startS}`);
    expect(objects(first.json, "organizations").map((each) => each.id)).toEqual([acme.id]);
    const { end_time: end } = member(first.json);
    const again = await send("GET", `incremental/organizations?start_time=${end}`);
    expect(objects(again.json, "organizations").map((each) => each.id)).toEqual([acme.id]);
  });

  it("OPS-4 are taken from their people and tickets when they are deleted", async () => {
    const acme = await make("organization", { name: "Acme" });
    const ann = await make("user", { name: "Ann", organization_id: acme.id ?? 0 });
    const ticket = { comment: { body: "b" }, organization_id: acme.id ?? 0 };
    const { id } = member((await send("POST", "tickets", { ticket })).json, "ticket");
    await send("DELETE", `organizations/${acme.id}`);
    expect(member((await send("GET", `users/${ann.id}`)).json, "user").organization_id).toBeNull();
    expect(member((await send("GET", `tickets/${id}`)).json, "ticket").organization_id).toBeNull();
    expect((await send("POST", "tickets", { ticket })).status).toBe(422);
  });
});

it("OPS-4 lets people at their desks keep users and organizations", async () => {
  for (const [kind, values] of [
    ["user", { name: "Ann" }],
    ["organization", { name: "Acme" }],
  ] as const) {
    const { id } = member((await sandbox.control("POST", `/zendesk/${kind}s`, values)).json, kind);
    await sandbox.control("PATCH", `/zendesk/${kind}s/${id}`, { notes: "gold" });
    const listed = objects((await sandbox.control("GET", `/zendesk/${kind}s`)).json, `${kind}s`);
    expect(listed.find((each) => each.id === id)).toMatchObject({ notes: "gold" });
    await sandbox.control("DELETE", `/zendesk/${kind}s/${id}`);
    expect((await sandbox.control("PATCH", `/zendesk/${kind}s/${id}`, {})).status).toBe(404);
  }
});
