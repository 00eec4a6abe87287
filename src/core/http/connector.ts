// How a connection to a vendor is made: TLS as the operator wants it, and the way through a proxy.
import type { request as askPlainly } from "node:http";
import type { request as askByTls } from "node:https";
import type { Socket } from "node:net";
import { buildConnector } from "undici";
import { type ConnectFault, connectFault, proxyFault } from "./connect-fault.ts";
import { isBypassed } from "./hosts.ts";
import type { ProxySettings, TlsSettings } from "./settings.ts";

export interface ConnectorOptions {
  readonly connectTimeoutMs: number;
  readonly tls: TlsSettings;
  readonly proxy: ProxySettings | null;
}

type Connector = ReturnType<typeof buildConnector>;

/** Makes undici's sockets. An error of TLS or of the proxy comes as a ConnectFault: then no byte of a request has left. */
export function createConnector({ connectTimeoutMs, tls, proxy }: ConnectorOptions): Connector {
  const options = tlsOptions(tls);
  const direct = buildConnector({ timeout: connectTimeoutMs, allowH2: false, ...options });
  return (target, callback) => {
    const done: Parameters<Connector>[1] = (...[error, socket]) => {
      if (error !== null) callback(connectFault(error), null);
      else callback(null, socket);
    };
    if (proxy === null || isBypassed(target.hostname, proxy.bypass)) {
      direct(target, done);
      return;
    }
    const port = target.port || (target.protocol === "https:" ? "443" : "80");
    const way: Way = { proxy, options, authority: `${target.hostname}:${port}`, connectTimeoutMs };
    const opened: Opened = (fault, socket) => {
      if (fault !== null) callback(fault, null);
      else if (target.protocol === "https:") direct({ ...target, httpSocket: socket }, done);
      else callback(null, socket);
    };
    void askerFor(proxy).then((ask) => openTunnel(ask, way, opened));
  };
}

function tlsOptions({ minVersion, ciphers, ca, certificate }: TlsSettings) {
  return {
    minVersion,
    ...(ciphers === null ? {} : { ciphers }),
    ...(ca === null ? {} : { ca }),
    ...(certificate === null ? {} : certificate),
  };
}

interface Way {
  readonly proxy: ProxySettings;
  readonly options: ReturnType<typeof tlsOptions>;
  /** Host and port to be reached. */
  readonly authority: string;
  readonly connectTimeoutMs: number;
}

type Opened = (...result: [fault: ConnectFault, socket: null] | [fault: null, socket: Socket]) => void;

type Ask = typeof askPlainly | typeof askByTls;

/** Loaded when a tunnel is wanted: to import node:http loads its WebSockets too, some 40 ms of a start. */
const askerFor = async ({ url }: ProxySettings): Promise<Ask> =>
  (url.startsWith("https:") ? await import("node:https") : await import("node:http")).request;

/** RFC 9110, 9.3.6: CONNECT. The target's TLS goes through it, so the proxy sees host and port and nothing else. */
function openTunnel(ask: Ask, { proxy, options, authority, connectTimeoutMs }: Way, opened: Opened): void {
  const url = new URL(proxy.url);
  const { ca, minVersion } = options;
  const asking = ask({
    host: url.hostname,
    port: url.port || (url.protocol === "https:" ? 443 : 80),
    method: "CONNECT",
    path: authority,
    agent: false,
    headers: {
      host: authority,
      ...(proxy.authorization === null ? {} : { "proxy-authorization": proxy.authorization }),
    },
    minVersion,
    ...(ca === undefined ? {} : { ca }),
  });
  const timer = setTimeout(
    () => asking.destroy(new Error(`no tunnel within ${connectTimeoutMs} ms`)),
    connectTimeoutMs,
  );
  const at = `${url.protocol}//${url.host}`;
  asking.once("error", (error) => {
    clearTimeout(timer);
    opened(proxyFault(`${at}: ${error.message}`, error), null);
  });
  asking.once("connect", (response, socket: Socket, head) => {
    clearTimeout(timer);
    if (response.statusCode === 200) {
      if (head.length > 0) socket.unshift(head);
      opened(null, socket);
      return;
    }
    socket.destroy();
    const said = `${at} answered ${response.statusCode} to CONNECT ${authority}`;
    opened(proxyFault(said, undefined, response.statusCode), null);
  });
  asking.end();
}
