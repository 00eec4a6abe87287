// The Zendesk listener: admission (credential, account limit), limit headers, checks, and all the routes.
import { type AuthorizePage, decide, showPage } from "../authorize-page.ts";
import { type Answer, type Call, Edge, type EdgeOptions } from "../edge.ts";
import { isJsonObject } from "../json.ts";
import type { SpecCheck } from "../spec-check.ts";
import type { SharedParts } from "../vendor.ts";
import { type Account, API, readBody } from "./account.ts";
import { addBulkRoutes } from "./bulk-routes.ts";
import { faultAnswer, noEndpoint, tooMany } from "./errors.ts";
import { addFileRoutes, FILE_ADDRESS, FILE_HOST } from "./file-routes.ts";
import { addHelpCenterRoutes } from "./help-center-routes.ts";
import {
  exportOrganizations,
  exportTicketEvents,
  exportTickets,
  exportTicketsByTime,
  exportUsers,
  exportUsersByTime,
} from "./incremental.ts";
import { MESSAGING } from "./messaging.ts";
import { addOrganizationRoutes } from "./organization-routes.ts";
import { accountHeaders } from "./rate.ts";
import { search, searchCount, searchExport } from "./search.ts";
import { addSetupRoutes } from "./setup-routes.ts";
import { addTeamRoutes } from "./team-routes.ts";
import { addTicketRoutes } from "./ticket-routes.ts";
import { addUserRoutes } from "./user-routes.ts";
import { addWebhookRoutes } from "./webhook-routes.ts";

interface ZendeskParts extends SharedParts {
  readonly account: Account;
  /** Compares traffic with the vendor's published description; null when none was given. */
  readonly spec: SpecCheck | null;
}

export function createZendeskEdge(parts: ZendeskParts): Edge {
  const { account } = parts;
  const edge = new Edge(edgeOptions(parts));
  const page: AuthorizePage = {
    vendor: "Zendesk",
    redirectUrls: () => account.access.redirectUrls,
    codes: account.access.codes,
  };
  edge.route("GET", "/oauth/authorizations/new", (call) => showPage(call, page));
  edge.route("POST", "/oauth/authorizations/new", (call) => decide(call, page));
  edge.route("POST", "/oauth/tokens", (call) => account.access.answerToken(readTokenRequest(call)));
  edge.route("GET", `${API}/oauth/tokens/current`, (call) =>
    account.access.current(account.access.caller(call)),
  );
  edge.route("DELETE", `${API}/oauth/tokens/current`, (call) => revokeCurrent(account, call));
  edge.route("GET", `${API}/incremental/tickets/cursor`, (call) => exportTickets(account, call));
  edge.route("GET", `${API}/incremental/tickets`, (call) => exportTicketsByTime(account, call));
  edge.route("GET", `${API}/incremental/users/cursor`, (call) => exportUsers(account, call));
  edge.route("GET", `${API}/incremental/users`, (call) => exportUsersByTime(account, call));
  edge.route("GET", `${API}/incremental/organizations`, (call) => exportOrganizations(account, call));
  edge.route("GET", `${API}/incremental/ticket_events`, (call) => exportTicketEvents(account, call));
  edge.route("GET", `${API}/search`, (call) => search(account, call));
  edge.route("GET", `${API}/search/count`, (call) => searchCount(account, call));
  edge.route("GET", `${API}/search/export`, (call) => searchExport(account, call));
  addSetupRoutes(edge, account);
  addTeamRoutes(edge, account);
  addBulkRoutes(edge, account);
  addTicketRoutes(edge, account);
  addUserRoutes(edge, account);
  addOrganizationRoutes(edge, account);
  addFileRoutes(edge, account);
  addHelpCenterRoutes(edge, account);
  addWebhookRoutes(edge, account);
  return edge;
}

function edgeOptions(parts: ZendeskParts): EdgeOptions {
  const { account } = parts;
  return {
    vendor: "zendesk",
    clock: parts.clock,
    timers: parts.timers,
    journal: parts.journal,
    faults: parts.faults,
    contentType: "application/json; charset=utf-8",
    latencyMs: () => parts.latencyMs(),
    isWrite: (method, path) => method !== "GET" && !path.startsWith("/oauth/"),
    normalizePath: (path) => path.replace(/\.json$/, ""),
    notFound: noEndpoint,
    faultAnswer,
    expireTokens: () => account.access.expireAll(),
    admit: (call) => admit(account, call),
    finish: (call, answer) => finish(parts, call, answer),
  };
}

/** Not the API: no caller is asked for, no limit counted, nothing compared with the description. */
function isOutside(path: string): boolean {
  return ["/oauth/", FILE_ADDRESS, FILE_HOST].some((prefix) => path.startsWith(prefix));
}

function admit(account: Account, call: Call): Answer | null {
  if (isOutside(call.path) || call.path.startsWith(MESSAGING)) return null;
  const caller = account.access.caller(call);
  const refused = call.path === `${API}/users/me` ? null : account.access.refuse(call, caller);
  if (refused !== null) return refused;
  const standing = account.limits.account.take("account", account.desk.settings.limits.accountPerMinute);
  return standing.allowed ? null : tooMany(standing.resetS);
}

function finish(parts: ZendeskParts, call: Call, answer: Answer): Answer {
  if (isOutside(call.path)) return answer;
  const { account } = parts;
  const violations = parts.spec?.check(call, answer) ?? [];
  call.entry?.violations.push(...violations);
  const standing = account.limits.account.look("account", account.desk.settings.limits.accountPerMinute);
  return { ...answer, headers: { ...accountHeaders(standing), ...answer.headers } };
}

/** The token endpoint takes JSON and form bodies. */
function readTokenRequest(call: Call) {
  if (!(call.headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded"))
    return readBody(call);
  const form = Object.fromEntries(new URLSearchParams(call.rawBody));
  return isJsonObject(form) ? form : {};
}

function revokeCurrent(account: Account, call: Call): Answer {
  const grant = account.access.caller(call)?.grant;
  if (grant) account.access.revoke(grant);
  return { status: 204 };
}
