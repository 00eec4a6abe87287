import { describe, expect, it } from "vitest";
import type { HttpRequest } from "../../../../src/core/contract/http.ts";
import type { FieldValues } from "../../../../src/core/contract/records.ts";
import { type Answer, answeringVendor } from "./answering-vendor.ts";

const parent = "0123456789abcdef0123456789abcdef";
const other = "f".repeat(32);
const now = "2026-05-06 08:00:00";

type Raw = Readonly<Record<string, string>>;

/** An instance that keeps journals: a PATCH adds an entry, whose id its answer does not tell. */
function open(refuse: (json: Raw) => Answer | null = () => null, config: FieldValues = {}) {
  const entries: Raw[] = [];
  const answer = ({ method, path, query, json }: HttpRequest): Answer => {
    if (method === "GET") {
      const asked = String(query?.sysparm_query).split("^");
      const equal = (name: string) => asked.find((part) => part.startsWith(`${name}=`))?.split("=")[1];
      const [id, author] = [equal("element_id"), equal("sys_created_by")];
      const found = entries.filter((entry) => entry.element_id === id && entry.sys_created_by === author);
      return { body: { result: found } };
    }
    const given = json as Raw;
    const refusal = refuse(given);
    if (refusal !== null) return refusal;
    const element_id = path.split("/").at(-1) ?? "";
    for (const [element, value] of Object.entries(given)) {
      const sys_id = String(entries.length + 1).padStart(32, "0");
      const own = { sys_created_on: now, sys_created_by: "integ", name: "incident" };
      entries.push({ ...own, sys_id, element, value, element_id });
    }
    return { body: { result: { sys_id: element_id, sys_updated_on: now } } };
  };
  const vendor = answeringVendor(answer, config);
  return {
    port: vendor.connection.object("incident.comments", ["parent_id", "text", "public"]),
    vendor,
    entries,
  };
}

const comment = (text: string, isPublic: boolean | null, parent_id = parent) => ({
  correlationKey: text,
  fields: { parent_id, text, ...(isPublic === null ? {} : { public: isPublic }) },
});

describe("comments", () => {
  it("SNW-3 are shown to customers only where that is said: all else is a work note", async () => {
    const { port, entries } = open();
    await port.create([comment("for all", true), comment("for us", false), comment("not said", null)]);
    expect(entries.map(({ element, value }) => [element, value])).toEqual([
      ["comments", "for all"],
      ["work_notes", "for us"],
      ["work_notes", "not said"],
    ]);
  });

  it("SNW-3 of one record are written in their order, and each is found, also one said twice", async () => {
    const { port, vendor, entries } = open();
    const made = [
      ...(await port.create([comment("yes", true), comment("yes", true), comment("no", true)])),
      ...(await port.create([comment("yes", true)])),
    ];
    const ids = made.map((result) => (result.status === "done" ? result.id : null));
    expect(new Set(ids)).toEqual(new Set(entries.map(({ sys_id }) => sys_id)));
    for (const { effect } of vendor.requests.filter(({ method }) => method === "PATCH"))
      expect(effect).toBe("once");
  });

  it("SNW-3 wait behind one of the same record that could not be sent, and for no other", async () => {
    const down: Answer = { status: 503, body: { error: { message: "Semaphores" } } };
    const { port, entries } = open(({ comments }) => (comments === "first" ? down : null));
    const results = await port.create([
      comment("first", true),
      comment("second", true),
      comment("elsewhere", true, other),
    ]);
    expect(results.map(({ status }) => status)).toEqual(["failed", "failed", "done"]);
    expect(results[1]).toMatchObject({ error: { retryable: true, effect: "none" } });
    expect(entries.map(({ value }) => value)).toEqual(["elsewhere"]);
  });

  it("SNW-3 that the instance took without an entry to show for it are in doubt", async () => {
    const { port } = open(() => ({ body: { result: { sys_id: parent, sys_updated_on: now } } }));
    const [result] = await port.create([comment("lost", false)]);
    expect(result).toMatchObject({ error: { code: "E_OUTCOME_UNKNOWN", effect: "unknown" } });
  });

  it("SNW-3 of people and of other kinds are not taken for ours", async () => {
    const { port, entries } = open();
    await port.create([comment("same", true)]);
    const [entry] = entries;
    expect((await port.findLike?.([comment("same", true).fields], now))?.[0]).toHaveLength(1);
    expect((await port.findLike?.([comment("same", false).fields], now))?.[0]).toEqual([]);
    entries.splice(0, 1, { ...entry, sys_created_by: "dana" });
    expect((await port.findLike?.([comment("same", true).fields], now))?.[0]).toEqual([]);
  });

  it("SNW-3 are HTML between tags where the instance shows them so", async () => {
    const { port, entries } = open(() => null, { codeTags: true });
    const [made] = await port.create([comment("<p>Hi</p>", true)]);
    expect(entries[0]?.value).toBe("[code]<p>Hi</p>[/code]");
    expect(made?.status).toBe("done");
    const [text] = (await port.describe()).fields.filter(({ name }) => name === "text");
    expect(text?.format).toBe("html");
  });
});
