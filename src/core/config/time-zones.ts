// Names of time zones.

/** Whether the text names a time zone (IANA: `Europe/Berlin`, `UTC`). */
export function isZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
