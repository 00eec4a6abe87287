// What a vendor's refusal of an action comes to: a code, and the next step of whoever asked, an operator or an agent.
import { afterAll, describe, expect, it } from "vitest";
import { runAction } from "../../../src/core/actions/run-action.ts";
import type { Connection } from "../../../src/core/contract/connector.ts";
import type { ErrorCode } from "../../../src/core/contract/error-codes.ts";
import { IntegrationError } from "../../../src/core/contract/errors.ts";
import type { HttpRequest } from "../../../src/core/contract/http.ts";
import { openPorts } from "../actions/ports.ts";
import { answeringVendor as answeringJira } from "./jira/answering-vendor.ts";
import { answeringVendor as answeringServiceNow } from "./servicenow/answering-vendor.ts";
import { type Expected, scriptVendor, ticketOf } from "./zendesk/scripted-vendor.ts";

const ports = openPorts();
afterAll(() => ports.store.close());

type Input = Readonly<Record<string, unknown>>;

async function refusal(
  connection: Connection,
  action: string,
  input: Input,
  requestKey: string | null = null,
) {
  const ended = await runAction(ports, connection, { action, input, requestKey }).catch(
    (error: unknown) => error,
  );
  if (ended instanceof IntegrationError) return ended;
  throw new Error(`${action} did not refuse: ${JSON.stringify(ended)}`);
}

/** A command to run, a place in the vendor's administration, or that it is to be run again. */
const step =
  /`integ |Admin Center|Project settings|Permissions|System |User Administration|`\w+` of the connection|[Rr]un the action again|Then run it again/;

function check(error: IntegrationError, code: ErrorCode, hint: RegExp): void {
  expect([error.code, error.hint]).toEqual([code, expect.stringMatching(hint)]);
  expect(error.hint).toMatch(step);
  // What waits to be replayed is a sync's; a name in capitals was to be put in.
  expect(error.hint).not.toMatch(/replay|CONNECTION/);
  expect(error.message).not.toMatch(/undefined|null|\[object/);
}

const itemId = "a".repeat(32);

describe("Jira's refusals of actions", () => {
  const sup = { project: "SUP", name: "Ink" };
  const noProject = { errorMessages: ["No project could be found with key 'SUP'."], errors: {} };
  const told = (text: string) => ({ errorMessages: [text], errors: {} });
  const rows: readonly (readonly [string, Input, string, number, unknown, ErrorCode, RegExp])[] = [
    [
      "search",
      { jql: "colour = red" },
      "POST",
      400,
      told("Field 'colour' does not exist"),
      "E_QUERY",
      /Correct the JQL/,
    ],
    [
      "search",
      { jql: "key = A-1" },
      "POST",
      410,
      told("gone"),
      "E_CONFIG_INVALID",
      /`deployment` of the connection/,
    ],
    ["search", { jql: "key = A-1" }, "POST", 429, "", "E_RATE_LIMITED", /`ceiling` of the connection/],
    ["search", { jql: "key = A-1" }, "POST", 503, "<html>", "E_VENDOR_DOWN", /vendor's status/],
    ["projects", {}, "GET", 401, { message: "Unauthorized" }, "E_AUTH_REJECTED", /`integ connect jira`/],
    ["projects", {}, "GET", 401, { message: "scope does not match" }, "E_AUTH_SCOPE", /the scope for it/],
    ["project", { project: "SUP" }, "GET", 404, noProject, "E_RECORD_GONE", /`integ act jira projects`/],
    ["project", { project: "SUP" }, "GET", 403, told("no"), "E_AUTH_SCOPE", /Project settings > People/],
    ["create-component", sup, "POST", 403, told("no"), "E_RECORD_FORBIDDEN", /`Administer Projects`/],
    [
      "create-component",
      sup,
      "POST",
      400,
      { errors: { name: "is too long" } },
      "E_RECORD_INVALID",
      /`integ actions jira`/,
    ],
    ["create-version", sup, "POST", 404, noProject, "E_RECORD_GONE", /`Administer Projects`/],
    ["release-version", { ...sup, name: "1.0" }, "PUT", 409, told("busy"), "E_RECORD_LOCKED", /in a moment/],
    ["release-version", { ...sup, name: "9.9" }, "", 200, {}, "E_RECORD_GONE", /Check the key/],
    ["transitions", { issue: "SUP-1" }, "GET", 404, told("no issue"), "E_RECORD_GONE", /`Browse Projects`/],
    ["assignable-people", { project: "SUP" }, "GET", 404, noProject, "E_RECORD_GONE", /projects/],
  ];

  it.each(rows)(
    "JRA-8 %s %j: %s answered %i is told with a next step",
    async (action, input, method, status, body, code, hint) => {
      const vendor = answeringJira({}, [
        /./,
        (request: HttpRequest) => {
          if (request.method === method) return { status, body };
          return {
            body: /versions$/.test(request.path)
              ? [{ id: "1", name: "1.0" }]
              : /(components)$/.test(request.path)
                ? []
                : { id: "1", key: "SUP", name: "Support" },
          };
        },
      ]);
      check(await refusal(vendor.connection, action, input), code, hint);
    },
  );

  it("JRA-8 tells of a query in Jira's own words", async () => {
    const body = told("Field 'colour' does not exist or you do not have permission to view it.");
    const vendor = answeringJira({}, [/./, () => ({ status: 400, body })]);
    expect((await refusal(vendor.connection, "search", { jql: "colour = red" })).message).toContain(
      "Field 'colour' does not exist or you do not have permission to view it.",
    );
  });
});

describe("ServiceNow's refusals of actions", () => {
  const told = (message: string, detail: string | null = null) => ({
    error: { message, detail },
    status: "failure",
  });
  const item = {
    result: { sys_id: itemId, name: "Laptop", variables: [{ name: "colour", mandatory: false }] },
  };
  const order = { item: itemId };
  const flow = { table: "u_request", values: { u_title: "Ink" } };
  const follow = { table: "u_request", record: itemId, stateField: "u_stage" };
  const imported = { stagingTable: "u_import", row: { u_key: "1" } };
  const transformed = { import_set: "ISET1", result: [{ status: "error", error_message: "no such user" }] };
  const bare = { result: [{ sys_id: { value: itemId, display_value: itemId } }] };
  const rows: readonly (readonly [string, Input, string, number, unknown, ErrorCode, RegExp])[] = [
    [
      "order-item",
      order,
      "POST",
      400,
      told("Mandatory Variables are required"),
      "E_RECORD_INVALID",
      /catalog-item item=ID/,
    ],
    [
      "order-item",
      order,
      "GET",
      404,
      told("No Record found"),
      "E_RECORD_GONE",
      /`integ act servicenow catalog-items`/,
    ],
    [
      "order-item",
      order,
      "POST",
      403,
      told("Operation Failed", "ACL Exception"),
      "E_RECORD_FORBIDDEN",
      /Access Control/,
    ],
    ["order-item", { ...order, variables: { size: "L" } }, "", 200, {}, "E_INPUT", /variables colour/],
    [
      "catalog-items",
      {},
      "GET",
      401,
      told("User Not Authenticated"),
      "E_AUTH_REJECTED",
      /User Administration > Users/,
    ],
    ["catalog-items", {}, "GET", 429, told("Rate limit exceeded"), "E_RATE_LIMITED", /Rate Limit Rules/],
    ["search-knowledge", { query: "ink" }, "GET", 403, told("no"), "E_AUTH_SCOPE", /Access Control/],
    ["search-knowledge", { query: "ink" }, "GET", 404, "<html>", "E_VENDOR_ANSWER", /plugin/],
    [
      "show-article",
      { article: "KB001" },
      "GET",
      404,
      told("No Record found"),
      "E_RECORD_GONE",
      /Access Control/,
    ],
    [
      "start-flow",
      flow,
      "POST",
      403,
      told("Operation Failed", "Data Policy Exception: Title"),
      "E_RECORD_INVALID",
      /Dictionary/,
    ],
    ["follow-flow", follow, "GET", 200, bare, "E_QUERY", /stateField/],
    ["follow-request", { request: "REQ1" }, "GET", 200, { result: [] }, "E_RECORD_GONE", /check the input/],
    ["import-row", imported, "POST", 201, transformed, "E_RECORD_INVALID", /Transform Maps/],
    [
      "call-own-api",
      { path: "/api/x_a/b" },
      "POST",
      500,
      told("boom"),
      "E_VENDOR_DOWN",
      /run the action again/,
    ],
  ];

  it.each(rows)(
    "SNW-8 %s %j: %s answered %i is told with a next step",
    async (action, input, method, status, body, code, hint) => {
      const vendor = answeringServiceNow((request) =>
        request.method === method ? { status, body } : { body: item },
      );
      const connection = { ...vendor.connection, name: "servicenow" };
      check(await refusal(connection, action, input), code, hint);
    },
  );

  it("SNW-8 a table without a column for keys is told before a flow is started with a chosen one", async () => {
    const vendor = answeringServiceNow(() => ({ body: { result: [{ sys_id: itemId }] } }));
    check(
      await refusal(vendor.connection, "start-flow", flow, "F-1"),
      "E_QUERY",
      /`keyFields` of the connection/,
    );
    expect(vendor.requests.map(({ method }) => method)).toEqual(["GET"]);
  });
});

describe("Zendesk's refusals of actions", () => {
  const talk = "5f00000000000000000000ab";
  const notFound = { error: "RecordNotFound", description: "Not found" };
  const titled = (title: string) => ({ error: { title, message: "no" } });
  const message = { app: talk, conversation: talk, text: "Hi" };
  const messages = `https://acme.zendesk.com/sc/v2/apps/${talk}/conversations/${talk}/messages`;
  const merge = { target: "5", sources: ["6"] };
  const open = { call: "GET tickets/show_many", answer: { tickets: [ticketOf(5), ticketOf(6)] } };
  const closed = {
    call: "GET tickets/show_many",
    answer: { tickets: [ticketOf(5), ticketOf(6, { status: "closed" })] },
  };
  const rows: readonly (readonly [string, Input, readonly Expected[], ErrorCode, RegExp])[] = [
    [
      "search-articles",
      { query: "ink" },
      [{ call: "GET help_center/articles/search.json", status: 403, answer: titled("Forbidden") }],
      "E_AUTH_SCOPE",
      /hc:read/,
    ],
    [
      "search-articles",
      { query: "ink" },
      [{ call: "GET help_center/articles/search.json", status: 404, text: "<html>" }],
      "E_VENDOR_ANSWER",
      /Guide/,
    ],
    [
      "show-article",
      { article: "5" },
      [{ call: "GET help_center/articles/5.json", status: 404, answer: notFound }],
      "E_RECORD_GONE",
      /Admin Center/,
    ],
    [
      "brands",
      {},
      [{ call: "GET brands", status: 403, answer: titled("Forbidden") }],
      "E_AUTH_SCOPE",
      /Admin Center > People/,
    ],
    ["groups", {}, [{ call: "GET groups", status: 429, text: "slow down" }], "E_RATE_LIMITED", /again when/],
    [
      "merge-tickets",
      merge,
      [open, { call: "POST tickets/5/merge", status: 403, answer: titled("Forbidden") }],
      "E_RECORD_FORBIDDEN",
      /merging is a permission/,
    ],
    [
      "merge-tickets",
      merge,
      [open, { call: "POST tickets/5/merge", status: 422, answer: titled("Invalid") }],
      "E_RECORD_INVALID",
      /`integ actions zd`/,
    ],
    ["merge-tickets", { ...merge, sources: ["7"] }, [open], "E_RECORD_GONE", /Check the id/],
    [
      "conversation-ticket",
      { conversation: talk },
      [{ call: `GET tickets/messaging/conversations/${talk}/ticket`, status: 404, answer: notFound }],
      "E_RECORD_GONE",
      /no active ticket/,
    ],
    ["send-message", message, [], "E_SECRET_MISSING", /`integ secrets set zd\/messagingKeyId --force`/],
  ];

  it.each(rows)("ZDK-8 %s %j is told with a next step", async (action, input, calls, code, hint) => {
    const vendor = scriptVendor();
    vendor.expectCalls(...calls);
    check(await refusal(vendor.connection, action, input), code, hint);
    vendor.verify();
  });

  it("ZDK-8 names closed tickets before it merges, and sends nothing", async () => {
    const vendor = scriptVendor();
    vendor.expectCalls(closed);
    check(
      await refusal(vendor.connection, "merge-tickets", merge),
      "E_RECORD_CLOSED",
      /open tickets only|Zendesk merges open/,
    );
    vendor.verify();
  });

  it("ZDK-8 tells of a refused messaging key apart from the connection's own credential", async () => {
    const vendor = scriptVendor();
    vendor.secrets.set("messagingKeyId", "app_1").set("messagingKeySecret", "s");
    vendor.expectCalls({
      call: `POST ${messages}`,
      headers: { authorization: `Basic ${Buffer.from("app_1:s").toString("base64")}` },
      json: {
        author: { type: "business" },
        content: { type: "text", text: "Hi" },
        metadata: { integ: "key-0" },
      },
      status: 401,
      answer: { errors: [{ code: "unauthorized", title: "Authorization is required" }] },
    });
    const connection = vendor.connection;
    const ended = await runAction({ ...ports, ids: { next: () => "key-0" } }, connection, {
      action: "send-message",
      input: message,
      requestKey: null,
    }).catch((error: unknown) => error);
    check(ended as IntegrationError, "E_AUTH_REJECTED", /Conversations API/);
  });
});
