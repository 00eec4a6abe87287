// The records of the emulated site. What an issue holds is replaced as a whole by each change, so that indexes can keep
// what it was.
import type { Json, JsonObject } from "../json.ts";

export type AccountType = "atlassian" | "app" | "customer";

export interface User {
  /** Cloud knows people by this. */
  readonly accountId: string;
  /** Data Center knows them by `name` and `key`. */
  readonly name: string;
  readonly key: string;
  displayName: string;
  email: string;
  accountType: AccountType;
  active: boolean;
  /** A profile that shows its address to nobody. */
  hidesEmail: boolean;
  readonly timeZone: string;
}

export type CategoryKey = "new" | "indeterminate" | "done";

export interface Status {
  readonly id: string;
  readonly name: string;
  readonly category: CategoryKey;
}

export interface IssueType {
  readonly id: string;
  readonly name: string;
  readonly subtask: boolean;
}

export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface Component extends Named {
  readonly projectId: string;
  readonly description: string;
}

export interface Version extends Named {
  readonly projectId: string;
  readonly description: string;
  readonly released: boolean;
  readonly archived: boolean;
  readonly releaseDate: string | null;
  readonly startDate: string | null;
}

export interface Project {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly kind: "software" | "service_desk" | "business";
  readonly issueTypeIds: readonly string[];
  lastNumber: number;
}

export interface Comment {
  readonly id: string;
  readonly authorId: string;
  readonly updateAuthorId: string;
  readonly body: Json;
  readonly createdMs: number;
  readonly updatedMs: number;
  readonly visibility: JsonObject | null;
  readonly properties: ReadonlyMap<string, Json>;
}

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
  readonly authorId: string;
  readonly createdMs: number;
  /** Names the file to the media host. */
  readonly token: string;
}

export interface ChangeItem {
  readonly field: string;
  readonly fieldId: string;
  readonly custom: boolean;
  readonly from: string | null;
  readonly fromString: string | null;
  readonly to: string | null;
  readonly toString: string | null;
}

export interface History {
  readonly id: string;
  readonly authorId: string;
  readonly createdMs: number;
  readonly items: readonly ChangeItem[];
}

/** Field id → value as stored: ids for what has ids, the document for rich text, null for blank. */
export type Values = Readonly<Record<string, Json>>;

export interface IssueState {
  readonly key: string;
  readonly values: Values;
  readonly comments: readonly Comment[];
  readonly files: readonly StoredFile[];
  readonly properties: ReadonlyMap<string, Json>;
  readonly histories: readonly History[];
  readonly updatedMs: number;
}

export interface Issue {
  readonly id: string;
  readonly createdMs: number;
  readonly creatorId: string;
  state: IssueState;
  isDeleted: boolean;
}

/** `2026-05-06T08:47:45.123+0000`: an offset without a colon. */
export const stampOf = (atMs: number): string => new Date(atMs).toISOString().replace("Z", "+0000");
