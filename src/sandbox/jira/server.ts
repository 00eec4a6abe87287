// The Jira listener: admission (credential, limits), limit headers, checks, and all the routes.
import { type Answer, type Call, Edge, type EdgeOptions } from "../edge.ts";
import type { SpecCheck } from "../spec-check.ts";
import type { SharedParts } from "../vendor.ts";
import type { Access } from "./access.ts";
import { addAdminWebhookRoutes } from "./admin-webhook-routes.ts";
import { addAttachmentRoutes, MEDIA_HOST } from "./attachment-routes.ts";
import { addBulkRoutes } from "./bulk-routes.ts";
import { addCommentRoutes } from "./comment-routes.ts";
import { faultAnswer, noPath } from "./errors.ts";
import { addIssueRoutes } from "./issue-routes.ts";
import { addMetadataRoutes } from "./metadata-routes.ts";
import { addOauthRoutes, isOauthPath } from "./oauth.ts";
import { addPeopleRoutes } from "./people-routes.ts";
import { addProjectRoutes } from "./project-routes.ts";
import { addPropertyRoutes } from "./property-routes.ts";
import type { Limits } from "./rate.ts";
import { addReleaseRoutes } from "./release-routes.ts";
import { apiOf, sitePath } from "./routes.ts";
import { addSearchRoutes } from "./search-routes.ts";
import { serverInfo } from "./server-info.ts";
import type { Site } from "./site.ts";
import { addTransitionRoutes } from "./transition-routes.ts";
import { addWebhookRoutes } from "./webhook-routes.ts";
import type { Webhooks } from "./webhooks.ts";

interface JiraParts extends SharedParts {
  readonly site: Site;
  readonly access: Access;
  readonly limits: Limits;
  readonly hooks: Webhooks;
  /** Compares traffic with the vendor's published description; null when none was given. */
  readonly spec: SpecCheck | null;
}

export function createJiraEdge(parts: JiraParts): Edge {
  const { site, access, hooks: webhooks } = parts;
  const edge = new Edge(edgeOptions(parts));
  addOauthRoutes(edge, access, site.settings);
  const api = apiOf(edge, site);
  api.route("GET", "/serverInfo", (call) => serverInfo(site, call));
  addPeopleRoutes(api);
  addIssueRoutes(api);
  addBulkRoutes(api);
  addSearchRoutes(api);
  addTransitionRoutes(api);
  addCommentRoutes(api);
  addAttachmentRoutes(api, edge);
  addPropertyRoutes(api);
  addProjectRoutes(api);
  addReleaseRoutes(api);
  addMetadataRoutes(api);
  addWebhookRoutes(api, webhooks, access);
  addAdminWebhookRoutes(edge, site, webhooks);
  return edge;
}

function edgeOptions(parts: JiraParts): EdgeOptions {
  return {
    ...parts,
    vendor: "jira",
    contentType: "application/json;charset=UTF-8",
    latencyMs: () => parts.latencyMs(),
    isWrite,
    normalizePath: (path) => path,
    notFound: noPath,
    faultAnswer,
    expireTokens: () => parts.access.expireAll(),
    admit: (call) => admit(parts, call),
    finish: (call, answer) => finish(parts, call, answer),
  };
}

const READS_BY_POST = /\/(search|search\/jql|search\/approximate-count|issue\/bulkfetch|comment\/list)$/;

function isWrite(method: string, path: string): boolean {
  if (method === "GET" || isOauthPath(path)) return false;
  return !(method === "POST" && READS_BY_POST.test(path));
}

/** Not the API: no caller is asked for, no limit counted, nothing compared with the description. */
const isOutside = (path: string): boolean => isOauthPath(path) || path.startsWith(MEDIA_HOST);

/** Who asks for the server's facts need not be signed in. */
const isOpen = (path: string): boolean => /\/rest\/api\/\d\/serverInfo$/.test(path);

function admit({ site, access, limits }: JiraParts, call: Call): Answer | null {
  if (isOutside(call.path)) return null;
  if (!site.isCloud && call.path.startsWith("/rest/api/3/")) return noPath();
  const refused = isOpen(call.path) ? null : access.refuse(call);
  if (refused !== null || !site.isCloud) return refused;
  const written = isWrite(call.method, call.path) ? site.find(call.params.issue ?? "") : null;
  return limits.admit(call, access.grantOf(call) !== null, written?.id ?? null);
}

function finish({ site, access, limits, spec }: JiraParts, call: Call, answer: Answer): Answer {
  if (isOutside(call.path) || !site.isCloud) return answer;
  const violations = spec?.check({ ...call, path: sitePath(call.path) }, answer) ?? [];
  call.entry?.violations.push(...violations);
  const isApp = access.grantOf(call) !== null;
  if (isApp) limits.charge(answer);
  return { ...answer, headers: { ...limits.headers(call, isApp), ...answer.headers } };
}
