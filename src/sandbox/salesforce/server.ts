// The Salesforce listener: versions, admission (session, daily limit), limit header, and all the routes.
import { type Answer, type Call, Edge, type EdgeOptions } from "../edge.ts";
import type { SharedParts } from "../vendor.ts";
import { addCollectionRoutes } from "./collection-routes.ts";
import { errorAnswer, faultAnswer, notFound } from "./errors.ts";
import { addOauthRoutes, checkSession, isOauthPath } from "./oauth.ts";
import { INTEGRATION_USER_ID, ORGANIZATION_ID } from "./objects.ts";
import type { Org } from "./org.ts";
import { addQueryRoutes } from "./query-routes.ts";
import { addRecordRoutes, DATA, storeOf } from "./record-routes.ts";

const OLDEST = 58;
const NEWEST = 68;
const RETIRED = 30;
const SEASONS = ["Winter", "Spring", "Summer"] as const;

interface SalesforceParts extends SharedParts {
  readonly org: Org;
}

export function createSalesforceEdge(parts: SalesforceParts): Edge {
  const { org } = parts;
  const edge = new Edge(edgeOptions(parts));
  edge.route("GET", "/services/data", () => ({ status: 200, body: versions() }));
  edge.route("GET", DATA, (call) => ({ status: 200, body: resources(call) }));
  edge.route("GET", `${DATA}/limits`, () => ({ status: 200, body: limits(org) }));
  edge.route("GET", `${DATA}/limits/recordCount`, (call) => recordCount(call, org));
  addOauthRoutes(edge, org);
  addQueryRoutes(edge, org);
  addRecordRoutes(edge, org);
  addCollectionRoutes(edge, org);
  return edge;
}

function edgeOptions(parts: SalesforceParts): EdgeOptions {
  const { org } = parts;
  return {
    vendor: "salesforce",
    clock: parts.clock,
    timers: parts.timers,
    journal: parts.journal,
    faults: parts.faults,
    contentType: "application/json;charset=UTF-8",
    latencyMs: () => parts.latencyMs(),
    isWrite,
    normalizePath: (path) => path,
    notFound,
    faultAnswer,
    expireTokens: () => org.sessions.expireAll(),
    admit: (call) => admit(call, org),
    finish: (call, answer) => withLimitInfo(call, answer, org),
  };
}

/** Reads by POST exist: retrieving a collection. Signing in changes no record. */
function isWrite(method: string, path: string): boolean {
  if (method === "GET" || isOauthPath(path)) return false;
  return !(method === "POST" && /\/composite\/sobjects\/[^/]+\/?$/.test(path));
}

function admit(call: Call, org: Org): Answer | null {
  if (isOauthPath(call.path) || /^\/services\/data\/?$/.test(call.path)) return null;
  const version = Number(/^\/services\/data\/v(\d+)\.0(?:\/|$)/.exec(call.path)?.[1]);
  if (version <= RETIRED) return errorAnswer(410, "UNSUPPORTED_API_VERSION", "This API version is retired");
  if (!(version >= OLDEST && version <= NEWEST)) return notFound();
  const refused = checkSession(call, org);
  if (refused !== null) return refused;
  org.countCall();
  if (org.calls <= org.settings.dailyApiLimit) return null;
  return errorAnswer(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
}

function withLimitInfo(call: Call, answer: Answer, org: Org): Answer {
  if (isOauthPath(call.path)) return answer;
  const usage = `api-usage=${org.calls}/${org.settings.dailyApiLimit}`;
  return { ...answer, headers: { "sforce-limit-info": usage, ...answer.headers } };
}

function versions() {
  return Array.from({ length: NEWEST - OLDEST + 1 }, (_, index) => {
    const number = OLDEST + index;
    const season = SEASONS[(number - 56) % 3] ?? "Winter";
    const year = 23 + Math.floor((number - 56) / 3);
    const version = `${number}.0`;
    return { label: `${season} '${year}`, url: `/services/data/v${version}`, version };
  });
}

function resources(call: Call) {
  const base = call.path.replace(/\/$/, "");
  return {
    sobjects: `${base}/sobjects`,
    query: `${base}/query`,
    queryAll: `${base}/queryAll`,
    limits: `${base}/limits`,
    composite: `${base}/composite`,
    identity: `${call.baseUrl}/id/${ORGANIZATION_ID}/${INTEGRATION_USER_ID}`,
  };
}

function limits(org: Org) {
  const used = {
    Max: org.settings.dailyApiLimit,
    Remaining: Math.max(0, org.settings.dailyApiLimit - org.calls),
  };
  const full = (max: number) => ({ Max: max, Remaining: max });
  return {
    DailyApiRequests: used,
    DailyAsyncApexExecutions: full(250_000),
    DailyBulkApiBatches: full(15_000),
    DailyBulkV2QueryJobs: full(10_000),
    DailyBulkV2QueryFileStorageMB: full(976_562),
    DailyDeliveredPlatformEvents: full(25_000),
    DailyStandardVolumePlatformEvents: full(25_000),
    DailyStreamingApiEvents: full(200_000),
    DataStorageMB: full(1024),
    FileStorageMB: full(10_240),
    HourlyPublishedPlatformEvents: full(250_000),
  };
}

function recordCount(call: Call, org: Org): Answer {
  const names = (call.query.get("sObjects") ?? "Case").split(",");
  const sObjects = names.map((name) => {
    const store = storeOf(call, org, name.trim());
    const count = [...store.rows.values()].filter((row) => row.deletedMs === null).length;
    return { count, name: store.type.name };
  });
  return { status: 200, body: { sObjects } };
}
