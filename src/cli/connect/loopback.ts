// The address on this machine that the vendor sends the browser back to: it hears one answer and says little.
import http from "node:http";
import type { AddressInfo } from "node:net";
import { IntegrationError } from "../../core/contract/errors.ts";
import { type ExpectedRedirect, readRedirect } from "./redirect.ts";

export interface LoopbackOptions extends ExpectedRedirect {
  /** `http://localhost:PORT/PATH`; port 0 takes a free one. */
  readonly redirectUrl: string;
  /** Called for an answer that belongs to another sign-in; the right one is still waited for. */
  readonly onStray: () => void;
}

export interface Loopback {
  /** With the port that is listened on. */
  readonly redirectUrl: string;
  /** The code of the first answer that is ours, once the browser has its page. @throws as `readRedirect` */
  readonly code: Promise<string>;
  close(): void;
}

/** @throws Error of the system (`code` EADDRINUSE, EACCES) when the port can't be had. */
export async function listenLoopback(options: LoopbackOptions): Promise<Loopback> {
  const asked = new URL(options.redirectUrl);
  const answered = Promise.withResolvers<string>();
  // Whoever listens is told later; until then nobody else hears of a refusal.
  answered.promise.catch(() => undefined);
  const servers: http.Server[] = [];
  const close = (): void => {
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
  };
  try {
    // Browsers take either address for localhost.
    const hosts =
      asked.hostname === "localhost" ? ["127.0.0.1", "::1"] : [asked.hostname.replace(/^\[|\]$/g, "")];
    for (const host of hosts) {
      const server = http.createServer({ requestTimeout: 10_000 });
      const port = servers.length === 0 ? Number(asked.port || 80) : portOf(servers[0]);
      if (await listen(server, host, port, servers.length > 0)) servers.push(server);
    }
  } catch (error) {
    close();
    throw error;
  }
  asked.port = String(portOf(servers[0]));
  const hear = createHearing(options, asked, answered);
  for (const server of servers) server.on("request", hear);
  return { redirectUrl: asked.href, code: answered.promise, close };
}

/** False where the machine has no such address, if it can be done without. */
async function listen(server: http.Server, host: string, port: number, isSpare: boolean): Promise<boolean> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ host, port, exclusive: true }, resolve);
    });
    return true;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (isSpare && (code === "EADDRNOTAVAIL" || code === "EAFNOSUPPORT")) return false;
    throw error;
  }
}

const portOf = (server: http.Server | undefined): number =>
  (server?.address() as AddressInfo | null)?.port ?? 0;

function createHearing(
  options: LoopbackOptions,
  { port, pathname }: URL,
  answered: PromiseWithResolvers<string>,
): http.RequestListener {
  const names = new Set(
    ["localhost", "127.0.0.1", "[::1]"].map((name) => (port === "" ? name : `${name}:${port}`)),
  );
  let isAnswered = false;
  return (request, response) => {
    // Another name for this machine is a web page that had its name point here.
    if (!names.has(request.headers.host ?? "")) return show(response, 421, "Wrong address", "");
    const url = new URL(request.url ?? "/", "http://localhost");
    if (url.pathname !== pathname) return show(response, 404, "Nothing here", "");
    if (request.method !== "GET") return show(response, 405, "Nothing here", "");
    if (isAnswered)
      return show(response, 409, "Already answered", "This sign-in has its answer. Close this window.");
    try {
      const code = readRedirect(url, options);
      isAnswered = true;
      response.once("close", () => answered.resolve(code));
      show(response, 200, "integ has the answer", "Go on in the terminal. This window can be closed.");
    } catch (error) {
      if (error instanceof IntegrationError && error.code === "E_SIGN_IN_STATE") {
        options.onStray();
        return show(response, 400, "Another sign-in", "This is not the sign-in that integ waits for.");
      }
      isAnswered = true;
      response.once("close", () => answered.reject(error));
      show(response, 200, "Not signed in", "The reason is in the terminal. This window can be closed.");
    }
  };
}

/** No script, no style from elsewhere, and nothing of the address that was called. */
function show(response: http.ServerResponse, status: number, title: string, text: string): void {
  response.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'",
    "x-content-type-options": "nosniff",
    connection: "close",
  });
  response.end(
    `<!doctype html><html lang="en"><head><title>integ: ${title}</title></head><body><h1>${title}</h1><p>${text}</p></body></html>`,
  );
}
