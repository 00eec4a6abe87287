// The control API: the request log, faults, settings, and both systems' records as a person at their UI has them.
import { problem, readJson } from "./control-call.ts";
import { type Answer, Edge } from "./edge.ts";
import { type Faults, parseFault, renderFault, spend } from "./faults.ts";
import { type Journal, renderEntry } from "./journal.ts";
import { isJsonObject, type JsonObject } from "./json.ts";
import { applySettings, type Settings } from "./settings.ts";
import type { SandboxClock, Timers } from "./timers.ts";
import type { SandboxVendor } from "./vendor.ts";
import { byVendor, VENDORS, type Vendor } from "./vendor-names.ts";

export interface ControlParts {
  readonly vendors: Readonly<Record<Vendor, SandboxVendor>>;
  readonly settings: Settings;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly clock: SandboxClock;
  readonly timers: Timers;
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
  for (const id of VENDORS) parts.vendors[id].addControl(edge);
  return edge;
}

function overview({ vendors }: ControlParts): JsonObject {
  const urls = VENDORS.map((id) => [`${id}Url`, vendors[id].edge.url]);
  const records = VENDORS.flatMap((id) => vendors[id].controlPaths.map((path) => `/${id}/${path}`));
  return {
    ...Object.fromEntries(urls),
    paths: ["/requests", "/violations", "/faults", "/settings", "/clients", ...records],
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

function addFaultRoutes(edge: Edge, { faults, vendors }: ControlParts): void {
  edge.route("GET", "/faults", () => ({ status: 200, body: { faults: faults.list().map(renderFault) } }));
  edge.route("POST", "/faults", (call) => {
    const parsed = parseFault(readJson(call));
    if (typeof parsed === "string") return problem(400, parsed);
    const fault = faults.add(parsed);
    const isImmediate =
      fault.kind === "expire-tokens" && fault.match.method === null && fault.match.pathPrefix === null;
    if (isImmediate) {
      vendors[fault.vendor].expireTokens();
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

function addSettingRoutes(edge: Edge, { settings, vendors }: ControlParts): void {
  const show = (): Answer => ({ status: 200, body: toJson(settings) });
  edge.route("GET", "/settings", show);
  edge.route("POST", "/settings", (call) => {
    const wrong = applySettings(settings, readJson(call));
    return wrong === null ? show() : problem(400, wrong);
  });
  edge.route("GET", "/clients", () => ({
    status: 200,
    body: byVendor((id) => vendors[id].clients()),
  }));
}

function toJson(value: object): JsonObject {
  const copy: unknown = JSON.parse(JSON.stringify(value));
  return isJsonObject(copy) ? copy : {};
}
