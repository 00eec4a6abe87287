// Everything about the emulated accounts that can be turned while the sandbox runs.
import { type Credentials, printSafe, REDIRECT_URL } from "./clients.ts";
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "./json.ts";

/** Refuses a write that sets `field` to `value`; `*` refuses any value. */
export interface ValidationRule {
  readonly field: string;
  readonly value: Json;
  readonly message: string;
}

export interface SalesforceSettings {
  /** An active case assignment rule: moves OwnerId to a queue unless Sforce-Auto-Assign is FALSE. */
  assignmentRule: boolean;
  dailyApiLimit: number;
  sessionTimeoutS: number;
  refreshTokenRotation: boolean;
  /** Callback URLs of the app, compared letter by letter. */
  redirectUrls: readonly string[];
  /** Rows in one page of a query. */
  queryPageSize: number;
  validationRules: readonly ValidationRule[];
  requiredFields: readonly string[];
  /** Whether the integration user may edit and delete case comments (permission Modify All Data). */
  modifyAllData: boolean;
  /** Whether links of files can be asked for without naming one of their ends (permission Query All Files). */
  queryAllFiles: boolean;
  /** PEM of the certificate or public key that signs JWT bearer assertions; empty: none registered. */
  jwtPublicKey: string;
  readonly credentials: Credentials;
}

export interface ZendeskSettings {
  /** Redirect URLs of the OAuth client, compared letter by letter. */
  redirectUrls: readonly string[];
  webhooks: {
    enabled: boolean;
    duplicate: boolean;
    reorder: boolean;
    delayMs: number;
    timeoutMs: number;
    /** Longest Retry-After that is honoured, in seconds. */
    retryAfterMaxS: number;
    breakerSample: number;
    breakerErrorShare: number;
    breakerErrors: number;
    breakerWindowMs: number;
    breakerPauseMs: number;
  };
  limits: {
    accountPerMinute: number;
    updatesPerMinute: number;
    updatesPerTicketPer10Minutes: number;
    deletesPerMinute: number;
    incrementalPerMinute: number;
    openJobs: number;
  };
  validationRules: readonly ValidationRule[];
  requiredFields: readonly string[];
  searchLagMs: number;
  exportLagS: number;
  jobQueueMs: number;
  jobStepMs: number;
  apiTokens: boolean;
  /** A trigger that puts new tickets into the default group. */
  createTrigger: boolean;
  /** Routing assigns a new ticket this long after its creation; 0: never. */
  routingEchoMs: number;
  /** Files are shown to callers with a credential only. */
  privateAttachments: boolean;
  readonly credentials: Credentials;
}

export interface Settings {
  latencyMs: number;
  salesforce: SalesforceSettings;
  zendesk: ZendeskSettings;
}

export function defaultSettings(
  latencyMs: number,
  webhooks: boolean,
  credentials: Credentials = printSafe,
): Settings {
  return {
    latencyMs,
    salesforce: { ...salesforceDefaults(), credentials: { ...credentials } },
    zendesk: { ...zendeskDefaults(webhooks), credentials: { ...credentials } },
  };
}

function salesforceDefaults(): Omit<SalesforceSettings, "credentials"> {
  return {
    assignmentRule: true,
    dailyApiLimit: 100_000,
    sessionTimeoutS: 7200,
    refreshTokenRotation: false,
    redirectUrls: [REDIRECT_URL],
    queryPageSize: 2000,
    validationRules: [],
    requiredFields: [],
    modifyAllData: false,
    queryAllFiles: true,
    jwtPublicKey: "",
  };
}

/** Limits of the Enterprise plan; the webhook breaker's sample and pause are not published, hence settable. */
function zendeskDefaults(webhooks: boolean): Omit<ZendeskSettings, "credentials"> {
  return {
    redirectUrls: [REDIRECT_URL],
    webhooks: {
      enabled: webhooks,
      duplicate: false,
      reorder: false,
      delayMs: 10,
      timeoutMs: 12_000,
      retryAfterMaxS: 60,
      breakerSample: 100,
      breakerErrorShare: 0.7,
      breakerErrors: 1000,
      breakerWindowMs: 300_000,
      breakerPauseMs: 5000,
    },
    limits: {
      accountPerMinute: 700,
      updatesPerMinute: 100,
      updatesPerTicketPer10Minutes: 30,
      deletesPerMinute: 400,
      incrementalPerMinute: 10,
      openJobs: 30,
    },
    validationRules: [],
    requiredFields: [],
    searchLagMs: 30_000,
    exportLagS: 60,
    jobQueueMs: 50,
    jobStepMs: 20,
    apiTokens: true,
    createTrigger: true,
    routingEchoMs: 0,
    privateAttachments: true,
  };
}

/** Lays `patch` over `settings` in place. @returns what is wrong with it, or null; then nothing was changed. */
export function applySettings(settings: Settings, patch: Json): string | null {
  const plan: (() => void)[] = [];
  const problem = planPatch(settings, patch, "", plan);
  if (problem !== null) return problem;
  for (const step of plan) step();
  return null;
}

function planPatch(target: object, patch: Json, path: string, plan: (() => void)[]): string | null {
  if (!isJsonObject(patch)) return `${path || "the body"} must be an object`;
  for (const [key, value] of Object.entries(patch)) {
    const where = path === "" ? key : `${path}.${key}`;
    const current: unknown = Reflect.get(target, key);
    if (current === undefined) return `there is no setting ${where}`;
    const problem = isNested(current)
      ? planPatch(current, value, where, plan)
      : planValue(target, key, current, value, where, plan);
    if (problem !== null) return problem;
  }
  return null;
}

function isNested(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function planValue(
  target: object,
  key: string,
  current: unknown,
  value: Json,
  where: string,
  plan: (() => void)[],
): string | null {
  const next = key === "validationRules" ? readRules(value) : value;
  if (next === null) return `${where} must be a list of {field, value, message?}`;
  if (Array.isArray(current) !== Array.isArray(next)) return `${where} must be a list`;
  if (typeof current !== typeof next) return `${where} must be a ${typeof current}`;
  plan.push(() => Reflect.set(target, key, next));
  return null;
}

function readRules(value: Json): ValidationRule[] | null {
  if (!isJsonArray(value)) return null;
  const rules: ValidationRule[] = [];
  for (const item of value) {
    if (!isJsonObject(item) || typeof item.field !== "string" || item.value === undefined) return null;
    const message = typeof item.message === "string" ? item.message : `${item.field} is not allowed here`;
    rules.push({ field: item.field, value: item.value, message });
  }
  return rules;
}

/** The first rule that refuses these values, if any. */
export function brokenRule(rules: readonly ValidationRule[], values: JsonObject): ValidationRule | null {
  for (const rule of rules) {
    const given = Object.keys(values).find((name) => name.toLowerCase() === rule.field.toLowerCase());
    if (given === undefined) continue;
    if (rule.value === "*" || values[given] === rule.value) return rule;
  }
  return null;
}
