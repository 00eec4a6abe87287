// What an operator writes under a ServiceNow connection, and the settings that follow from it.
import { z } from "zod";
import { isSafeBaseUrl } from "../../connector-parts/base-url.ts";
import { Ceiling, ceilingRule } from "../../connector-parts/ceiling.ts";
import { duration, durationMs, pace } from "../../connector-parts/durations.ts";
import { ConfigError } from "../../contract/errors.ts";
import type { LimitRule } from "../../contract/http.ts";
import { RedirectUrl, redirectUrlText } from "../../oauth/redirect-url.ts";

const Name = z.string().regex(/^[a-z][a-z0-9_]*$/, "must be a name as the dictionary has it");

const Level = z.strictObject({ impact: z.string(), urgency: z.string() });

/** As instances come: priority by impact and urgency. */
const usualMatrix = {
  "1": { impact: "1", urgency: "1" },
  "2": { impact: "1", urgency: "2" },
  "3": { impact: "2", urgency: "2" },
  "4": { impact: "2", urgency: "3" },
  "5": { impact: "3", urgency: "3" },
};

export const ServiceNowConfig = z.strictObject({
  connector: z.literal("servicenow"),
  baseUrl: z
    .string()
    .refine(isSafeBaseUrl, "must be an https URL (http only on this machine) without query or user")
    .describe("The instance: https://acme.service-now.com"),
  auth: z
    .enum(["client-credentials", "basic", "password", "browser", "jwt-bearer", "api-key"])
    .default("client-credentials")
    .describe("How to sign in"),
  username: z
    .string()
    .min(1)
    .optional()
    .describe("User ID (user_name) of the integration's user; else asked by `integ connect`"),
  clientId: z.string().min(1).optional().describe("Of the OAuth client; else asked by `integ connect`"),
  subject: z
    .string()
    .min(1)
    .optional()
    .describe("What the JWT names the user by, where the client wants another field than the user ID"),
  scope: z.string().min(1).default("useraccount").describe("OAuth scope asked for in the browser"),
  redirectUrl: RedirectUrl.optional().describe(redirectUrlText),
  keyFields: z
    .record(Name, Name)
    .default({})
    .describe("Table → text field that carries integ's key, where it is not correlation_id"),
  pollEvery: pace().default("5s").describe("Pace of the query that finds recent changes"),
  overlap: duration().default("30s").describe("How far back that query looks each time"),
  netOverlap: duration(60_000).default("15m").describe("How far back the slow query looks"),
  lookupLag: duration().default("5s").describe("How long a record may not be found by its key yet"),
  deletes: z
    .enum(["keep", "absence", "audit"])
    .default("keep")
    .describe(
      "`audit`: deletes are read from sys_audit_delete; `absence`: what is gone from a sweep is deleted",
    ),
  priorityMatrix: z
    .record(z.string(), Level)
    .default(usualMatrix)
    .describe("Priority → impact and urgency to write for it, which is what the instance makes it of"),
  stateFields: z
    .record(z.string(), z.record(Name, z.string().min(1)))
    .default({})
    .describe(
      "State → values for fields that a record in it must have, where it has none (`6: { close_code: Solution provided }`)",
    ),
  fields: z
    .record(Name, z.record(Name, z.string().min(1)))
    .default({})
    .describe("Table → field → type as the dictionary names it, for tables whose dictionary may not be read"),
  rewritten: z
    .array(Name)
    .default([])
    .describe("Fields whose values rules of the instance change: what is stored is taken as it is"),
  codeTags: z
    .boolean()
    .default(false)
    .describe("Comments as HTML between [code] tags, where the instance shows them so"),
  push: z
    .array(Name)
    .default(["incident"])
    .describe("Tables whose changes a business rule tells, made where the integration's user may"),
  ruleOrder: z.number().int().positive().default(1000).describe("Order of the business rule that calls us"),
  ceiling: Ceiling.optional(),
});

type Parsed = z.infer<typeof ServiceNowConfig>;

/** The configuration in the units the rooms work with. */
export interface Settings
  extends Pick<
    Parsed,
    | "auth"
    | "scope"
    | "keyFields"
    | "deletes"
    | "priorityMatrix"
    | "stateFields"
    | "fields"
    | "rewritten"
    | "codeTags"
    | "push"
    | "ruleOrder"
  > {
  /** The instance, without a trailing slash. */
  readonly instance: string;
  readonly username: string | null;
  readonly clientId: string | null;
  readonly subject: string | null;
  readonly redirectUrl: string | null;
  readonly pollEveryMs: number;
  readonly overlapMs: number;
  readonly netOverlapMs: number;
  readonly lookupLagMs: number;
  /** Of all requests together. */
  readonly ceiling: LimitRule | null;
}

/**
 * Settings of a connection, from its configuration as loaded.
 * @throws ConfigError when the configuration did not go through the schema
 */
export function readSettings(config: unknown): Settings {
  const result = ServiceNowConfig.safeParse(config);
  if (!result.success) {
    throw new ConfigError({
      code: "E_CONFIG_INVALID",
      message: z.prettifyError(result.error),
      cause: result.error,
    });
  }
  const { baseUrl, pollEvery, overlap, netOverlap, lookupLag, ceiling, connector: _, ...rest } = result.data;
  return {
    ...rest,
    instance: baseUrl.replace(/\/+$/, ""),
    username: rest.username ?? null,
    clientId: rest.clientId ?? null,
    subject: rest.subject ?? null,
    redirectUrl: rest.redirectUrl ?? null,
    pollEveryMs: durationMs(pollEvery),
    overlapMs: durationMs(overlap),
    netOverlapMs: durationMs(netOverlap),
    lookupLagMs: durationMs(lookupLag),
    ceiling: ceilingRule(ceiling),
  };
}
