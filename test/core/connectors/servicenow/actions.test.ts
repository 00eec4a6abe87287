import { describe, expect, it } from "vitest";
import type { Action } from "../../../../src/core/contract/actions.ts";
import type { Value } from "../../../../src/core/contract/records.ts";
import { startTime } from "../standing-context.ts";
import { type Answer, answeringVendor } from "./answering-vendor.ts";

const item = "a".repeat(32);
const signal = new AbortController().signal;

interface Request {
  readonly sys_id: string;
  readonly number: string;
  readonly correlation_id: string;
}

interface Catalog {
  /** Requests with the item, made by us since. */
  readonly requests?: readonly Request[];
  /** What a mark leaves in the column; null: what was written. */
  readonly marked?: string | null;
  readonly date?: string;
  readonly orders?: () => Answer;
}

const request = (n: number, mark = ""): Request => ({
  sys_id: String(n).repeat(32),
  number: `REQ${n}`,
  correlation_id: mark,
});

/** An instance with one item, and the requests that are in doubt. */
function catalog({ requests = [], marked = null, date, orders }: Catalog = {}) {
  const headers = date === undefined ? {} : { date };
  const vendor = answeringVendor(({ method, path, query, json }): Answer => {
    if (path.endsWith("/order_now"))
      return orders?.() ?? { body: { result: { request_id: request(1).sys_id, request_number: "REQ1" } } };
    if (path.includes("servicecatalog"))
      return { body: { result: { sys_id: item, name: "Laptop", variables: [] } } };
    if (method === "PATCH")
      return { body: { result: { correlation_id: marked ?? (json as Request).correlation_id } } };
    if (path.endsWith("/sc_req_item")) {
      const place = { cat_item: item, sys_created_by: "integ", sys_created_on: "2026-05-06 08:00:00" };
      return {
        headers,
        body: { result: requests.map(({ sys_id: id }) => ({ sys_id: id, request: id, ...place })) },
      };
    }
    if (!path.endsWith("/sc_request"))
      return { body: { result: requests.find(({ sys_id: id }) => path.endsWith(id)) ?? {} } };
    const wanted = /correlation_id=(.*)$/.exec(String(query?.sysparm_query ?? ""))?.[1];
    return { headers, body: { result: requests.filter(({ correlation_id: own }) => own === wanted) } };
  });
  const order = vendor.connection.actions?.find(({ id }) => id === "order-item") as Action;
  const input = { item, quantity: 1, variables: {} };
  return {
    vendor,
    run: (requestKey: string) => order.run(input, { requestKey, signal }),
    find: (requestKey: string, sentAt: number | null = startTime): Promise<Value | null> =>
      order.find?.(input, { requestKey, sentAt, signal }) ?? Promise.resolve(null),
    sent: (method: string) => vendor.requests.filter((one) => one.method === method),
  };
}

describe("an order", () => {
  it("SNW-3 marks the request that came of it with its key", async () => {
    const { run, sent } = catalog();
    expect(await run("PO-1")).toEqual({ request: request(1).sys_id, number: "REQ1" });
    expect(sent("PATCH")).toMatchObject([
      {
        path: `/api/now/v2/table/sc_request/${request(1).sys_id}`,
        json: { correlation_id: "integ-act:PO-1" },
      },
    ]);
    expect(sent("POST")).toMatchObject([{ json: { sysparm_quantity: "1", variables: {} } }]);
  });

  it("SNW-3 is done when it is ordered, whatever comes of the mark", async () => {
    const { run } = catalog({ marked: "" });
    expect(await run("PO-1")).toMatchObject({ number: "REQ1" });
  });
});

describe("an order in doubt", () => {
  it("SNW-3 is the request that bears its mark", async () => {
    const { find, sent } = catalog({ requests: [request(1, "integ-act:PO-1"), request(2)] });
    expect(await find("PO-1", null)).toMatchObject({ number: "REQ1" });
    expect(sent("PATCH")).toEqual([]);
  });

  it("SNW-3 is the only one of the item that we made since and that bears no mark, which it gets", async () => {
    const { find, sent } = catalog({ requests: [request(1, "integ-act:PO-9"), request(2)] });
    expect(await find("PO-1")).toEqual({ request: request(2).sys_id, number: "REQ2" });
    expect(sent("PATCH")).toMatchObject([{ json: { correlation_id: "integ-act:PO-1" } }]);
  });

  it("SNW-3 made nothing where every request since then is another one's", async () => {
    const { find } = catalog({ requests: [request(1, "integ-act:PO-9")] });
    expect(await find("PO-1")).toBeNull();
    expect(await catalog().find("PO-1")).toBeNull();
  });

  it("SNW-3 is not looked for by the item where nobody knows when it was sent", async () => {
    const { find, vendor } = catalog({ requests: [request(2)] });
    expect(await find("PO-1", null)).toBeNull();
    expect(vendor.requests).toHaveLength(1);
  });

  it.each([
    ["two fit", { requests: [request(2), request(3)] }, "REQ2, REQ3"],
    ["the mark does not stay", { requests: [request(2)], marked: "" }, "REQ2"],
  ])("SNW-3 names what may be it where %s", async (_why, given, numbers) => {
    await expect(catalog(given).find("PO-1")).rejects.toMatchObject({
      code: "E_OUTCOME_UNKNOWN",
      message: expect.stringContaining(numbers),
    });
  });

  it("SNW-3 is looked for by the instance's own clock", async () => {
    const { find, vendor } = catalog({ date: new Date(startTime - 600_000).toUTCString() });
    await find("PO-1");
    const asked = vendor.requests.find(({ path }) => path.endsWith("/sc_req_item"));
    expect(asked?.query?.sysparm_query).toContain("sys_created_by=integ^sys_created_on>=2026-05-06 07:49:00");
  });
});

describe("an import", () => {
  it("SNW-5 tells what became of each result of the transform", async () => {
    const result = [
      { table: "incident", status: "inserted", sys_id: item, display_value: "INC1" },
      { table: "task", status: "error", sys_id: "", error_message: "no such user" },
    ];
    const { connection } = answeringVendor(() => ({ status: 201, body: { import_set: "ISET1", result } }));
    const action = connection.actions?.find(({ id }) => id === "import-row");
    expect(await action?.run({ stagingTable: "u_import", row: {} }, { requestKey: "K", signal })).toEqual({
      importSet: "ISET1",
      results: [
        { table: "incident", record: item, name: "INC1", status: "inserted", message: null },
        { table: "task", record: null, name: null, status: "error", message: "no such user" },
      ],
    });
  });
});
