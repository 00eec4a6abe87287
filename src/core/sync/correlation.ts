// The key written on every record we create, so that it can be found again whatever happened to us.

const prefix = "integ";

/**
 * The key of the record created for `recordId`: the same after a crash, and even after the database is lost.
 * Ids are immutable at the vendor, so the key is unique per record and sync.
 */
export function correlationKeyFor(sync: string, recordId: string): string {
  return `${prefix}:${sync}:${recordId}`;
}

/** The id of the record a key was made for; null when the key is not one of this sync's. */
export function recordIdInKey(sync: string, key: string | null): string | null {
  const start = `${prefix}:${sync}:`;
  return key?.startsWith(start) ? key.slice(start.length) : null;
}
