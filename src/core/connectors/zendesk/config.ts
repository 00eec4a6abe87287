// What an operator writes under a Zendesk connection, and the settings that follow from it.
import { z } from "zod";
import { isSafeBaseUrl } from "../../connector-parts/base-url.ts";
import { duration, durationMs, pace } from "../../connector-parts/durations.ts";
import { ConfigError } from "../../contract/errors.ts";
import { RedirectUrl, redirectUrlText } from "../../oauth/redirect-url.ts";

/** Requests per minute of an account by plan, over all its integrations (developer.zendesk.com, "Rate limits"). */
export const accountLimitPerMinute = {
  team: 200,
  growth: 400,
  professional: 400,
  enterprise: 700,
  "enterprise-plus": 2500,
} as const;

function isMergeNote(text: string): boolean {
  try {
    return new RegExp(`${text}|`, "u").exec("")?.length === 2;
  } catch {
    return false;
  }
}

export const ZendeskConfig = z
  .strictObject({
    connector: z.literal("zendesk"),
    subdomain: z
      .string()
      .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i, "must be the part before .zendesk.com")
      .optional()
      .describe("The part before .zendesk.com"),
    baseUrl: z
      .string()
      .refine(isSafeBaseUrl, "must be an https URL (http only on this machine) without query or user")
      .optional()
      .describe("Instead of subdomain: where the account answers, without /api/v2"),
    auth: z
      .enum(["client-credentials", "browser", "api-token"])
      .default("client-credentials")
      .describe("How to sign in"),
    clientId: z
      .string()
      .min(1)
      .optional()
      .describe("Identifier of the OAuth client; else asked by `integ connect`"),
    scope: z.string().min(1).default("read write").describe("OAuth scopes asked for"),
    redirectUrl: RedirectUrl.optional().describe(redirectUrlText),
    email: z.email().optional().describe("Agent the API token acts as; else asked by `integ connect`"),
    plan: z
      .enum(["team", "growth", "professional", "enterprise", "enterprise-plus"])
      .default("enterprise")
      .describe("Decides the account's requests per minute until the vendor's headers tell it"),
    pollEvery: pace().default("5s").describe("Pace of the list poll that finds recent changes"),
    supportTypes: z
      .enum(["all", "agent", "ai_agent"])
      .default("all")
      .describe("Which tickets polls return; the vendor's own default leaves out those an AI agent handles"),
    mergeTag: z
      .string()
      .default("closed_by_merge")
      .describe("Tag of tickets that were merged into another one; blank: merges are not looked for"),
    mergeNote: z
      .string()
      .refine(isMergeNote, "must be a regular expression with one group, the id of the other ticket")
      .default("#(\\d+)")
      .describe("Where the note that closes a merged ticket names the other one"),
    publicCommentsOnMessaging: z
      .boolean()
      .default(false)
      .describe("Whether public comments are added to tickets that came through messaging"),
    webhookMaxAge: duration(1)
      .default("1h")
      .describe("Oldest signed webhook call that is accepted; the vendor sets no limit itself"),
  })
  .refine((config) => (config.subdomain === undefined) !== (config.baseUrl === undefined), {
    path: ["subdomain"],
    message: "give either subdomain or baseUrl",
  });
export type ZendeskConfig = z.infer<typeof ZendeskConfig>;

export interface Settings {
  /** Where the account answers, without a trailing slash (`https://acme.zendesk.com`). */
  readonly origin: string;
  readonly apiUrl: string;
  readonly auth: ZendeskConfig["auth"];
  readonly clientId: string | null;
  readonly email: string | null;
  readonly scope: string;
  readonly redirectUrl: string | null;
  readonly accountPerMinute: number;
  readonly pollEveryMs: number;
  readonly supportTypes: ZendeskConfig["supportTypes"];
  readonly publicCommentsOnMessaging: boolean;
  readonly webhookMaxAgeMs: number;
  readonly mergeTag: string;
  /** Its first group is the id of the ticket a merged one went into. */
  readonly mergeNote: RegExp;
}

/**
 * Settings of a connection, from its configuration as loaded.
 * @throws ConfigError when the configuration did not go through the schema.
 */
export function readSettings(config: unknown): Settings {
  const result = ZendeskConfig.safeParse(config);
  if (!result.success) {
    throw new ConfigError({
      code: "E_CONFIG_INVALID",
      message: z.prettifyError(result.error),
      cause: result.error,
    });
  }
  const parsed = result.data;
  const origin = (parsed.baseUrl ?? `https://${parsed.subdomain}.zendesk.com`).replace(/\/+$/, "");
  return {
    origin,
    apiUrl: `${origin}/api/v2`,
    auth: parsed.auth,
    clientId: parsed.clientId ?? null,
    email: parsed.email ?? null,
    scope: parsed.scope,
    redirectUrl: parsed.redirectUrl ?? null,
    accountPerMinute: accountLimitPerMinute[parsed.plan],
    pollEveryMs: durationMs(parsed.pollEvery),
    supportTypes: parsed.supportTypes,
    publicCommentsOnMessaging: parsed.publicCommentsOnMessaging,
    webhookMaxAgeMs: durationMs(parsed.webhookMaxAge),
    mergeTag: parsed.mergeTag,
    mergeNote: new RegExp(parsed.mergeNote, "u"),
  };
}
