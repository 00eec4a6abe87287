// The ServiceNow listener: sleep, limits and admission, the headers every answer has, and all the routes.
import { type Answer, type Call, Edge, type EdgeOptions } from "../edge.ts";
import type { SharedParts } from "../vendor.ts";
import { addAttachmentRoutes } from "./attachment-routes.ts";
import { addCatalogRoutes } from "./catalog-routes.ts";
import { cutOff, faultAnswer, hibernationPage, noPath, notAuthenticated, problem } from "./errors.ts";
import { addFlowRoutes } from "./flows.ts";
import { addImportRoutes } from "./import-routes.ts";
import { addKnowledgeRoutes } from "./knowledge-routes.ts";
import { addOauthRoutes, isOauthPath } from "./oauth-routes.ts";
import { type RateRules, rateHeaders, type Standing, tooMany } from "./rate.ts";
import type { Site } from "./site.ts";
import { addStatsRoutes } from "./stats-routes.ts";
import { addTableRoutes } from "./table-routes.ts";

interface ServiceNowParts extends SharedParts {
  readonly site: Site;
  readonly rates: RateRules;
}

export function createServiceNowEdge(parts: ServiceNowParts): Edge {
  const { site } = parts;
  const edge = new Edge(edgeOptions(parts));
  addOauthRoutes(edge, site.access);
  addTableRoutes(edge, site);
  addStatsRoutes(edge, site);
  addAttachmentRoutes(edge, site);
  addImportRoutes(edge, site, parts.timers);
  addCatalogRoutes(edge, site);
  addKnowledgeRoutes(edge, site);
  addFlowRoutes(edge, site);
  return edge;
}

function edgeOptions(parts: ServiceNowParts): EdgeOptions {
  const standings = new WeakMap<Call, Standing>();
  return {
    vendor: "servicenow",
    clock: parts.clock,
    timers: parts.timers,
    journal: parts.journal,
    faults: parts.faults,
    contentType: "application/json;charset=UTF-8",
    latencyMs: () => parts.latencyMs(),
    isWrite: (method, path) => method !== "GET" && !isOauthPath(path),
    normalizePath: (path) => path,
    notFound: noPath,
    faultAnswer,
    garbage: cutOff,
    expireTokens: () => parts.site.access.tokens.expireAll(),
    admit: (call) => admit(parts, call, standings),
    finish: (call, answer) => finish(parts, call, answer, standings.get(call)),
  };
}

function admit(
  { site, rates }: ServiceNowParts,
  call: Call,
  standings: WeakMap<Call, Standing>,
): Answer | null {
  const { instance, access } = site;
  if (instance.settings.hibernating) return hibernationPage();
  if (isOauthPath(call.path)) return null;
  if (access.caller(call) === null) return notAuthenticated();
  const standing = rates.take(call.path);
  if (standing !== null) standings.set(call, standing);
  if (standing?.allowed === false) return tooMany(standing, instance.clock.now());
  const accept = call.headers.accept ?? "*/*";
  if (isFile(call) || /\*\/\*|application\/(json|\*)/.test(accept)) return null;
  return problem(406, "Requested Accept type is not supported", accept);
}

/** Files come as what they are. */
function isFile({ method, path }: Call): boolean {
  return method === "GET" && /\/attachment\/[^/]+\/file$/.test(path);
}

function finish(parts: ServiceNowParts, call: Call, answer: Answer, standing: Standing | undefined): Answer {
  if (isOauthPath(call.path)) return answer;
  const headers: Record<string, string> = {
    "x-is-logged-in": String(answer.status !== 401),
    "x-transaction-id": parts.random.hex(12),
    "cache-control": "no-cache,no-store,must-revalidate,max-age=-1",
    ...(standing === undefined ? {} : rateHeaders(standing)),
    ...answer.headers,
  };
  // A call without the cookie of a session begins a new one.
  if (!/\bJSESSIONID=/.test(call.headers.cookie ?? ""))
    headers["set-cookie"] = `JSESSIONID=${parts.random.hex(32).toUpperCase()}; Path=/; HttpOnly`;
  if (call.headers["x-no-response-body"] !== "true" || answer.status >= 400) return { ...answer, headers };
  const { status, wrote = false } = answer;
  return { status, wrote, headers };
}
