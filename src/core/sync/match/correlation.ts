// The key written on every record we create, so that it can be found again whatever happened to us.
import { createHash } from "node:crypto";
import type { SidePort } from "../types.ts";

const prefix = "integ";
const tagLength = 10;

/**
 * What the keys of copies of this object's records begin with. It names the vendor's account and object, not our
 * own names for them: renaming a sync or a connection, or losing the database, changes no key.
 */
export function keyPrefixOf(account: string, object: string): string {
  const tag = createHash("sha256").update(`${account}\n${object}`).digest("base64url").slice(0, tagLength);
  return `${prefix}:${tag}:`;
}

/** The key of the copy of a record; `source` is where the original is. Ids are immutable, so it is unique. */
export function correlationKeyFor(source: SidePort, recordId: string): string {
  return source.keyPrefix + recordId;
}

/** Whether it is a key of ours, whatever record it names. */
export const isOwnKey = (key: string | null): key is string => key?.startsWith(`${prefix}:`) ?? false;

/** The id of the original a key was made for; null when it is no key of a copy of `source`'s records. */
export function recordIdInKey(source: SidePort, key: string | null): string | null {
  return key?.startsWith(source.keyPrefix) ? key.slice(source.keyPrefix.length) : null;
}
