// Actions through the built command line: read, done once whatever happens to the answer, noted, told in documents.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWorkshop, type Workshop } from "./commands/workshop.ts";

interface VendorRequest {
  readonly vendor: string;
  readonly method: string;
  readonly path: string;
  readonly effectApplied: boolean;
}

let workshop: Workshop;
let credentials: Readonly<Record<string, string>>;
beforeAll(async () => {
  workshop = await openWorkshop();
  const clients = (await workshop.control("GET", "/clients")) as Record<string, Record<string, string>>;
  const snow = clients.servicenow ?? {};
  const jira = clients.jira ?? {};
  credentials = {
    INTEG_SERVICENOW_USERNAME: snow.username ?? "",
    INTEG_SERVICENOW_PASSWORD: snow.password ?? "",
    INTEG_JIRA_EMAIL: jira.email ?? "",
    INTEG_JIRA_API_TOKEN: jira.apiToken ?? "",
  };
  await mustRun(["init", "--insecure-key-file"]);
  await mustRun([
    ...["connect", "servicenow", "--name", "snow", "--auth", "basic", "--base-url", snow.baseUrl ?? ""],
    ...["--set", "lookupLag=1s"],
  ]);
});
afterAll(() => workshop.stop());

async function mustRun(args: readonly string[]): Promise<void> {
  const { code, stderr } = await workshop.run(args, credentials);
  if (code !== 0) throw new Error(`integ ${args.join(" ")} ended with ${code}: ${stderr}`);
}

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

async function itemNamed(name: string): Promise<string> {
  const { result } = await act("snow", "catalog-items", `text=${name}`);
  const { items } = result as { items: readonly { item: string }[] };
  return items[0]?.item ?? "";
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
    const item = await itemNamed("Email");
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
    const item = await itemNamed("Laptop");
    const match = { method: "POST", pathPrefix: "/api/sn_sc" };
    await workshop.control("POST", "/faults", { vendor: "servicenow", kind: "cut-after", match, times: 1 });
    const ordered = await act("snow", "order-item", `item=${item}`, "--request-key", "PO-2");
    expect([ordered.code, ordered.error]).toEqual([0, undefined]);
    expect((await orders()).length).toBe(before + 1);
    const { document } = await workshop.json(["audit", "list", "--action", "act", "--subject", "PO-2"]);
    const { rows } = document as { rows: readonly { outcome: string }[] };
    expect(rows.map(({ outcome }) => outcome).sort()).toEqual(["done", "sent"]);
  });
});
