// The control API: the request log, faults, settings, and both systems' records as a person at their UI has them.

import { clientList } from "./client-list.ts";
import { applyCaseEdit, createCase, deleteCase, dumpCases } from "./control-cases.ts";
import { addSalesforceRoutes } from "./control-salesforce.ts";
import { applyTicketEdit, createUiTicket, deleteUiTicket, dumpTickets } from "./control-tickets.ts";
import { addZendeskRoutes } from "./control-zendesk.ts";
import { type Answer, type Call, Edge, Refusal } from "./edge.ts";
import { type Faults, parseFault, renderFault, spend } from "./faults.ts";
import { type Journal, renderEntry, type Vendor } from "./journal.ts";
import { isJsonObject, type JsonObject } from "./json.ts";
import type { Org } from "./salesforce/org.ts";
import { applySettings, type Settings } from "./settings.ts";
import type { SandboxClock, Timers } from "./timers.ts";
import type { Account } from "./zendesk/account.ts";

export interface ControlParts {
  readonly org: Org;
  readonly account: Account;
  readonly settings: Settings;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly clock: SandboxClock;
  readonly timers: Timers;
  vendorUrl(vendor: Vendor): string;
}

export function createControl(parts: ControlParts): Edge {
  const edge = new Edge({
    vendor: null,
    clock: parts.clock,
    timers: parts.timers,
    journal: parts.journal,
    faults: parts.faults,
    contentType: "application/json; charset=utf-8",
    latencyMs: () => 0,
    isWrite: () => false,
    normalizePath: (path) => path,
    notFound: () => problem(404, "there is no such control path"),
    faultAnswer: () => problem(500, "faults do not hit the control API"),
    expireTokens: () => undefined,
    admit: () => null,
    finish: (_call, answer) => answer,
  });
  edge.route("GET", "/", () => ({ status: 200, body: overview(parts) }));
  addJournalRoutes(edge, parts);
  addFaultRoutes(edge, parts);
  addSettingRoutes(edge, parts);
  addRecordRoutes(edge, parts);
  return edge;
}

function overview(parts: ControlParts): JsonObject {
  return {
    salesforceUrl: parts.vendorUrl("salesforce"),
    zendeskUrl: parts.vendorUrl("zendesk"),
    paths: [
      "/requests",
      "/violations",
      "/faults",
      "/settings",
      "/clients",
      "/salesforce/cases",
      "/salesforce/contacts",
      "/salesforce/accounts",
      "/salesforce/comments",
      "/salesforce/files",
      "/salesforce/links",
      "/salesforce/users",
      "/zendesk/tickets",
      "/zendesk/users",
      "/zendesk/organizations",
      "/zendesk/comments",
      "/zendesk/files",
    ],
  };
}

function addJournalRoutes(edge: Edge, { journal }: ControlParts): void {
  edge.route("GET", "/requests", (call) => {
    const entries = journal.list(call.query.get("vendor"), Number(call.query.get("since") ?? 0));
    return { status: 200, body: { requests: entries.map(renderEntry) } };
  });
  edge.route("DELETE", "/requests", () => {
    journal.clear();
    return { status: 204 };
  });
  edge.route("GET", "/violations", () => {
    const found = journal
      .list(null, 0)
      .flatMap((entry) => entry.violations.map((text) => ({ seq: entry.seq, text })));
    return { status: 200, body: { violations: found } };
  });
}

function addFaultRoutes(edge: Edge, parts: ControlParts): void {
  const { faults } = parts;
  edge.route("GET", "/faults", () => ({ status: 200, body: { faults: faults.list().map(renderFault) } }));
  edge.route("POST", "/faults", (call) => {
    const parsed = parseFault(readJson(call));
    if (typeof parsed === "string") return problem(400, parsed);
    const fault = faults.add(parsed);
    const isImmediate =
      fault.kind === "expire-tokens" && fault.match.method === null && fault.match.pathPrefix === null;
    if (isImmediate) {
      expireTokens(parts, fault.vendor);
      fault.times = 1;
      spend(fault);
    }
    return { status: 201, body: renderFault(fault) };
  });
  edge.route("DELETE", "/faults", () => ({ status: 200, body: { removed: faults.remove(null) } }));
  edge.route("DELETE", "/faults/:id", (call) => {
    const removed = faults.remove(call.params.id ?? "");
    return removed === 0 ? problem(404, "there is no such fault") : { status: 200, body: { removed } };
  });
}

function expireTokens(parts: ControlParts, vendor: Vendor): void {
  if (vendor === "salesforce") parts.org.sessions.expireAll();
  else parts.account.access.expireAll();
}

function addSettingRoutes(edge: Edge, { settings, vendorUrl }: ControlParts): void {
  const show = (): Answer => ({ status: 200, body: toJson(settings) });
  edge.route("GET", "/settings", show);
  edge.route("POST", "/settings", (call) => {
    const wrong = applySettings(settings, readJson(call));
    return wrong === null ? show() : problem(400, wrong);
  });
  edge.route("GET", "/clients", () => ({
    status: 200,
    body: clientList(vendorUrl, settings.salesforce.credentials),
  }));
}

function addRecordRoutes(edge: Edge, { org, account, vendorUrl }: ControlParts): void {
  edge.route("GET", "/salesforce/cases", (call) => ({
    status: 200,
    body: { cases: dumpCases(org, sinceOf(call)) },
  }));
  edge.route("POST", "/salesforce/cases", (call) => createCase(org, readJson(call)));
  edge.route("PATCH", "/salesforce/cases/:id", (call) =>
    applyCaseEdit(org, call.params.id ?? "", readJson(call)),
  );
  edge.route("DELETE", "/salesforce/cases/:id", (call) => deleteCase(org, call.params.id ?? ""));
  addSalesforceRoutes(edge, org, readJson);
  const url = () => vendorUrl("zendesk");
  addZendeskRoutes(edge, { account, url, readJson });
  edge.route("GET", "/zendesk/tickets", (call) => ({
    status: 200,
    body: { tickets: dumpTickets(account, url(), sinceOf(call)) },
  }));
  edge.route("POST", "/zendesk/tickets", (call) => createUiTicket(account, readJson(call), url()));
  edge.route("PATCH", "/zendesk/tickets/:id", (call) =>
    applyTicketEdit(account, Number(call.params.id), readJson(call), url()),
  );
  edge.route("DELETE", "/zendesk/tickets/:id", (call) => deleteUiTicket(account, Number(call.params.id)));
}

function problem(status: number, message: string): Answer {
  return { status, body: { error: message } };
}

function readJson(call: Call): JsonObject {
  try {
    const parsed: unknown = JSON.parse(call.rawBody);
    if (isJsonObject(parsed)) return parsed;
  } catch {
    // answered below
  }
  throw new Refusal(problem(400, "the body must be a JSON object"));
}

function toJson(value: object): JsonObject {
  const copy: unknown = JSON.parse(JSON.stringify(value));
  return isJsonObject(copy) ? copy : {};
}

/** `?since=` in milliseconds since the Unix epoch; 0 when absent. */
function sinceOf(call: Call): number {
  return Number(call.query.get("since") ?? 0) || 0;
}
