// The way of a browser's answer back to us: heard on this machine, pasted, or not at all.
import { createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { browserCommand, whyRemote } from "../../../src/cli/connect/detect-remote.ts";
import { type Loopback, listenLoopback } from "../../../src/cli/connect/loopback.ts";
import { readPastedRedirect } from "../../../src/cli/connect/redirect.ts";
import { signInPerson } from "../../../src/cli/connect/sign-in.ts";
import type { Prompts } from "../../../src/cli/prompts.ts";
import { AuthError, TransientError } from "../../../src/core/contract/errors.ts";
import type { BrowserSignIn, DeviceSignIn } from "../../../src/core/contract/sign-in.ts";
import { TestClock } from "../../core/http/stage.ts";

const state = "st-1";
const opened: Loopback[] = [];
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});

async function listen(redirectUrl = "http://127.0.0.1:0/callback") {
  const strays: number[] = [];
  const loopback = await listenLoopback({ redirectUrl, state, onStray: () => strays.push(1) });
  opened.push(loopback);
  return { ...loopback, strays };
}

const fetchText = async (url: string, init: RequestInit = {}) => {
  const response = await fetch(url, init);
  return { status: response.status, headers: response.headers, text: await response.text() };
};

describe("the loopback address", () => {
  it("OPS-1 hears the code of its own sign-in and shows a page that says nothing of it", async () => {
    const { redirectUrl, code } = await listen();
    const page = await fetchText(`${redirectUrl}?code=aPrx%3D%3D&state=${state}`);
    expect(await code).toBe("aPrx==");
    expect(page.text).not.toMatch(/aPrx|st-1|<script/);
    expect(page.headers.get("cache-control")).toBe("no-store");
    expect(page.headers.get("referrer-policy")).toBe("no-referrer");
  });

  it("OPS-1 takes one answer: a second callback changes nothing", async () => {
    const { redirectUrl, code } = await listen();
    await fetchText(`${redirectUrl}?code=first&state=${state}`);
    expect((await fetchText(`${redirectUrl}?code=second&state=${state}`)).status).toBe(409);
    expect(await code).toBe("first");
  });

  it("OPS-1 goes on waiting when another sign-in's answer comes, with a code or with a refusal", async () => {
    const { redirectUrl, code, strays } = await listen();
    for (const query of ["code=evil&state=other", "code=evil", "error=access_denied"])
      expect((await fetchText(`${redirectUrl}?${query}`)).status).toBe(400);
    expect(strays).toHaveLength(3);
    await fetchText(`${redirectUrl}?code=mine&state=${state}`);
    expect(await code).toBe("mine");
  });

  it.each([
    ["access_denied", "E_SIGN_IN_DENIED"],
    ["access-denied", "E_SIGN_IN_DENIED"],
    ["invalid_client", "E_AUTH_REJECTED"],
  ])("OPS-1 tells of %s as %s", async (error, expected) => {
    const { redirectUrl, code } = await listen();
    const heard = code.catch((thrown: unknown) => thrown);
    await fetchText(`${redirectUrl}?error=${error}&error_description=end-user+denied&state=${state}`);
    expect(await heard).toMatchObject({
      code: expected,
      message: expect.stringContaining("end-user denied"),
    });
  });

  it("OPS-1 answers nobody who calls it by another name, with another method or at another path", async () => {
    const { redirectUrl } = await listen();
    const { port } = new URL(redirectUrl);
    const answer = `/callback?code=c&state=${state}`;
    const foreign = await new Promise<number | undefined>((resolve) =>
      get(
        { host: "127.0.0.1", port, path: answer, headers: { host: `evil.example:${port}` } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      ),
    );
    expect(foreign).toBe(421);
    expect((await fetchText(`http://127.0.0.1:${port}${answer}`, { method: "POST" })).status).toBe(405);
    expect((await fetchText(`http://127.0.0.1:${port}/favicon.ico`)).status).toBe(404);
    expect((await fetchText(`http://localhost:${port}${answer}`)).status).toBe(200);
  });

  it("OPS-1 says so when the port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as AddressInfo;
    await expect(listen(`http://localhost:${port}/callback`)).rejects.toMatchObject({ code: "EADDRINUSE" });
    other.close();
  });
});

describe("a pasted address", () => {
  it.each([
    `http://localhost:18787/callback?code=aPrx%3D%3D&state=${state}`,
    `  "http://localhost:18787/callback?state=${state}&code=aPrx%3D%3D#"  `,
    `?code=aPrx%3D%3D&state=${state}`,
    `code=aPrx%3D%3D&state=${state}`,
  ])("OPS-1 gives the code: %s", (text) => {
    expect(readPastedRedirect(text, { state })).toBe("aPrx==");
  });

  it.each([
    ["http://localhost:18787/callback?code=c&state=other", "E_SIGN_IN_STATE"],
    ["https://login.example/authorize", "E_SIGN_IN_STATE"],
    ["rubbish % \u0000", "E_SIGN_IN_STATE"],
    [`x?error=access_denied&state=${state}`, "E_SIGN_IN_DENIED"],
  ])("OPS-1 is refused: %j with %s", (text, code) => {
    expect(() => readPastedRedirect(text, { state })).toThrow(expect.objectContaining({ code }));
  });
});

describe("the machine", () => {
  const none = () => false;
  const desktop = { env: { DISPLAY: ":0" }, platform: "linux", exists: none };

  it.each([
    [desktop, null],
    [{ ...desktop, env: {} }, "there is no display"],
    [{ ...desktop, platform: "darwin", env: {} }, null],
    [{ ...desktop, env: { DISPLAY: ":0", SSH_CONNECTION: "a" } }, "this is an ssh session"],
    [{ ...desktop, exists: (path: string) => path === "/.dockerenv" }, "this is a container"],
    [{ ...desktop, env: { BROWSER: "helper", SSH_CONNECTION: "a" } }, null],
  ])("OPS-1 has a browser in front of its user or not: %#", (machine, reason) => {
    expect(whyRemote(machine)).toBe(reason);
  });

  it("OPS-1 opens the browser that is named, else the system's", () => {
    const at = (env: Record<string, string>, platform = "linux") =>
      browserCommand({ env, platform, exists: none }, "http://u/");
    expect(at({})).toEqual(["xdg-open", "http://u/"]);
    expect(at({}, "darwin")).toEqual(["open", "http://u/"]);
    expect(at({}, "win32")).toEqual(["rundll32", "url.dll,FileProtocolHandler", "http://u/"]);
    expect(at({ BROWSER: "firefox -P work:w3m" })).toEqual(["firefox", "-P", "work", "http://u/"]);
    expect(at({ BROWSER: "open-it --url=%s -q" })).toEqual(["open-it", "--url=http://u/", "-q"]);
  });
});

/** A terminal at which these lines are pasted, one per question. */
function stageFor(pasted: readonly string[] | null) {
  const said: string[] = [];
  const lines = [...(pasted ?? [])];
  const prompts: Prompts = {
    available: pasted !== null,
    text: async ({ signal }) =>
      lines.shift() ??
      new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason))),
    secret: async () => "",
    confirm: async () => true,
    select: async ({ choices }) => choices[0]?.value as never,
  };
  const note = (text: string): void => void said.push(text);
  const clock = new TestClock();
  return {
    said,
    clock,
    context: {
      env: { SSH_CONNECTION: "a" },
      clock,
      signal: new AbortController().signal,
      output: { json: false, quiet: false, note, warn: note, answer: note as never, fail: note as never },
      progress: {
        isActive: false,
        rewrites: false,
        phase: () => undefined,
        update: () => undefined,
        hold: () => undefined,
        done: () => undefined,
      },
      prompts,
    },
  };
}

function browserSignIn(redirectUrl = "https://acme.example/back") {
  const exchanged: unknown[] = [];
  const asked: { state: string }[] = [];
  const signIn: BrowserSignIn = {
    kind: "browser",
    redirectUrl,
    authorizeUrl: async (ask) => {
      asked.push(ask);
      return "https://vendor.example/authorize";
    },
    exchange: async (got) => void exchanged.push(got),
  };
  return { signIn, exchanged, asked };
}

const options = { title: "Acme", opensBrowser: true };

describe("signing a person in", () => {
  it("OPS-1 asks for the address at once in an ssh session, and again when it was another one's", async () => {
    const { signIn, exchanged, asked } = browserSignIn();
    const { context, said } = stageFor(["https://acme.example/back?code=c&state=foreign"]);
    const { text } = context.prompts;
    let turn = 0;
    context.prompts.text = async (question) =>
      turn++ === 0 ? text(question) : `https://acme.example/back?code=c2&state=${asked[0]?.state}`;
    await signInPerson(context, signIn, options);
    expect(exchanged).toEqual([
      {
        code: "c2",
        redirectUrl: "https://acme.example/back",
        verifier: expect.stringMatching(/^[\w-]{43}$/),
      },
    ]);
    expect(said.join("\n")).toMatch(/https:\/\/vendor\.example\/authorize\n.*ssh session.*another sign-in/s);
  });

  it("OPS-1 without a terminal a taken port is one, with both ways round it", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as AddressInfo;
    const { signIn } = browserSignIn(`http://localhost:${port}/callback`);
    const refused = signInPerson(stageFor(null).context, signIn, options);
    await expect(refused).rejects.toMatchObject({
      code: "E_PORT_IN_USE",
      exitCode: 73,
      message: expect.stringContaining(`http://localhost:${port}/callback`),
      hint: expect.stringMatching(/oauth\.redirectPort.*--no-browser.*paste/),
    });
    other.close();
  });

  it("OPS-1 gives up after five minutes", async () => {
    const { signIn, exchanged } = browserSignIn();
    const { context, clock } = stageFor([]);
    const before = clock.now();
    await expect(signInPerson(context, signIn, options)).rejects.toMatchObject({
      code: "E_SIGN_IN_TIMEOUT",
      exitCode: 75,
    });
    expect(clock.now() - before).toBe(300_000);
    expect(exchanged).toEqual([]);
  });

  it("OPS-1 with a device code waits longer when asked to, and survives a question that got lost", async () => {
    const outcomes: (Awaited<ReturnType<DeviceSignIn["poll"]>> | Error)[] = [
      "pending",
      new TransientError({ code: "E_UNREACHABLE", message: "no network" }),
      "slow-down",
      "done",
    ];
    const signIn: DeviceSignIn = {
      kind: "device",
      start: async () => ({
        userCode: "WDJB-MJHT",
        url: "https://vendor.example/device",
        completeUrl: "https://vendor.example/device?c=WDJB-MJHT",
        expiresInMs: 1_800_000,
        everyMs: 5000,
      }),
      poll: async () => {
        const next = outcomes.shift();
        if (next instanceof Error || next === undefined) throw next;
        return next;
      },
    };
    const { context, clock, said } = stageFor(null);
    const before = clock.now();
    await signInPerson(context, signIn, options);
    expect(clock.now() - before).toBe(5000 * 3 + 10_000);
    expect(said.join("\n")).toContain("with the code WDJB-MJHT");
    outcomes.push("pending", new AuthError({ code: "E_SIGN_IN_DENIED", message: "no" }));
    await expect(signInPerson(context, signIn, options)).rejects.toMatchObject({ code: "E_SIGN_IN_DENIED" });
  });
});
