// The addresses in `server:`.

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** Host (brackets of IPv6 removed) and port of `HOST:PORT`; null when the text is no such address. Port 0 means any. */
export function parseListen(text: string): ListenAddress | null {
  const parts = /^(?:\[([0-9a-fA-F:.%a-z]+)\]|([A-Za-z0-9._-]+)):(\d{1,5})$/.exec(text.trim());
  const host = parts?.[1] ?? parts?.[2];
  const port = Number(parts?.[3]);
  if (host === undefined || port > 65_535) return null;
  return { host, port };
}

/** The URL without a trailing slash; null when it is not http(s) or has credentials, a query or a fragment. */
export function parsePublicUrl(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") return null;
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") return null;
  return url.href.replace(/\/+$/, "");
}
