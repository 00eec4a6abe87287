// A proxy that knows CONNECT alone, and remembers who asked for what.
import http from "node:http";
import net, { type AddressInfo } from "node:net";

export interface ConnectProxy {
  readonly url: string;
  readonly asked: { readonly target: string | undefined; readonly authorization: string | undefined }[];
  close(): void;
}

/** A status, or what else befalls whoever asks. */
export type ProxyAnswer = number | "silent" | "hangs up";

/** Answers CONNECT; tunnels when the answer is 200. With `wants`, whoever does not show it is answered 407. */
export async function startConnectProxy(answer: ProxyAnswer = 200, wants?: string): Promise<ConnectProxy> {
  const asked: ConnectProxy["asked"] = [];
  const server = http.createServer((_request, response) => response.writeHead(400).end());
  const sockets = new Set<net.Socket>();
  server.on("connection", (socket: net.Socket) => sockets.add(socket));
  server.on("connect", (request, socket) => {
    const authorization = request.headers["proxy-authorization"];
    asked.push({ target: request.url, authorization });
    socket.on("error", () => undefined);
    const status = wants === undefined || authorization === wants ? answer : 407;
    if (status === "silent") return;
    if (status === "hangs up") return void socket.destroy();
    if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const [host, port] = (request.url ?? "").split(":");
    const far = net.connect(Number(port), host, () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      far.pipe(socket).pipe(far);
    });
    far.on("error", () => socket.destroy());
    sockets.add(far);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
