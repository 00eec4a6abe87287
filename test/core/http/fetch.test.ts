// The adapter for SDKs: what `fetch` promises, on our way out.
import { afterEach, describe, expect, it } from "vitest";
import { createFetch } from "../../../src/core/http/fetch.ts";
import { type Answer, cut, json, setStage, silent, startVendor } from "./stage.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function stageOf(...answers: readonly Answer[]) {
  const vendor = await startVendor(...answers);
  const stage = setStage({ baseUrl: vendor.origin });
  open.push(vendor, stage);
  const ours = createFetch(stage.client, {
    endpointClass: () => "main",
    effect: (_url, method) => (method === "POST" ? "once" : "repeatable"),
  });
  return { ...stage, vendor, ours, url: `${vendor.origin}/api/tickets?page=1` };
}

describe("fetch on our way out", () => {
  it("BAS-3 sends method, headers and body as they are given, and gives the answer as a Response", async () => {
    const { ours, vendor, url } = await stageOf(json(201, { id: 7 }, { "x-request-id": "r1" }));
    const headers = new Headers({ "content-type": "application/json", "x-tag": "a" });
    const response = await ours(url, { method: "POST", headers, body: `{"a":1}` });
    expect([response.status, response.ok, response.url]).toEqual([201, true, url]);
    expect(response.headers.get("X-Request-Id")).toBe("r1");
    expect(await response.json()).toEqual({ id: 7 });
    expect(vendor.seen).toMatchObject([
      { method: "POST", url: "/api/tickets?page=1", body: `{"a":1}`, headers: { "x-tag": "a" } },
    ]);
  });

  it("BAS-3 gives the body as it comes, byte by byte the vendor's", async () => {
    const bytes = Buffer.from([0, 255, 128, 10, 13]);
    const { ours, url } = await stageOf((response) => void response.end(bytes));
    const response = await ours(new URL(url));
    const reader = response.body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? [])).toEqual(bytes);
    expect((await reader?.read())?.done).toBe(true);
  });

  it("BAS-7 gives a refusal as a Response with its body, after the retries that are safe", async () => {
    const { ours, vendor, url, calls } = await stageOf(
      json(429, {}, { "retry-after": "1" }),
      json(404, { error: "no" }),
    );
    const response = await ours(new Request(url));
    expect([response.status, await response.json()]).toEqual([404, { error: "no" }]);
    expect(vendor.seen).toHaveLength(2);
    expect(calls.map(({ status }) => status)).toEqual([429, 404]);
  });

  it("BAS-7 never sends what must go out once a second time", async () => {
    const { ours, vendor, url } = await stageOf(cut);
    const error = await ours(url, { method: "POST", body: "{}" }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ cause: { code: "E_UNREACHABLE", effect: "unknown" } });
    expect(vendor.seen).toHaveLength(1);
  });

  it("BAS-3 follows, gives or refuses redirects as it is told", async () => {
    const away = json(302, {}, { location: "/elsewhere" });
    const { ours, url } = await stageOf(away, json(200, { here: true }), away, away);
    expect(await (await ours(url)).json()).toEqual({ here: true });
    const manual = await ours(url, { redirect: "manual" });
    expect([manual.status, manual.headers.get("location")]).toEqual([302, "/elsewhere"]);
    await expect(ours(url, { redirect: "error" })).rejects.toThrow(TypeError);
  });

  it("BAS-9 stops waiting when its signal is aborted", async () => {
    const { ours, vendor, url, clock } = await stageOf(silent);
    const stop = new AbortController();
    const asking = ours(url, { signal: stop.signal });
    while (vendor.seen.length === 0) await new Promise((resolve) => setImmediate(resolve));
    stop.abort(new Error("enough"));
    await expect(asking).rejects.toThrow("enough");
    await expect(ours(url, { signal: stop.signal })).rejects.toThrow("enough");
    expect(vendor.seen).toHaveLength(1);
    clock.passDeadlines();
  });
});
