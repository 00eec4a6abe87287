import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { AuthError, PermanentError, TransientError } from "../../../src/core/contract/errors.ts";
import {
  type Answer,
  create,
  failure,
  json,
  read,
  type Stage,
  setStage,
  startVendor,
  type Vendor,
} from "./stage.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function stageWith(
  answers: readonly Answer[],
  options: Parameters<typeof setStage>[0] = {},
  deps: Parameters<typeof setStage>[1] = {},
): Promise<Stage & { readonly vendor: Vendor }> {
  const vendor = await startVendor(...answers);
  const stage = setStage({ baseUrl: `${vendor.origin}/api/v2/`, ...options }, deps);
  open.push(vendor, stage);
  return { ...stage, vendor };
}

const ok = json(200, { ok: true });

describe("sign-in", () => {
  const authorizeBy =
    (tokens: string[], asked: boolean[]) =>
    async (renew: boolean): Promise<Record<string, string>> => {
      asked.push(renew);
      if (renew) tokens.shift();
      return { Authorization: `Bearer ${tokens[0]}` };
    };

  it("BAS-5 renews once after a 401 and sends even a single-shot request again", async () => {
    const asked: boolean[] = [];
    const { client, vendor } = await stageWith([json(401, {}), json(201, {})], {
      authorize: authorizeBy(["old", "new"], asked),
    });
    expect((await client.request(create)).status).toBe(201);
    expect(vendor.seen.map((one) => one.headers.authorization)).toEqual(["Bearer old", "Bearer new"]);
    expect(asked).toEqual([false, false, true]);
  });

  it("JRA-1 renews nothing for a right that the session lacks, which a 401 may mean too", async () => {
    const asked: boolean[] = [];
    const { client, vendor } = await stageWith([json(401, {})], {
      authorize: authorizeBy(["a", "b"], asked),
      classify: () => new AuthError({ code: "E_AUTH_SCOPE", message: "scope does not match", status: 401 }),
    });
    expect(await failure(client.request(read))).toMatchObject({ code: "E_AUTH_SCOPE" });
    expect(vendor.seen).toHaveLength(1);
    expect(asked).toEqual([false]);
  });

  it("BAS-5 stops after one renewal when the vendor goes on saying 401", async () => {
    const asked: boolean[] = [];
    const { client, vendor } = await stageWith([json(401, {})], {
      authorize: authorizeBy(["a", "b", "c"], asked),
    });
    const error = await failure(client.request(read));
    expect(error).toBeInstanceOf(AuthError);
    expect(error).toMatchObject({ code: "E_AUTH_REJECTED", status: 401, effect: "none" });
    expect(vendor.seen).toHaveLength(2);
    expect(asked.filter(Boolean)).toHaveLength(1);
  });

  it("BAS-5 renews at most once within a request even when retries lie between the 401s", async () => {
    const asked: boolean[] = [];
    const { client, vendor } = await stageWith([json(401, {}), json(500, {}), json(401, {}), ok], {
      authorize: authorizeBy(["a", "b", "c"], asked),
    });
    expect(await failure(client.request(read))).toBeInstanceOf(AuthError);
    expect(vendor.seen).toHaveLength(3);
    expect(asked.filter(Boolean)).toHaveLength(1);
  });

  it("BAS-5 uses the token another request has renewed meanwhile", async () => {
    const tokens = ["old", "new", "newest"];
    const asked: boolean[] = [];
    const { client, vendor } = await stageWith(
      [
        (response, seen) => {
          tokens.shift();
          json(401, {})(response, seen);
        },
        ok,
      ],
      { authorize: authorizeBy(tokens, asked) },
    );
    await client.request(read);
    expect(vendor.seen[1]?.headers.authorization).toBe("Bearer new");
    expect(asked).toEqual([false, false]);
  });

  it("BAS-5 says that nothing was sent when the sign-in itself ended in doubt", async () => {
    const { client, vendor } = await stageWith([ok], {
      authorize: () =>
        Promise.reject(
          new TransientError({ code: "E_TIMEOUT", message: "sign-in timed out", effect: "unknown" }),
        ),
    });
    expect(await failure(client.request(create))).toMatchObject({ code: "E_TIMEOUT", effect: "none" });
    expect(vendor.seen).toHaveLength(0);
  });

  it("BAS-5 never sends the credential to another origin than the connection's", async () => {
    const other = await startVendor(ok);
    open.push(other);
    const { client } = await stageWith([ok], { authorize: async () => ({ authorization: "Bearer s3cret" }) });
    const error = await failure(client.request({ ...read, path: `${other.origin}/next` }));
    expect(error).toMatchObject({ code: "E_VENDOR_ANSWER" });
    expect(other.seen).toHaveLength(0);
  });
});

describe("answers that are none", () => {
  it("BAS-3 refuses a redirect to another origin, without going there", async () => {
    const other = await startVendor(ok);
    open.push(other);
    const { client, vendor } = await stageWith([json(302, {}, { location: `${other.origin}/steal` })]);
    const error = await failure(client.request(read));
    expect(error).toBeInstanceOf(PermanentError);
    expect(error).toMatchObject({ code: "E_VENDOR_ANSWER", status: 302 });
    expect([vendor.seen.length, other.seen.length]).toEqual([1, 0]);
  });

  it("BAS-3 follows a redirect of a read on the same origin, three times at most", async () => {
    const { client, vendor } = await stageWith([json(307, {}, { location: "/api/v2/moved" }), ok]);
    expect((await client.request(read)).status).toBe(200);
    expect(vendor.seen[1]?.url).toBe("/api/v2/moved");
    const loop = await stageWith([json(307, {}, { location: "/again" })]);
    expect(await failure(loop.client.request(read))).toMatchObject({ code: "E_VENDOR_ANSWER" });
    expect(loop.vendor.seen).toHaveLength(4);
  });

  it("BAS-3 does not follow a redirect of a write", async () => {
    const { client, vendor } = await stageWith([json(307, {}, { location: "/moved" }), ok]);
    expect(await failure(client.request(create))).toMatchObject({ code: "E_VENDOR_ANSWER", effect: "none" });
    expect(vendor.seen).toHaveLength(1);
  });

  it("BAS-3 stops reading an answer beyond its bound, plain or packed", async () => {
    const large = Buffer.alloc(11 * 1024 * 1024, 32);
    const plain: Answer = (response) => response.end(large);
    const packed: Answer = (response) => {
      response.writeHead(200, { "content-encoding": "gzip" });
      response.end(gzipSync(large));
    };
    for (const answer of [plain, packed]) {
      const { client, vendor } = await stageWith(
        [answer],
        {},
        { settings: { maxResponseBytes: 1024 * 1024 } },
      );
      const error = await failure(client.request(read));
      expect(error).toBeInstanceOf(PermanentError);
      expect(error.code).toBe("E_VENDOR_ANSWER");
      expect(vendor.seen).toHaveLength(1);
    }
  });

  it("BAS-3 reads a gzip answer, and asks for it", async () => {
    const { client, vendor } = await stageWith([
      (response) => {
        response.writeHead(200, { "content-encoding": "gzip" });
        response.end(gzipSync('{"ok":"ä"}'));
      },
    ]);
    expect((await client.request(read)).json()).toEqual({ ok: "ä" });
    expect(vendor.seen[0]?.headers["accept-encoding"]).toBe("gzip");
  });

  it("BAS-3 says that a web page is not an answer, and doubts the write it answered", async () => {
    const page: Answer = (response) => {
      response.writeHead(200, { "content-type": "text/html" });
      response.end("<html>maintenance</html>");
    };
    const { client } = await stageWith([page]);
    const response = await client.request(create);
    const error = await failure((async () => response.json())());
    expect(error).toBeInstanceOf(TransientError);
    expect(error).toMatchObject({ code: "E_VENDOR_ANSWER", effect: "unknown", retryable: true });
    expect(error.message).not.toContain("maintenance");
  });

  it("BAS-3 judges a web page by its status when the connector expected JSON", async () => {
    const page: Answer = (response) => {
      response.writeHead(404, { "content-type": "text/html" });
      response.end("<html>");
    };
    const { client } = await stageWith([page], {
      classify: (response) => {
        response.json();
        return null;
      },
    });
    expect(await failure(client.request(read))).toMatchObject({ code: "E_RECORD_GONE", status: 404 });
  });
});
