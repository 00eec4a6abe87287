import { describe, expect, it } from "vitest";
import type { HttpRequest } from "../../../../src/core/contract/http.ts";
import type { FieldValues } from "../../../../src/core/contract/records.ts";
import { type Answer, answeringVendor } from "./answering-vendor.ts";
import { memoryTable } from "./table-of-rows.ts";

const id = "0123456789abcdef0123456789abcdef";
const stored = {
  sys_id: id,
  sys_updated_on: "2026-05-06 08:00:00",
  sys_mod_count: "3",
  correlation_id: "k",
  short_description: "As it is",
};
const version = "3~2026-05-06T08:00:00.000Z~digest";

/** `answer` speaks for the record; what describes the table is there. */
function open(answer: (request: HttpRequest) => Answer, config: FieldValues = {}) {
  const described = memoryTable();
  const isRecord = ({ path }: HttpRequest) => path.includes("/table/incident");
  const vendor = answeringVendor((one) => (isRecord(one) ? answer(one) : described.answer(one)), config);
  const port = vendor.connection.object("incident", ["short_description"]);
  const sent = (method: string) => vendor.requests.filter((one) => one.method === method && isRecord(one));
  return { port, sent };
}

const gone = {
  status: 404,
  body: { error: { message: "No Record found", detail: null }, status: "failure" },
};

describe("updates", () => {
  const update = { id, fields: { short_description: "New" }, expectedVersion: version };

  it("SYN-2 are sent where the record is as it was, and answered with the record", async () => {
    const { port, sent } = open(({ method, json }) => ({
      body: { result: { ...stored, ...(method === "PATCH" ? (json as object) : {}) } },
    }));
    const [result] = await port.update([update]);
    expect(result).toMatchObject({ status: "done", id, record: { fields: { short_description: "New" } } });
    expect(sent("PATCH").map(({ json, effect }) => [json, effect])).toEqual([
      [{ short_description: "New" }, "repeatable"],
    ]);
  });

  it("SYN-2 are not sent where it was updated since, however often", async () => {
    const { port, sent } = open(() => ({ body: { result: { ...stored, sys_mod_count: "6" } } }));
    expect(await port.update([update])).toMatchObject([
      { error: { code: "E_RECORD_MOVED", retryable: true } },
    ]);
    expect(sent("PATCH")).toEqual([]);
  });

  it("BAS-2 of a record that is gone fail alone", async () => {
    const { port } = open(({ path }) => (path.endsWith(id) ? { body: { result: stored } } : gone));
    const other = { ...update, id: "f".repeat(32) };
    const same = { ...update, fields: { short_description: stored.short_description } };
    expect(await port.update([same, other, same])).toMatchObject([
      { status: "done" },
      { error: { code: "E_RECORD_GONE" } },
      { status: "done" },
    ]);
  });
});

describe("what a state asks for", () => {
  const state = "6";
  const resolve = { id, fields: { state }, expectedVersion: version };
  const answer = ({ method, json }: HttpRequest): Answer => ({
    body: { result: { ...stored, close_notes: "By hand", ...(method === "PATCH" ? (json as object) : {}) } },
  });

  it("SNW-2 is sent with it where neither the write nor the record has it", async () => {
    const needed = { close_code: "Solved", close_notes: "See there", u_nothing: "x" };
    const { port, sent } = open(answer, { stateFields: { [state]: needed } });
    expect(await port.update([resolve])).toMatchObject([{ status: "done" }]);
    expect(sent("PATCH").map(({ json, effect }) => [json, effect])).toEqual([
      [{ state, close_code: "Solved" }, "repeatable"],
    ]);
  });

  it("SNW-2 is sent once where it is an entry of a journal", async () => {
    const { port, sent } = open(answer, { stateFields: { [state]: { comments: "On hold" } } });
    await port.update([resolve]);
    expect(sent("PATCH").map(({ json, effect }) => [json, effect])).toEqual([
      [{ state, comments: "On hold" }, "once"],
    ]);
  });
});

describe("creates", () => {
  const item = { correlationKey: "k", fields: { short_description: "New" } };

  it("SYN-3 carry their key in the same call, and are sent once", async () => {
    const { port, sent } = open(({ json }) => ({
      status: 201,
      body: { result: { ...stored, ...(json as object) } },
    }));
    expect(await port.create([item])).toMatchObject([
      { status: "done", id, record: { correlationKey: "k" } },
    ]);
    expect(sent("POST").map(({ json, effect }) => [json, effect])).toEqual([
      [{ short_description: "New", correlation_id: "k" }, "once"],
    ]);
  });

  it("SYN-3 whose key was not stored are taken back: they could not be found again", async () => {
    const { port, sent } = open(({ method, json }) =>
      method === "DELETE"
        ? { status: 204 }
        : { status: 201, body: { result: { ...stored, ...(json as object), correlation_id: "" } } },
    );
    expect(await port.create([item])).toMatchObject([
      { error: { code: "E_RECORD_FORBIDDEN", effect: "none" } },
    ]);
    expect(sent("DELETE")).toHaveLength(1);
  });

  it("SYN-3 that can't be taken back leave it to a person, with the id of what is there", async () => {
    const refused = { status: 403, body: { error: { message: "Operation Failed", detail: null } } };
    const { port } = open(({ method }) =>
      method === "DELETE" ? refused : { status: 201, body: { result: { ...stored, short_description: "" } } },
    );
    const [result] = await port.create([item]);
    expect(result).toMatchObject({ error: { code: "E_RECORD_FORBIDDEN", retryable: false } });
    expect(result?.status === "failed" && result.error.message).toContain(id);
  });

  it("SNW-8 are in doubt where the answer is cut off in the middle", async () => {
    const cut = { status: 201, body: { result: null, error: { message: "Transaction cancelled" } } };
    const { port } = open(() => cut);
    const made = port.create([item]);
    await expect(made).rejects.toMatchObject({ code: "E_VENDOR_ANSWER", effect: "unknown" });
  });
});
