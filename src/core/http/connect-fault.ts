// Why a connection could not be made, where that is a matter of settings: TLS and the proxy.

export class ConnectFault extends Error {
  readonly kind: "tls" | "proxy";
  /** What to set or to look at. */
  readonly hint: string;
  /** Asking once more would be answered the same, and may count against us. */
  readonly isFinal: boolean;

  constructor(kind: ConnectFault["kind"], message: string, hint: string, cause: unknown, isFinal = false) {
    super(message, { cause });
    this.name = "ConnectFault";
    this.kind = kind;
    this.hint = hint;
    this.isFinal = isFinal;
  }
}

/** The fault of a proxy that gave no tunnel. `status`: what it answered, where it did. */
export function proxyFault(message: string, cause: unknown, status?: number): ConnectFault {
  return new ConnectFault("proxy", message, proxyHint(status), cause, status === proxyAuthenticationRequired);
}

/** The fault for an error met on connecting, where TLS raised it; an error of the network is given back as it is. */
export function connectFault(error: Error): Error {
  const code = connectCode(error);
  if (code === null) return error;
  return new ConnectFault("tls", `${code} ${reasonOf(error)}`, tlsHint(code), error);
}

/** OpenSSL's own words for it, where Node.js hands them on; its message adds a thread, a source file and a line break. */
function reasonOf(error: Error): string {
  return "reason" in error && typeof error.reason === "string" ? error.reason : error.message.trim();
}

/** Repeated, a wrong password locks the account out. */
const proxyAuthenticationRequired = 407;

function proxyHint(status: number | undefined): string {
  if (status === proxyAuthenticationRequired)
    return "Set the proxy's authorization: `http.proxy.secret` names the secret that holds USER:PASSWORD.";
  if (status === 403) return "Have the proxy allow this host, or name it in `http.proxy.bypass`.";
  return "Check `http.proxy`: its address, and that it may reach this host.";
}

/**
 * The code of an error that OpenSSL or Node's TLS raised, at any time: https://nodejs.org/api/errors.html#openssl-error-codes.
 * Null for all others.
 */
export function tlsCode(error: unknown): string | null {
  if (error instanceof Error && isTlsAnswer(error)) return tlsUnasked;
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return null;
  return /^(EPROTO$|ERR_SSL_|ERR_TLS_)/.test(error.code) ? error.code : null;
}

/** Ours: where HTTP was spoken, the answer was an alert of TLS. */
const tlsUnasked = "TLS_UNASKED";

/** undici's parser keeps what it did not understand. An alert begins with its type and TLS's major version: RFC 8446, 5.1. */
function isTlsAnswer(error: Error): boolean {
  return "data" in error && typeof error.data === "string" && error.data.startsWith("\u0015\u0003");
}

/** What OpenSSL makes of an answer that is none of TLS: of a server without it, most of the time. */
const noTls: ReadonlySet<string> = new Set([
  "ERR_SSL_WRONG_VERSION_NUMBER",
  "ERR_SSL_PACKET_LENGTH_TOO_LONG",
]);

/** The same of an error met on connecting, where certificates are judged; errors of the network are no business of it. */
function connectCode(error: Error): string | null {
  if (!("code" in error) || typeof error.code !== "string") return null;
  const isNetwork = "syscall" in error || /^(UND_|E[A-Z]+$)/.test(error.code);
  return tlsCode(error) ?? (isNetwork ? null : error.code);
}

const unknownIssuer: ReadonlySet<string> = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

/** What to do about a fault of TLS. */
export function tlsHint(code: string): string {
  if (unknownIssuer.has(code))
    return "Who issued the server's certificate is not known here. If it is your company's own, set `http.tls.ca`.";
  if (noTls.has(code))
    return "What answers there speaks no TLS. Check the URL's port; a server without TLS has an address with http://.";
  if (code === tlsUnasked)
    return "What answers there speaks TLS. Write https:// instead of http://, or check the URL's port.";
  if (code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID")
    return "Check this machine's clock; if it is right, the server's certificate has to be renewed.";
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return "The certificate is for another host. Check the connection's URL.";
  if (/CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|BAD_CERTIFICATE/.test(code))
    return "The server may ask for a client certificate: set `http.tls.certificate`. Else compare `http.tls.ciphers`.";
  if (code === "EPROTO" || /VERSION|UNSUPPORTED_PROTOCOL/.test(code))
    return "Server and integ have no TLS version or cipher in common: compare `http.tls.minVersion` and `http.tls.ciphers`.";
  return "Compare the server's certificate with the settings under `http.tls`.";
}
