// From a request to what goes on the wire: URL, headers, body.
import { ConfigError, PermanentError } from "../contract/errors.ts";
import type { HttpRequest } from "../contract/http.ts";
import { matchesHost } from "./hosts.ts";
import type { WireRequest } from "./transport.ts";

const absolute = /^https?:\/\//i;

/** Whether a request's path is a URL of its own, with scheme and host. */
export function isAbsolute(path: string): boolean {
  return absolute.test(path);
}

/**
 * The request's URL. A signed-in request must stay on the base URL's origin: a link in an answer
 * must not carry the credential elsewhere.
 * @throws ConfigError for a base URL that is none, PermanentError for a foreign origin.
 */
export function resolveUrl(request: HttpRequest, baseUrl: string | null, signedIn: boolean): URL {
  const base = baseUrl === null ? null : parseBase(baseUrl);
  const text = isAbsolute(request.path) ? request.path : join(base, request.path);
  const url = URL.parse(text);
  if (url === null) throw foreign(request, "is not a valid URL");
  if (signedIn && base !== null && url.origin !== base.origin) {
    throw foreign(request, `is on ${url.origin}, but the credential belongs to ${base.origin}`);
  }
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) url.searchParams.append(name, String(value));
  }
  // A blank as %20: the + of forms is a plus sign to servers that read the query by RFC 3986.
  url.search = url.search.replaceAll("+", "%20");
  return url;
}

/** @throws ConfigError E_HOST_FORBIDDEN for a host that is not among the allowed ones; null allows any. */
export function refuseForbidden(
  url: URL,
  request: HttpRequest,
  allowedHosts: readonly string[] | null,
  connection: string,
): void {
  if (allowedHosts === null || allowedHosts.some((pattern) => matchesHost(url.hostname, pattern))) return;
  throw new ConfigError({
    code: "E_HOST_FORBIDDEN",
    message: `"${request.operation}" would call ${url.hostname}, which ${connection} may not`,
    hint: "If it is the vendor's, add it to the connection's `http.allowedHosts`.",
    connection,
    operation: request.operation,
  });
}

function parseBase(baseUrl: string): URL {
  const base = URL.parse(baseUrl);
  if (base?.protocol === "https:" || base?.protocol === "http:") return base;
  throw new ConfigError({ code: "E_CONFIG_INVALID", message: `"${baseUrl}" is not an http(s) URL` });
}

function join(base: URL | null, path: string): string {
  if (base === null) return path;
  return `${base.origin}${base.pathname.replace(/\/+$/, "")}/${path.replace(/^\/+/, "")}`;
}

function foreign(request: HttpRequest, why: string): PermanentError {
  return new PermanentError({
    code: "E_VENDOR_ANSWER",
    message: `The address of "${request.operation}" ${why}`,
    operation: request.operation,
  });
}

/** Body, headers and bounds of the request, header names in lower case; later ones win. */
export function encode(
  request: HttpRequest,
  settings: { readonly userAgent: string; readonly maxResponseBytes: number },
  credentials: Readonly<Record<string, string>>,
): Omit<WireRequest, "method" | "url"> {
  const { streamed = false, maxResponseBytes = settings.maxResponseBytes } = request;
  const headers: Record<string, string> = {
    accept: "application/json",
    // A stream is handed over as it comes, so it must come as it is.
    "accept-encoding": streamed ? "identity" : "gzip",
    "user-agent": settings.userAgent,
  };
  const body = encodeBody(request, headers);
  for (const [name, value] of Object.entries({ ...request.headers, ...credentials }))
    headers[name.toLowerCase()] = value;
  return { headers, body, streamed, maxResponseBytes };
}

function encodeBody(request: HttpRequest, headers: Record<string, string>): WireRequest["body"] {
  if (request.json !== undefined) {
    headers["content-type"] = "application/json; charset=UTF-8";
    return JSON.stringify(request.json);
  }
  if (request.form !== undefined) {
    headers["content-type"] = "application/x-www-form-urlencoded";
    return new URLSearchParams(request.form).toString();
  }
  return request.body ?? null;
}
