// A vendor that speaks bytes instead of HTTP where a test wants it: everything a server can do to a client.
import net, { type AddressInfo, type Socket } from "node:net";
import { gzipSync } from "node:zlib";

/** Answers one whole request on a socket. */
export type Misdeed = (socket: Socket) => void;

export interface BadVendor {
  readonly origin: string;
  /** Requests that arrived whole. */
  readonly count: () => number;
  behave(misdeed: Misdeed): void;
  close(): Promise<void>;
}

const head = (status: string, headers: readonly string[]): string =>
  [`HTTP/1.1 ${status}`, ...headers, "", ""].join("\r\n");

export const whole =
  (status: string, body: string | Buffer, ...headers: readonly string[]): Misdeed =>
  (socket) => {
    socket.write(head(status, [...headers, `content-length: ${Buffer.byteLength(body)}`]));
    socket.write(body);
  };

export const fine = whole("200 OK", `{"ok":true}`, "content-type: application/json");

/** Goes on for as long as the other side takes it. */
const pour =
  (before: string, chunk: Buffer | string): Misdeed =>
  (socket) => {
    socket.write(before);
    const more = (): void => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on("drain", more);
    more();
  };

const everyMs =
  (before: string, text: string, ms: number): Misdeed =>
  (socket) => {
    socket.write(before);
    const timer = setInterval(() => socket.write(text), ms);
    socket.once("close", () => clearInterval(timer));
  };

const tenGigabytes = 10 * 1024 ** 3;
const chunk = Buffer.alloc(65_536, " ");
const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));

export const misdeeds = {
  "429 with Retry-After": whole("429 Too Many Requests", "{}", "retry-after: 0"),
  "429 without Retry-After": whole("429 Too Many Requests", "{}"),
  "503 with Retry-After": whole("503 Service Unavailable", "{}", "retry-after: 0"),
  "503 without Retry-After": whole("503 Service Unavailable", "{}"),
  "a 502 of a gateway": whole("502 Bad Gateway", "<html>", "content-type: text/html"),
  "no answer": () => undefined,
  "a head and then nothing": (socket) => socket.write(head("200 OK", ["content-length: 10"])),
  "a byte now and then": everyMs(head("200 OK", ["content-length: 100000"]), " ", 20),
  "a web page": whole("200 OK", "<html>", "content-type: text/html"),
  "half a document": whole("200 OK", `{"ok":`, "content-type: application/json"),
  "half a body": (socket) => {
    socket.write(head("200 OK", ["content-length: 10"]));
    socket.end("{");
  },
  "a reset": (socket) => socket.resetAndDestroy(),
  "an end without a word": (socket) => socket.end(),
  "another protocol": (socket) => socket.write("SSH-2.0-OpenSSH_9.2\r\n"),
  "a redirect to another host": whole("302 Found", "", "location: http://192.0.2.1/elsewhere"),
  "10 GB, announced": pour(head("200 OK", [`content-length: ${tenGigabytes}`]), chunk),
  "10 GB in chunks": pour(head("200 OK", ["transfer-encoding: chunked"]), `10000\r\n${chunk}\r\n`),
  "a gzip bomb": whole("200 OK", bomb, "content-encoding: gzip"),
  "gzip that is none": whole("200 OK", "not gzip", "content-encoding: gzip"),
  "headers without end": pour("HTTP/1.1 200 OK\r\n", `x-more: ${"x".repeat(4_000)}\r\n`),
  "a flood of 103": everyMs("", head("103 Early Hints", ["link: </x>"]), 5),
  "two lengths": whole("200 OK", "{}", "content-length: 1"),
} as const satisfies Record<string, Misdeed>;

/** An answer to the request, and a second one that nobody asked for. */
export const twoAnswers: Misdeed = (socket) => {
  fine(socket);
  whole("200 OK", `{"forged":true}`)(socket);
};

/** Begins well-behaved. */
export async function startBadVendor(): Promise<BadVendor> {
  let misdeed: Misdeed = fine;
  let count = 0;
  const sockets = new Set<Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("close", () => sockets.delete(socket));
    let text = "";
    socket.on("data", (data) => {
      text += data.toString("latin1");
      const length = /content-length: (\d+)/i.exec(text)?.[1] ?? "0";
      const end = text.indexOf("\r\n\r\n");
      if (end < 0 || text.length < end + 4 + Number(length)) return;
      text = "";
      count += 1;
      misdeed(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    count: () => count,
    behave(next) {
      misdeed = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
