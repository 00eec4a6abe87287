// Files: answers that are handed over as they come, and requests that are sent as they are read.
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { createServer, type Server } from "node:net";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { SyncError } from "../../../src/core/contract/errors.ts";
import type { HttpRequest, HttpResponse, StreamedBody } from "../../../src/core/contract/http.ts";
import { type Answer, failure, json, type Stage, setStage, startVendor, type Vendor } from "./stage.ts";

const download: HttpRequest = {
  method: "GET",
  path: "/files/1",
  endpointClass: "main",
  effect: "repeatable",
  operation: "download file",
  streamed: true,
};

async function withVendor(
  answers: readonly Answer[],
  run: (stage: Stage, vendor: Vendor) => Promise<void>,
): Promise<void> {
  const vendor = await startVendor(...answers);
  const stage = setStage({ baseUrl: vendor.origin }, { settings: { concurrency: 1 } });
  try {
    await run(stage, vendor);
  } finally {
    await stage.close();
    await vendor.close();
  }
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address.port;
}

/** Waits until a number has not moved for a while. */
async function settled(look: () => number): Promise<void> {
  for (let [seen, calm] = [look(), 0]; calm < 6; calm += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (look() !== seen) [seen, calm] = [look(), 0];
  }
}

async function readAll(response: HttpResponse): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.stream ?? []) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const piecemeal = (kept: ServerResponse[]): Answer => {
  return (response) => {
    kept.push(response);
    response.writeHead(200, { "content-type": "application/octet-stream" });
    response.write("first ");
  };
};

describe("streamed answers", () => {
  it("BAS-9 are read while the rest is still on its way", async () => {
    const kept: ServerResponse[] = [];
    await withVendor([piecemeal(kept)], async ({ client }) => {
      const response = await client.request(download);
      const reader = response.stream?.[Symbol.asyncIterator]();
      const first = await reader?.next();
      expect(Buffer.from(first?.value ?? []).toString()).toBe("first ");
      kept[0]?.end("last");
      const last = await reader?.next();
      expect(Buffer.from(last?.value ?? []).toString()).toBe("last");
      expect((await reader?.next())?.done).toBe(true);
      expect(response.text).toBe("");
    });
  });

  it("BAS-9 are held back while nobody reads", async () => {
    const megabyte = Buffer.alloc(1024 * 1024);
    let sent = 0;
    const flood: Answer = (response) => {
      const pieces = function* () {
        for (sent = 1; sent <= 64; sent += 1) yield megabyte;
      };
      Readable.from(pieces(), { objectMode: false }).pipe(response);
    };
    await withVendor([flood], async ({ client }) => {
      const response = await client.request({ ...download, maxResponseBytes: 100 * megabyte.length });
      const reader = response.stream?.[Symbol.asyncIterator]();
      await reader?.next();
      await settled(() => sent);
      expect(sent).toBeLessThan(32);
      let received = 0;
      for (let next = await reader?.next(); next?.done === false; next = await reader?.next())
        received += next.value.byteLength;
      expect(received).toBeGreaterThan(60 * megabyte.length);
    });
  });

  it("BAS-9 end with an error beyond their bound, and when the connection breaks", async () => {
    const broken: Answer = (response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("part", () => response.socket?.destroy());
    };
    const large: Answer = (response) => response.end(Buffer.alloc(2000));
    await withVendor([large, broken], async ({ client }) => {
      const bounded = client.request({ ...download, maxResponseBytes: 1000 });
      expect(await failure(bounded.then(readAll))).toMatchObject({ code: "E_VENDOR_ANSWER" });
      const cut = await failure(client.request(download).then(readAll));
      expect(cut).toMatchObject({ code: "E_UNREACHABLE", retryable: true, effect: "none" });
    });
  });

  it("BAS-9 leave the connection to others when their reader stops early", async () => {
    await withVendor([piecemeal([]), json(200, { fine: true })], async ({ client }) => {
      const response = await client.request(download);
      for await (const _chunk of response.stream ?? []) break;
      const next = await client.request({ ...download, streamed: false });
      expect(next.json()).toEqual({ fine: true });
    });
  });

  it("BAS-3 are not what a refusal is: its text is read as always", async () => {
    const vendor = await startVendor(json(404, { error: "gone" }));
    const refusals: string[] = [];
    const classify = (response: HttpResponse) => {
      refusals.push(response.text);
      return null;
    };
    const { client, close } = setStage({ baseUrl: vendor.origin, classify });
    expect(await failure(client.request(download))).toMatchObject({ status: 404 });
    expect(refusals).toEqual(['{"error":"gone"}']);
    await close();
    await vendor.close();
  });

  it("BAS-9 ask for no compression, and unpack an answer that is compressed anyway", async () => {
    const packed: Answer = (response) => {
      response.writeHead(200, { "content-encoding": "gzip" });
      response.end(gzipSync("unpacked"));
    };
    await withVendor([packed], async ({ client }, vendor) => {
      expect((await client.request(download).then(readAll)).toString()).toBe("unpacked");
      expect(vendor.seen[0]?.headers["accept-encoding"]).toBe("identity");
    });
  });
});

function bodyOf(texts: readonly string[], sizeBytes: number, opened: { times: number }): StreamedBody {
  return {
    sizeBytes,
    async *open() {
      opened.times += 1;
      for (const text of texts) yield Buffer.from(text);
    },
  };
}

const upload: HttpRequest = {
  method: "POST",
  path: "/files",
  endpointClass: "main",
  effect: "once",
  operation: "upload file",
};

describe("a stream's place", () => {
  it("BAS-9 is kept until it ends, and is none of those of other calls", async () => {
    const kept: ServerResponse[] = [];
    await withVendor([piecemeal(kept), json(200, {}), json(200, {})], async ({ client }, vendor) => {
      const first = await client.request(download);
      const second = client.request(download);
      const { streamed: _not, ...plain } = download;
      expect((await client.request(plain)).status).toBe(200);
      expect(vendor.seen).toHaveLength(2);
      kept[0]?.end("last");
      expect((await readAll(first)).toString()).toBe("first last");
      expect((await second).status).toBe(200);
    });
  });

  it("BAS-9 is given up in time although bytes still come now and then, or nobody reads", async () => {
    const kept: ServerResponse[] = [];
    await withVendor([piecemeal(kept), json(200, {})], async ({ client, clock }) => {
      const response = await client.request(download);
      const second = client.request(download);
      clock.passDeadlines();
      expect((await second).status).toBe(200);
      expect(await failure(readAll(response))).toMatchObject({ code: "E_TIMEOUT", effect: "none" });
    });
  });
});

describe("streamed requests", () => {
  it("BAS-9 say their size and are opened anew for each attempt", async () => {
    const opened = { times: 0 };
    const answers = [json(503, {}, { "retry-after": "1" }), json(201, { id: "1" })];
    await withVendor(answers, async ({ client }, vendor) => {
      const body = bodyOf(["one ", "two"], 7, opened);
      await client.request({ ...upload, effect: "repeatable", body });
      expect(vendor.seen.map((seen) => seen.body)).toEqual(["one two", "one two"]);
      expect(vendor.seen[0]?.headers).toMatchObject({ "content-length": "7" });
      expect(opened.times).toBe(2);
    });
  });

  it("BAS-9 let go of their source when they are refused before they were read", async () => {
    const server = createServer((socket) => {
      socket.once("data", () => socket.end("HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\n\r\n"));
      socket.on("error", () => undefined);
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { client, close } = setStage({ baseUrl: `http://127.0.0.1:${portOf(server)}` });
    const megabyte = Buffer.alloc(1024 * 1024);
    let released = false;
    const body: StreamedBody = {
      sizeBytes: 64 * megabyte.length,
      async *open() {
        try {
          for (let n = 0; n < 64; n += 1) yield megabyte;
        } finally {
          released = true;
        }
      },
    };
    expect((await failure(client.request({ ...upload, body }))).retryable).toBe(false);
    await settled(() => Number(released));
    expect(released).toBe(true);
    await close();
    server.close();
  });

  it("BAS-9 fail with the error of their source, which is no fault of the receiver's and had no effect", async () => {
    await withVendor([json(201, {})], async ({ client }) => {
      const wrong = { code: "E_VENDOR_ANSWER", effect: "none", retryable: true };
      const short = () => client.request({ ...upload, body: bodyOf(["one"], 7, { times: 0 }) });
      const long = () =>
        client.request({ ...upload, body: bodyOf(["one", "two", "three"], 7, { times: 0 }) });
      const failing: StreamedBody = {
        sizeBytes: 7,
        async *open() {
          yield Buffer.from("one");
          throw new SyncError({ code: "E_RECORD_GONE", message: "the source is gone" });
        },
      };
      for (let n = 0; n < 5; n += 1) {
        expect(await failure(short())).toMatchObject(wrong);
        expect(await failure(long())).toMatchObject(wrong);
        const gone = await failure(client.request({ ...upload, body: failing }));
        expect(gone).toMatchObject({ code: "E_RECORD_GONE", effect: "none" });
      }
      expect(client.status().breaker).toMatchObject({ state: "closed" });
      const whole = await client.request({ ...upload, body: bodyOf(["one ", "two"], 7, { times: 0 }) });
      expect(whole.status).toBe(201);
    });
  });
});
