// What Jira Cloud and Jira Data Center do differently. One of the two is chosen once, when the connection is made;
// no other room asks which it is.
import type { Dated } from "../../connector-parts/answers.ts";
import type { Urgency } from "../../contract/http.ts";
import type { Calls, JsonObject } from "./calls.ts";
import { cloud } from "./cloud.ts";
import type { Settings } from "./config.ts";
import { dataCenter } from "./data-center.ts";
import type { Attachment, Issue, User } from "./schema.ts";

/** Before the first issue of any Jira, September 2001; times of fewer digits are taken for no times. */
export const earliestMs = 1_000_000_000_000;

/** Issues in the order of their last change. */
export interface SearchAsk {
  /** Conditions in JQL, all of which hold. */
  readonly conditions: readonly string[];
  /** Epoch milliseconds; older changes are left out. */
  readonly since: number;
  readonly fields: readonly string[];
  /** Of the page before; null for the first page. All else stays the same from page to page. */
  readonly token: string | null;
  readonly urgency?: Urgency;
}

export interface SearchPage {
  readonly issues: readonly Issue[];
  /** Null on the last page. */
  readonly next: string | null;
}

export interface Flavor {
  readonly id: Settings["deployment"];
  /** `deploymentType` of the server's own account of itself. */
  readonly deploymentType: string;
  readonly api: "/rest/api/3" | "/rest/api/2";
  readonly apiVersion: "v3" | "v2";
  readonly text: "adf" | "wiki";
  /** The one form in which people are named; null for nobody. */
  personId(user: User): string | null;
  /** What such an id may look like; anything else is not asked for. */
  readonly personPattern: RegExp;
  /** The same as a value to write. */
  person(id: string): JsonObject;
  search(calls: Calls, ask: SearchAsk): Promise<Dated<SearchPage>>;
  /** By id, from the database itself; those that are gone or hidden are left out. */
  readMany(calls: Calls, ids: readonly string[], fields: readonly string[]): Promise<readonly Issue[]>;
  /** People by the ids `personId` gives; unknown ones are left out. */
  showPeople(calls: Calls, ids: readonly string[]): Promise<readonly User[]>;
  /** People whose name or address holds the text; who has left may be among them. */
  findPeople(calls: Calls, text: string): Promise<readonly User[]>;
  /** Where the bytes of a file are asked for; null where they can't be. */
  contentPath(file: Attachment): string | null;
  /** Order of comments, newest first; null where only the oldest can come first. */
  readonly newestFirst: string | null;
}

export const flavors: Readonly<Record<Settings["deployment"], Flavor>> = {
  cloud,
  "data-center": dataCenter,
};
