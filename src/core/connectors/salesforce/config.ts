// What a `connector: salesforce` connection may say in the configuration, and its values with units.
import { z } from "zod";
import { isSafeOrigin } from "../../connector-parts/base-url.ts";
import { duration, durationMs, pace } from "../../connector-parts/durations.ts";
import { ConfigError } from "../../contract/errors.ts";
import { RedirectUrl, redirectUrlText } from "../../oauth/redirect-url.ts";

const oldestApiVersion = 58;

function loginUrlFault(text: string): string | null {
  if (!URL.canParse(text)) return "must be a URL such as https://acme.my.salesforce.com";
  const url = new URL(text);
  if (!isSafeOrigin(url)) return "must begin with https://";
  if (url.hostname.endsWith(".lightning.force.com")) {
    return "is the user interface's host; use the My Domain host that ends with .my.salesforce.com";
  }
  if (url.pathname !== "/" || url.search !== "" || url.username !== "")
    return "must be a host without path or user";
  return null;
}

/** Every key a Salesforce connection may have; strict, so a misspelt key is refused. */
export const SalesforceConfig = z
  .strictObject({
    connector: z.literal("salesforce"),
    loginUrl: z
      .string()
      .superRefine((text, check) => {
        const fault = loginUrlFault(text);
        if (fault !== null) check.addIssue({ code: "custom", message: fault });
      })
      .describe("Where to sign in: the org's My Domain, https://acme.my.salesforce.com"),
    apiVersion: z
      .string()
      .regex(/^\d{2,3}\.0$/, 'must be a version such as "66.0"')
      .refine((text) => Number(text) >= oldestApiVersion, `must be ${oldestApiVersion}.0 or newer`)
      .optional()
      .describe("REST API version; the newest the org offers when absent"),
    auth: z
      .enum(["client-credentials", "jwt-bearer", "browser"])
      .default("client-credentials")
      .describe("How to sign in"),
    redirectUrl: RedirectUrl.optional().describe(redirectUrlText),
    username: z.string().min(1).optional().describe("User to act as; jwt-bearer only"),
    audience: z.url().optional().describe("`aud` of the JWT; by default the login host's kind decides"),
    externalIdField: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9_]*__c$/, "must be a custom field's API name, which ends with __c")
      .default("Integ_Key__c")
      .describe("Unique external-id text field that carries integ's key of records it creates"),
    pollEvery: pace()
      .optional()
      .describe("Time between two polls; by default what the daily API budget allows"),
    overlap: duration().default("30s").describe("How late a change may become visible to a poll"),
    budgetShare: z
      .number()
      .gt(0)
      .lte(1)
      .default(0.5)
      .describe("Share of the API calls left today that polls may use"),
  })
  .superRefine((config, check) => {
    if (config.auth === "jwt-bearer" && config.username === undefined) {
      check.addIssue({ code: "custom", path: ["username"], message: "is needed with auth: jwt-bearer" });
    }
  });
export type SalesforceConfig = z.infer<typeof SalesforceConfig>;

/** The configuration in the units the rooms work with. */
export interface SalesforceSettings {
  /** Origin to sign in at, without a trailing slash. */
  readonly loginOrigin: string;
  readonly apiVersion: string | null;
  readonly auth: SalesforceConfig["auth"];
  readonly username: string | null;
  readonly redirectUrl: string | null;
  readonly audience: string;
  readonly externalIdField: string;
  readonly pollEveryMs: number | null;
  readonly overlapMs: number;
  readonly budgetShare: number;
}

/** `aud` must name the kind of org: production, sandbox, or the host itself where it is neither. */
function audienceOf(loginOrigin: string): string {
  const { protocol, hostname } = new URL(loginOrigin);
  if (protocol === "http:") return loginOrigin;
  if (hostname === "test.salesforce.com" || hostname.endsWith(".sandbox.my.salesforce.com")) {
    return "https://test.salesforce.com";
  }
  if (hostname === "login.salesforce.com" || hostname.endsWith(".my.salesforce.com")) {
    return "https://login.salesforce.com";
  }
  return loginOrigin;
}

/**
 * Settings of a connection, from its configuration as loaded.
 * @throws ConfigError when the configuration did not go through the schema.
 */
export function readSettings(config: unknown): SalesforceSettings {
  const parsed = SalesforceConfig.safeParse(config);
  if (!parsed.success) {
    throw new ConfigError({
      code: "E_CONFIG_INVALID",
      message: z.prettifyError(parsed.error),
      cause: parsed.error,
    });
  }
  const { loginUrl, apiVersion, auth, username, audience, pollEvery, ...rest } = parsed.data;
  const loginOrigin = new URL(loginUrl).origin;
  return {
    loginOrigin,
    apiVersion: apiVersion ?? null,
    auth,
    username: username ?? null,
    redirectUrl: rest.redirectUrl ?? null,
    audience: audience ?? audienceOf(loginOrigin),
    externalIdField: rest.externalIdField,
    pollEveryMs: pollEvery === undefined ? null : durationMs(pollEvery),
    overlapMs: durationMs(rest.overlap),
    budgetShare: rest.budgetShare,
  };
}
