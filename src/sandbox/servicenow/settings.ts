// Everything about the emulated instance that can be turned while the sandbox runs. Most of it differs from instance to
// instance: what the fact sheet marks as unverified is a setting here, too.
import { type Credentials, REDIRECT_URL } from "../clients.ts";
import type { ValidationRule } from "../settings.ts";

export interface ServiceNowSettings {
  /** Redirect URLs of the OAuth client, compared letter by letter. */
  redirectUrls: readonly string[];
  tokens: { accessS: number; refreshS: number };
  grants: { password: boolean; clientCredentials: boolean };
  basicAuth: boolean;
  /** PEM of the certificate that signs JWT assertions; empty: none is registered. */
  jwtPublicKey: string;
  /** Column of sys_user that an assertion's `sub` is looked up in. */
  jwtUserField: string;
  /** Zone of everybody whose user record names none. */
  systemZone: string;
  /** Date literals of a query are read in the caller's zone; false: as UTC. */
  literalsInUserZone: boolean;
  /** glide.invalid_query.returns_no_rows */
  invalidQueryReturnsNoRows: boolean;
  /** How much an update adds to sys_mod_count: rules update again. */
  modCountStep: number;
  /** People's edits become visible this much later than their stamp says: long transactions. */
  commitLagMs: number;
  /** Requests per hour; 0: no such rule. Counted on each node, and told to the others every `flushMs`. */
  limits: {
    allPerHour: number;
    tablePerHour: number;
    attachmentPerHour: number;
    importPerHour: number;
    statsPerHour: number;
    catalogPerHour: number;
    windowMs: number;
    nodes: number;
    flushMs: number;
  };
  /** Columns a record can't be resolved or closed without. */
  closeFields: readonly string[];
  /** Awaiting Caller needs a comment in the same update. */
  holdNeedsComment: boolean;
  /** A caller's comment on a record on hold sets it back to In Progress. */
  callerReplyReopens: boolean;
  /** Columns (`table.column`) that a business rule keeps as they are, whoever writes them, without a word. */
  ignoredFields: readonly string[];
  /** Business rules that abort a write. */
  validationRules: readonly ValidationRule[];
  /** Deletes are written to sys_audit_delete. */
  auditDeletes: boolean;
  /** How long the flow works on a new `u_request`; 0: no flow begins. */
  flowMs: number;
  attachments: {
    maxBytes: number;
    /** Comma list without dots; empty: all. */
    extensions: string;
    touchParent: boolean;
  };
  webhooks: { enabled: boolean; duplicate: boolean; reorder: boolean; delayMs: number; timeoutMs: number };
  /** The instance sleeps: every request is answered with its page. */
  hibernating: boolean;
  readonly credentials: Credentials;
}

const HUNDRED_DAYS_S = 8_640_000;

export function serviceNowDefaults(webhooks: boolean, credentials: Credentials): ServiceNowSettings {
  return {
    redirectUrls: [REDIRECT_URL],
    tokens: { accessS: 1800, refreshS: HUNDRED_DAYS_S },
    grants: { password: true, clientCredentials: true },
    basicAuth: true,
    jwtPublicKey: "",
    jwtUserField: "email",
    systemZone: "America/Los_Angeles",
    literalsInUserZone: true,
    invalidQueryReturnsNoRows: false,
    modCountStep: 3,
    commitLagMs: 0,
    limits: {
      allPerHour: 0,
      tablePerHour: 0,
      attachmentPerHour: 0,
      importPerHour: 0,
      statsPerHour: 0,
      catalogPerHour: 0,
      windowMs: 3_600_000,
      nodes: 1,
      flushMs: 30_000,
    },
    closeFields: ["close_code", "close_notes"],
    holdNeedsComment: true,
    callerReplyReopens: true,
    ignoredFields: [],
    validationRules: [],
    auditDeletes: true,
    flowMs: 0,
    attachments: { maxBytes: 1_073_741_824, extensions: "", touchParent: false },
    webhooks: { enabled: webhooks, duplicate: false, reorder: false, delayMs: 10, timeoutMs: 10_000 },
    hibernating: false,
    credentials: { ...credentials },
  };
}
