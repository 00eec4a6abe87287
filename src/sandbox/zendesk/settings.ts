// Everything about the emulated account that can be turned while the sandbox runs.
import { type Credentials, REDIRECT_URL } from "../clients.ts";
import type { ValidationRule } from "../settings.ts";

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

/** Limits of the Enterprise plan; the webhook breaker's sample and pause are not published, hence settable. */
export function zendeskDefaults(webhooks: boolean, credentials: Credentials): ZendeskSettings {
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
    credentials: { ...credentials },
  };
}
