// Redirects to another host: where a request allows them, and what never goes along.
import { afterEach, describe, expect, it } from "vitest";
import { PermanentError } from "../../../src/core/contract/errors.ts";
import type { HttpRequest } from "../../../src/core/contract/http.ts";
import { isFollowed } from "../../../src/core/http/redirect.ts";
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

const file: HttpRequest = { ...read, foreignRedirects: "unsigned", headers: { "x-own": "1", accept: "*/*" } };

/** A vendor that sends on to another host, and a client that signs in at the vendor. */
async function stageAway(
  answers: (away: Vendor) => readonly Answer[],
  ...there: readonly Answer[]
): Promise<Stage & { readonly home: Vendor; readonly away: Vendor; readonly renewals: boolean[] }> {
  const away = await startVendor(...there);
  const home = await startVendor(...answers(away));
  const renewals: boolean[] = [];
  const authorize = async (renew: boolean) => {
    renewals.push(renew);
    return { authorization: "Bearer s3cret" };
  };
  const stage = setStage({ baseUrl: `${home.origin}/api/v2/`, authorize }, {});
  open.push(away, home, stage);
  return { ...stage, home, away, renewals };
}

const sendOn = (away: Vendor) => [json(302, {}, { location: `${away.origin}/bytes?signature=x` })];

describe("redirects to another host", () => {
  it("BAS-5 are followed without the credential and without own headers where a read allows them", async () => {
    const { client, home, away } = await stageAway(sendOn, json(200, { ok: true }));
    expect((await client.request(file)).json()).toEqual({ ok: true });
    expect(home.seen[0]?.headers).toMatchObject({ authorization: "Bearer s3cret", "x-own": "1" });
    expect(away.seen[0]?.url).toBe("/bytes?signature=x");
    for (const name of ["authorization", "x-own", "cookie"])
      expect(away.seen[0]?.headers).not.toHaveProperty(name);
  });

  it("BAS-5 keep the credential away for good, even where the way leads back", async () => {
    let origin = "";
    const back: Answer = (response) => {
      response.writeHead(302, { location: `${origin}/api/v2/again` });
      response.end();
    };
    const answers = (away: Vendor) => [...sendOn(away), json(200, { ok: true })];
    const { client, home, away } = await stageAway(answers, back);
    origin = home.origin;
    await client.request(file);
    expect([home.seen.length, away.seen.length]).toEqual([2, 1]);
    expect(home.seen[1]?.headers).not.toHaveProperty("authorization");
  });

  it("BAS-3 that end in a refusal neither renew the sign-in nor count as a refused credential", async () => {
    for (const status of [401, 403]) {
      const { client, home, away, renewals } = await stageAway(sendOn, json(status, {}));
      const error = await failure(client.request(file));
      expect(error).toBeInstanceOf(PermanentError);
      expect(error).toMatchObject({ code: "E_RECORD_FORBIDDEN", status, retryable: false });
      expect([home.seen.length, away.seen.length, renewals]).toEqual([1, 1, [false]]);
    }
  });

  it("BAS-3 that end at nothing say that the file is gone", async () => {
    const { client } = await stageAway(sendOn, json(404, {}));
    expect(await failure(client.request(file))).toMatchObject({ code: "E_RECORD_GONE" });
  });

  it("BAS-3 are refused where the request does not allow them, and for writes always", async () => {
    for (const request of [read, { ...create, foreignRedirects: "unsigned" as const }]) {
      const { client, away } = await stageAway(sendOn, json(200, {}));
      expect(await failure(client.request(request))).toMatchObject({ code: "E_VENDOR_ANSWER", status: 302 });
      expect(away.seen).toHaveLength(0);
    }
  });

  it("BAS-5 are not followed from a protected address to an open one", () => {
    const [safe, other, plain] = ["https://a.example/f", "https://b.example/f", "http://b.example/f"].map(
      (text) => new URL(text),
    );
    if (!safe || !other || !plain) throw new Error("unreachable");
    expect(isFollowed(file, safe, other)).toBe(true);
    expect(isFollowed(file, safe, plain)).toBe(false);
    expect(isFollowed(file, plain, other)).toBe(true);
    expect(isFollowed(file, safe, new URL("ftp://b.example/f"))).toBe(false);
  });
});
