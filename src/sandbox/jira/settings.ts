// Everything about the emulated site that can be turned while the sandbox runs.
import { type Credentials, REDIRECT_URL } from "../clients.ts";
import type { ValidationRule } from "../settings.ts";

/** Which product answers: the Cloud, or Data Center of one of its major versions. */
export type Deployment = "cloud" | "data-center-9" | "data-center-10" | "data-center-11";

/** A way between two statuses, by name. No `from`: from everywhere. */
export interface Transition {
  readonly id: string;
  readonly name: string;
  readonly from: readonly string[];
  readonly to: string;
  /** Fields of its screen; no screen without any. */
  readonly screen: readonly string[];
  readonly required: readonly string[];
}

export interface JiraSettings {
  deployment: Deployment;
  /** Callback URLs of the app, compared letter by letter. */
  redirectUrls: readonly string[];
  accessLifeS: number;
  /** How long a refresh token that was traded still works. */
  refreshLeewayS: number;
  refreshIdleDays: number;
  /** The API token is a scoped one: it opens `/ex/jira/CLOUD-ID` and not the site. */
  scopedApiToken: boolean;
  apiTokenExpired: boolean;
  /** The integration user administers Jira. */
  admin: boolean;
  /** The integration user administers its projects: components and versions can be made. */
  projectAdmin: boolean;
  mayTransition: boolean;
  /** Keys of projects the integration user does not see. */
  hiddenProjects: readonly string[];
  hideEmails: boolean;
  /** Time zone of the integration user's profile: dates in JQL are read in it. */
  userZone: string;
  /** How late the search index is. */
  indexLagMs: number;
  /** Chance that a search leaves an issue out that changed in the last `flickerMs`. */
  flickerShare: number;
  flickerMs: number;
  /** Most issues in one page of a search, whatever is asked for. */
  searchPageSize: number;
  /** A page without issues that is not the last, before each page; or the first page's token coming again. */
  searchQuirk: string;
  limits: {
    getPerS: number;
    postPerS: number;
    putPerS: number;
    deletePerS: number;
    perIssue2s: number;
    perIssue30s: number;
    pointsPerHour: number;
  };
  /** Fields that are on no screen: writing them is refused. */
  offScreen: readonly string[];
  /** Fields a new issue must have beside summary, project and type. */
  requiredFields: readonly string[];
  validationRules: readonly ValidationRule[];
  /** Writes to an issue whose id or key is listed end in 409. */
  conflicting: readonly string[];
  uploadLimitBytes: number;
  /** Most comments of one issue; one more ends in 413. */
  commentsPerIssue: number;
  /** Project key → its workflow. The first status is the one of new issues. */
  readonly workflows: Readonly<Record<string, readonly Transition[]>>;
  webhooks: {
    enabled: boolean;
    duplicate: boolean;
    reorder: boolean;
    delayMs: number;
    timeoutMs: number;
    lifeDays: number;
    retryWaitMs: number;
  };
  readonly credentials: Credentials;
}

const way = (
  id: string,
  name: string,
  from: readonly string[],
  to: string,
  screen: readonly string[] = [],
  required: readonly string[] = [],
): Transition => ({ id, name, from, to, screen, required });

/** Several steps from end to end; what is done needs a resolution in the service project. */
const supportWorkflow: readonly Transition[] = [
  way("11", "Start work", ["To Do"], "In Progress"),
  way("21", "Wait for reply", ["In Progress"], "Waiting"),
  way("31", "Resume", ["Waiting"], "In Progress"),
  way("41", "Resolve", ["In Progress"], "Done", ["resolution"]),
  way("51", "Reopen", ["Done"], "To Do"),
];

const serviceWorkflow: readonly Transition[] = [
  way("11", "Start work", ["To Do"], "In Progress"),
  way("21", "Respond to customer", ["In Progress"], "Waiting"),
  way("31", "Resume", ["Waiting"], "In Progress"),
  way("41", "Resolve this issue", ["In Progress"], "Done", ["resolution", "comment"], ["resolution"]),
  way("51", "Back to in progress", ["Done"], "In Progress"),
];

const openWorkflow: readonly Transition[] = ["To Do", "In Progress", "Waiting", "Done"].map((status, index) =>
  way(String(index * 10 + 11), status, [], status),
);

/** Limits as published; what is not is settable: the index's lag and how long it flickers. */
export function jiraDefaults(webhooks: boolean, credentials: Credentials): JiraSettings {
  return {
    deployment: "cloud",
    redirectUrls: [REDIRECT_URL],
    accessLifeS: 3600,
    refreshLeewayS: 600,
    refreshIdleDays: 90,
    scopedApiToken: false,
    apiTokenExpired: false,
    admin: false,
    projectAdmin: true,
    mayTransition: true,
    hiddenProjects: [],
    hideEmails: false,
    userZone: "UTC",
    indexLagMs: 1000,
    flickerShare: 0,
    flickerMs: 5000,
    searchPageSize: 100,
    searchQuirk: "none",
    limits: {
      getPerS: 100,
      postPerS: 100,
      putPerS: 50,
      deletePerS: 50,
      perIssue2s: 20,
      perIssue30s: 100,
      pointsPerHour: 65_000,
    },
    offScreen: [],
    requiredFields: [],
    validationRules: [],
    conflicting: [],
    uploadLimitBytes: 50_000_000,
    commentsPerIssue: 5000,
    workflows: { SUP: supportWorkflow, HELP: serviceWorkflow, OPS: openWorkflow },
    webhooks: {
      enabled: webhooks,
      duplicate: false,
      reorder: false,
      delayMs: 10,
      timeoutMs: 20_000,
      lifeDays: 30,
      retryWaitMs: 300_000,
    },
    credentials: { ...credentials },
  };
}
