// Addresses of vendors in a configuration: credentials go there, so only over TLS, or to this machine.

/** Whether a host name, as `URL.hostname` gives it, is this machine's own. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** Whether credentials may be sent to it: https, or http on this machine. */
export function isSafeOrigin(url: URL): boolean {
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
}

/** Whether a text can be the base of a vendor's addresses: safe, and without query, fragment or user. */
export function isSafeBaseUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  if (url.search !== "" || url.hash !== "" || url.username !== "" || url.password !== "") return false;
  return isSafeOrigin(url);
}
