// What an operator writes under a Jira connection, and the settings that follow from it.
import { z } from "zod";
import { isSafeBaseUrl } from "../../connector-parts/base-url.ts";
import { Ceiling, ceilingRule } from "../../connector-parts/ceiling.ts";
import { duration, durationMs, pace } from "../../connector-parts/durations.ts";
import { ConfigError } from "../../contract/errors.ts";
import type { LimitRule } from "../../contract/http.ts";
import { RedirectUrl, redirectUrlText } from "../../oauth/redirect-url.ts";

const Address = z
  .string()
  .refine(isSafeBaseUrl, "must be an https URL (http only on this machine) without query or user");

const authOf = {
  cloud: ["api-token", "scoped-token", "browser"],
  "data-center": ["personal-token"],
} as const;

const Connection = z.strictObject({
  connector: z.literal("jira"),
  baseUrl: Address.describe(
    "Where people open Jira: https://acme.atlassian.net, or host and path of a server",
  ),
  deployment: z
    .enum(["cloud", "data-center"])
    .default("cloud")
    .describe("Atlassian's cloud, or your own server"),
  auth: z
    .enum(["api-token", "scoped-token", "browser", "personal-token"])
    .default("api-token")
    .describe("How to sign in"),
  email: z.email().optional().describe("Whose API token it is; else asked by `integ connect`"),
  clientId: z.string().min(1).optional().describe("Of the OAuth app; else asked by `integ connect`"),
  scope: z
    .string()
    .min(1)
    .default("read:jira-work write:jira-work read:jira-user manage:jira-webhook offline_access")
    .describe("OAuth scopes asked for"),
  redirectUrl: RedirectUrl.optional().describe(redirectUrlText),
  cloudId: z.string().min(1).optional().describe("Id of the site; needed with auth: scoped-token"),
  gatewayUrl: Address.default("https://api.atlassian.com").describe(
    "Where scoped tokens and OAuth apps call",
  ),
  signInUrl: Address.default("https://auth.atlassian.com").describe("Where OAuth apps sign in"),
  project: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]*$/, "must be a project's key, such as SUP")
    .optional()
    .describe("Project that the object `issue` stands for; absent: all that the user sees"),
  issueType: z.string().min(1).optional().describe("Issue type that the object `issue` stands for"),
  keyField: z
    .string()
    .regex(/^customfield_\d{1,16}$/, "must be a custom field's id, such as customfield_10042")
    .optional()
    .describe("Text field that carries integ's key of issues it creates; absent: a label does"),
  pollEvery: pace().default("5s").describe("Pace of the search that finds recent changes"),
  indexLag: duration().default("60s").describe("How long the search may miss an issue that exists"),
  overlap: duration(60_000).default("15m").describe("How far back the slow search looks each time"),
  deletes: z
    .enum(["keep", "absence"])
    .default("keep")
    .describe("`absence`: an issue that is neither listed nor readable any more counts as deleted"),
  ceiling: Ceiling.optional(),
  internalRole: z
    .string()
    .min(1)
    .optional()
    .describe("Project role that internal comments are shown to, outside service projects"),
  internalGroup: z.string().min(1).optional().describe("Group that they are shown to instead"),
  transitionFields: z
    .record(z.string(), z.string())
    .default({})
    .describe(
      "Values for fields a transition's screen requires, where the issue has none (`resolution: Done`)",
    ),
  people: z
    .record(z.email(), z.string().min(1))
    .default({})
    .describe("E-mail address → account id, for people whose address Jira hides"),
});

export const JiraConfig = Connection.superRefine((config, check) => {
  const refuse = (path: string, message: string) => check.addIssue({ code: "custom", path: [path], message });
  const allowed: readonly string[] = authOf[config.deployment];
  if (!allowed.includes(config.auth))
    refuse("auth", `must be ${allowed.join(" or ")} with deployment: ${config.deployment}`);
  if (config.auth === "scoped-token" && config.cloudId === undefined)
    refuse("cloudId", "is needed with auth: scoped-token");
  if (config.issueType !== undefined && config.project === undefined)
    refuse("issueType", "needs project beside it");
  if (config.internalRole !== undefined && config.internalGroup !== undefined)
    refuse("internalGroup", "give either internalRole or internalGroup");
});

/** The configuration in the units the rooms work with. */
export interface Settings {
  /** Where people open Jira, without a trailing slash. */
  readonly site: string;
  readonly deployment: z.infer<typeof JiraConfig>["deployment"];
  readonly auth: z.infer<typeof JiraConfig>["auth"];
  readonly email: string | null;
  readonly clientId: string | null;
  readonly scope: string;
  readonly redirectUrl: string | null;
  readonly cloudId: string | null;
  readonly gatewayUrl: string;
  readonly signInUrl: string;
  readonly project: string | null;
  readonly issueType: string | null;
  readonly keyField: string | null;
  readonly pollEveryMs: number;
  readonly indexLagMs: number;
  readonly overlapMs: number;
  readonly absence: "deleted" | "unknown";
  /** Of all requests together. */
  readonly ceiling: LimitRule | null;
  /** Whom comments are shown to that customers are not to see, where the project has no customers. */
  readonly internal: { readonly type: "role" | "group"; readonly value: string } | null;
  readonly transitionFields: Readonly<Record<string, string>>;
  /** Lower-case address → account id. */
  readonly people: ReadonlyMap<string, string>;
}

const withoutSlash = (url: string): string => url.replace(/\/+$/, "");

/**
 * Settings of a connection, from its configuration as loaded.
 * @throws ConfigError when the configuration did not go through the schema
 */
export function readSettings(config: unknown): Settings {
  const result = JiraConfig.safeParse(config);
  if (!result.success) {
    throw new ConfigError({
      code: "E_CONFIG_INVALID",
      message: z.prettifyError(result.error),
      cause: result.error,
    });
  }
  const { baseUrl, gatewayUrl, signInUrl, ceiling, people, ...parsed } = result.data;
  return {
    site: withoutSlash(baseUrl),
    deployment: parsed.deployment,
    auth: parsed.auth,
    email: parsed.email ?? null,
    clientId: parsed.clientId ?? null,
    scope: parsed.scope,
    redirectUrl: parsed.redirectUrl ?? null,
    cloudId: parsed.cloudId ?? null,
    gatewayUrl: withoutSlash(gatewayUrl),
    signInUrl: withoutSlash(signInUrl),
    project: parsed.project ?? null,
    issueType: parsed.issueType ?? null,
    keyField: parsed.keyField ?? null,
    pollEveryMs: durationMs(parsed.pollEvery),
    indexLagMs: durationMs(parsed.indexLag),
    overlapMs: durationMs(parsed.overlap),
    absence: parsed.deletes === "absence" ? "deleted" : "unknown",
    ceiling: ceilingRule(ceiling),
    internal: internalOf(parsed.internalRole, parsed.internalGroup),
    transitionFields: parsed.transitionFields,
    people: new Map(Object.entries(people).map(([email, id]) => [email.toLowerCase(), id])),
  };
}

function internalOf(role: string | undefined, group: string | undefined): Settings["internal"] {
  if (role !== undefined) return { type: "role", value: role };
  return group === undefined ? null : { type: "group", value: group };
}
