// A Jira made of hand-written answers: routes in the order they were given, and every request kept.
import { jira } from "../../../../src/core/connectors/jira/index.ts";
import type { Connection, HttpClientOptions } from "../../../../src/core/contract/connector.ts";
import { PermanentError, TransientError } from "../../../../src/core/contract/errors.ts";
import type { HttpRequest, HttpResponse } from "../../../../src/core/contract/http.ts";
import { standingContext } from "../standing-context.ts";

export interface Answer {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

type Body = string | Readonly<Record<string, unknown>> | readonly unknown[];

/** A body, or what answers a request whose method and path fit; undefined leaves it to the next route. */
export type Route = readonly [
  call: string | RegExp,
  answer: Body | ((request: HttpRequest) => Answer | undefined),
];

/** An answer as the client hands it to the connector. */
export function respond(status: number, body: unknown, headers: HttpResponse["headers"] = {}): HttpResponse {
  const text = typeof body === "string" ? body : JSON.stringify(body ?? null);
  const type = typeof body === "string" ? "text/html" : "application/json;charset=UTF-8";
  return { status, text, headers: { "content-type": type, ...headers }, json: () => JSON.parse(text) };
}

export interface AnsweringVendor {
  readonly connection: Connection;
  readonly secrets: Map<string, string>;
  readonly requests: readonly HttpRequest[];
  /** Requests whose method and path begin so. */
  sent(call: string): readonly HttpRequest[];
  /** Routes that come before those there are. */
  answer(...routes: readonly Route[]): void;
  options(): readonly HttpClientOptions[];
  advance(ms: number): void;
}

export function answeringVendor(
  config: Readonly<Record<string, unknown>> = {},
  ...given: readonly Route[]
): AnsweringVendor {
  const routes: Route[] = [...given];
  const requests: HttpRequest[] = [];
  const options: HttpClientOptions[] = [];
  const secrets = new Map([
    ["email", "integ@acme.example"],
    ["apiToken", "t0ken"],
  ]);
  const respondTo = (request: HttpRequest, client: HttpClientOptions): HttpResponse => {
    const call = `${request.method} ${request.path}`;
    for (const [wanted, answer] of routes) {
      if (typeof wanted === "string" ? wanted !== call : !wanted.test(call)) continue;
      const told: Answer | undefined = typeof answer === "function" ? answer(request) : { body: answer };
      if (told === undefined) continue;
      const date = new Date(now()).toUTCString();
      const response = respond(told.status ?? 200, told.body, { date, ...told.headers });
      if (response.status < 400) return response;
      throw client.classify(response, request) ?? new Error(`not classified: ${response.status}`);
    }
    throw new PermanentError({ code: "E_INTERNAL", message: `nobody answers ${call}` });
  };
  const { context, now, advance } = standingContext({
    name: "jira",
    config: { connector: "jira", baseUrl: "https://acme.atlassian.net", ...config },
    secrets,
    http: (client) => {
      options.push(client);
      return {
        request: async (request) => {
          requests.push(request);
          return respondTo(request, client);
        },
      };
    },
  });
  return {
    connection: jira.connect(context),
    secrets,
    requests,
    sent: (call) => requests.filter(({ method, path }) => `${method} ${path}`.startsWith(call)),
    answer: (...more) => void routes.unshift(...more),
    options: () => options,
    advance,
  };
}

/** The connection breaks: whether the request was carried out is not known. */
export function breaks(): never {
  throw new TransientError({
    code: "E_UNREACHABLE",
    message: "connection lost",
    retryable: true,
    effect: "unknown",
  });
}

const text = { type: "string" };

/** A create screen with one field of each kind. */
export const createFields = [
  { fieldId: "summary", name: "Summary", required: true, schema: { ...text, system: "summary" } },
  { fieldId: "description", name: "Description", schema: { ...text, system: "description" } },
  {
    fieldId: "priority",
    name: "Priority",
    schema: { type: "priority", system: "priority" },
    allowedValues: [
      { id: "1", name: "High" },
      { id: "3", name: "Low" },
    ],
  },
  { fieldId: "assignee", name: "Assignee", schema: { type: "user", system: "assignee" } },
  { fieldId: "labels", name: "Labels", schema: { type: "array", items: "string", system: "labels" } },
  { fieldId: "duedate", name: "Due date", schema: { type: "date", system: "duedate" } },
  {
    fieldId: "components",
    name: "Components",
    schema: { type: "array", items: "component", system: "components" },
    allowedValues: [{ id: "100", name: "Printer" }],
  },
  {
    fieldId: "customfield_10042",
    name: "Severity",
    required: true,
    hasDefaultValue: true,
    schema: { type: "option", custom: "com.atlassian.jira.plugin.system.customfieldtypes:select" },
    allowedValues: [
      { id: "7", value: "Minor" },
      { id: "8", value: "Major" },
    ],
  },
  { fieldId: "customfield_10050", name: "Since", schema: { type: "datetime", custom: "x:datetime" } },
  { fieldId: "customfield_10060", name: "Cost", schema: { type: "number", custom: "x:float" } },
  { fieldId: "customfield_10070", name: "Notes", schema: { type: "string", custom: "x:textarea" } },
  { fieldId: "customfield_10080", name: "Key", schema: { type: "string", custom: "x:textfield" } },
  { fieldId: "project", name: "Project", required: true, schema: { type: "project", system: "project" } },
  {
    fieldId: "issuetype",
    name: "Issue type",
    required: true,
    schema: { type: "issuetype", system: "issuetype" },
  },
];

const category = (key: string) => ({ statusCategory: { key } });

export const states = {
  open: { id: "1", name: "Open", ...category("new") },
  work: { id: "2", name: "In Progress", ...category("indeterminate") },
  review: { id: "3", name: "In Review", ...category("indeterminate") },
  done: { id: "4", name: "Done", ...category("done") },
} as const;

/** What a project SUP with one type says of itself. */
export function projectRoutes(api = "/rest/api/3"): readonly Route[] {
  return [
    [
      `GET ${api}/issue/createmeta/SUP/issuetypes`,
      { issueTypes: [{ id: "10001", name: "Bug", subtask: false }], startAt: 0, maxResults: 50, total: 1 },
    ],
    [
      `GET ${api}/issue/createmeta/SUP/issuetypes/10001`,
      { fields: createFields, startAt: 0, maxResults: 50, total: createFields.length },
    ],
    [
      `GET ${api}/field`,
      [
        { id: "summary", name: "Summary", schema: { ...text, system: "summary" } },
        { id: "environment", name: "Environment", schema: { ...text, system: "environment" } },
        { id: "votes", name: "Votes", schema: { type: "votes", system: "votes" } },
      ],
    ],
    [`GET ${api}/project/SUP/statuses`, [{ name: "Bug", statuses: Object.values(states) }]],
    ["GET /rest/api/2/serverInfo", { deploymentType: "Cloud", version: "1001.0.0" }],
  ];
}

/** An issue as the vendor sends it. */
export function issueOf(id: number, fields: Readonly<Record<string, unknown>> = {}, key?: string) {
  return {
    id: String(id),
    key: `SUP-${id}`,
    self: `https://acme.atlassian.net/rest/api/3/issue/${id}`,
    fields: {
      summary: `Printer ${id}`,
      status: states.open,
      labels: [],
      updated: "2026-05-06T09:30:00.123+0200",
      project: { id: "10000", key: "SUP", projectTypeKey: "software" },
      issuetype: { id: "10001", name: "Bug" },
      ...fields,
    },
    ...(key === undefined ? { properties: {} } : { properties: { integ: { key } } }),
  };
}
