// Actions through the built command line: read, done once whatever happens to the answer, noted, told in documents.
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWorkshop, untilReady, type Workshop } from "./commands/workshop.ts";
import { until } from "./pair.ts";

interface VendorRequest {
  readonly vendor: string;
  readonly method: string;
  readonly path: string;
  readonly effectApplied: boolean;
}

let workshop: Workshop;
beforeAll(async () => {
  workshop = await openWorkshop();
  const { servicenow, jira } = workshop.sandbox.urls;
  await workshop.prepare([
    ["init", "--insecure-key-file"],
    [
      ...["connect", "servicenow", "--name", "snow", "--auth", "basic", "--base-url", servicenow],
      ...["--set", "lookupLag=1s"],
    ],
    ["connect", "jira", "--base-url", jira],
  ]);
});
afterAll(() => workshop.stop());

/** Runs an action; what it answered, or the error it ended with. */
async function act(...args: readonly string[]) {
  const { run, document } = await workshop.json(["act", ...args]);
  const answer = document as { result?: unknown; repeated?: boolean; requestKey?: string; error?: Fault };
  return { code: run.code, ...answer };
}
interface Fault {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

async function orders(): Promise<readonly VendorRequest[]> {
  const { requests } = (await workshop.control("GET", "/requests")) as { requests: readonly VendorRequest[] };
  return requests.filter(({ path, effectApplied }) => path.endsWith("/order_now") && effectApplied);
}

async function laptop(): Promise<string> {
  const { records } = await workshop.control("GET", "/servicenow/tables/sc_cat_item");
  const items = records as readonly { sys_id: string; name: string }[];
  return items.find(({ name }) => name === "Standard Laptop")?.sys_id ?? "";
}

describe("actions of a connection", () => {
  it("SNW-3 SNW-4 lists them with the schema of what they take", async () => {
    const { document } = await workshop.json(["actions", "snow"]);
    const { actions } = document as { actions: readonly { id: string; effect: string; input: object }[] };
    const order = actions.find(({ id }) => id === "order-item");
    expect(order).toMatchObject({
      effect: "once",
      input: {
        type: "object",
        required: ["item"],
        properties: { quantity: { type: "integer", default: 1 } },
      },
    });
    const { code, stdout } = await workshop.run(["actions"]);
    expect(code).toBe(0);
    expect(stdout).toContain("order-item  Order a catalog item (once for each request key)");
  });

  it("SNW-3 orders once for a request key, and follows the request", async () => {
    const { result: found } = await act("snow", "catalog-items", "text=email");
    const item = (found as { items: readonly { item: string }[] }).items[0]?.item ?? "";
    const ordered = await act(
      ...[
        "snow",
        "order-item",
        `item=${item}`,
        "variables.new_email=ann@acme.example",
        "--request-key",
        "PO-1",
      ],
    );
    expect(ordered).toMatchObject({ code: 0, repeated: false, requestKey: "PO-1" });
    const again = await act(
      ...[
        "snow",
        "order-item",
        `item=${item}`,
        "variables.new_email=ann@acme.example",
        "--request-key",
        "PO-1",
      ],
    );
    expect([again.code, again.repeated, again.result]).toEqual([0, true, ordered.result]);
    expect(await orders()).toHaveLength(1);
    const { request } = ordered.result as { request: string };
    const { result } = await act("snow", "follow-request", `request=${request}`);
    expect(result).toMatchObject({ request, items: [{ about: "New Email Account", tasks: [{}] }] });
  });

  it("SNW-3 finds an order whose answer was cut off instead of sending it again, and notes both in the audit", async () => {
    const before = (await orders()).length;
    const item = await laptop();
    const match = { method: "POST", pathPrefix: "/api/sn_sc" };
    await workshop.control("POST", "/faults", { vendor: "servicenow", kind: "cut-after", match, times: 1 });
    const ordered = await act("snow", "order-item", `item=${item}`, "--request-key", "PO-2");
    expect([ordered.code, ordered.error]).toEqual([0, undefined]);
    expect((await orders()).length).toBe(before + 1);
    const { document } = await workshop.json(["audit", "list", "--action", "act", "--subject", "PO-2"]);
    const { rows } = document as { rows: readonly { outcome: string }[] };
    expect(rows.map(({ outcome }) => outcome).sort()).toEqual(["done", "sent"]);
  });

  it("SNW-3 looks for what a killed run had sent before it sends anything", async () => {
    const before = (await orders()).length;
    const order = ["snow", "order-item", `item=${await laptop()}`, "--request-key", "PO-3"];
    const match = { method: "POST", pathPrefix: "/api/sn_sc" };
    const slow = { vendor: "servicenow", kind: "drip", latencyMs: 5000, match, times: 1 };
    await workshop.control("POST", "/faults", slow);
    const killed = workshop.start(["act", ...order]);
    await until(async () => ((await orders()).length > before ? [] : ["nothing is ordered"]));
    killed.kill("SIGKILL");
    await once(killed, "close");
    expect(await act(...order)).toMatchObject({ code: 0, repeated: true });
    expect((await orders()).length).toBe(before + 1);
  });

  it("JRA-6 JRA-8 tells of a wrong query in Jira's words, with what to do next", async () => {
    const made = await act("jira", "create-version", "project=SUP", "name=9.1", "releaseDate=2026-12-01");
    expect(made).toMatchObject({ code: 0, result: { created: true, name: "9.1" } });
    const wrong = await act("jira", "search", "jql=project = NOPE");
    expect([wrong.code, wrong.error?.code]).toEqual([65, "E_QUERY"]);
    expect(wrong.error?.message).toContain("The value 'NOPE' does not exist for the field 'project'.");
    expect(wrong.error?.hint).toContain("`integ act jira project project=KEY`");
  });

  it("SNW-3 works beside a running daemon, with input from a pipe", async () => {
    const daemon = workshop.start(["daemon"]);
    await untilReady(daemon);
    const item = await laptop();
    const input = JSON.stringify({ item, quantity: 2, variables: { acrobat: "true" } });
    const args = ["act", "snow", "order-item", "--input", "-", "quantity=3", "--json"];
    const { code, stdout } = await workshop.run(args, {}, input);
    expect([code, JSON.parse(stdout).repeated]).toEqual([0, false]);
    const { records } = await workshop.control("GET", "/servicenow/tables/sc_req_item");
    expect(records).toContainEqual(expect.objectContaining({ quantity: "3" }));
    daemon.kill("SIGTERM");
    await once(daemon, "close");
  });
});
