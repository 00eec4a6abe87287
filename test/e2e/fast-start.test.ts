// The way past oclif says byte for byte what the commands say, whatever the daemon answers.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import { createServer as createSocketServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compiledCode } from "../compiled-code.ts";
import { collect, type Run } from "./commands/workshop.ts";
import { pause } from "./pair.ts";

let dir: string;
let close: () => Promise<void>;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "integ-fast-"));
  mkdirSync(join(dir, "state"), { mode: 0o700 });
  close = async () => {};
});
afterEach(async () => {
  await close();
  await rm(dir, { recursive: true, force: true });
});

/** What a log level does to a probe's output is nothing, and to its way everything: it takes the commands'. */
const slowWay = { INTEG_LOG_LEVEL: "warn" };

function start(args: readonly string[], env: Readonly<Record<string, string>>, stdout: "pipe" | number) {
  return spawn(process.execPath, [join(process.cwd(), "bin/run.js"), ...args], {
    cwd: dir,
    stdio: ["ignore", stdout, "pipe"],
    env: { PATH: process.env.PATH, HOME: dir, ...compiledCode, INTEG_STATE_DIR: join(dir, "state"), ...env },
  });
}

const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Run> =>
  collect(start(args, env, "pipe"));

/** Runs with V8's coverage, whose files name every script that was loaded. */
async function runLooking(args: readonly string[]): Promise<{ run: Run; isFast: boolean }> {
  const coverageDir = join(dir, "coverage");
  const done = await run(args, { NODE_V8_COVERAGE: coverageDir });
  const files = existsSync(coverageDir) ? readdirSync(coverageDir) : [];
  const text = files.map((file) => readFileSync(join(coverageDir, file), "utf8")).join("");
  rmSync(coverageDir, { recursive: true, force: true });
  expect(text).toContain("bin/run.js");
  return { run: done, isFast: !text.includes("dist/cli/main.js") };
}

/** A daemon that answers what `answer` says. */
async function listen(answer: (response: ServerResponse) => void): Promise<void> {
  const server = createServer((_request, response) => {
    response.setHeader("integ-protocol", "1");
    answer(response);
  });
  server.listen(join(dir, "state", "control.sock"));
  await once(server, "listening");
  close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
}

const report = (status: string) => ({
  status,
  schema: "integ.health/1",
  version: "9.9.9",
  note: "Grüße, 世界 \u2028 \u001b[31m",
  checks: { "daemon:running": [{ componentId: "daemon", observedValue: 12 }] },
  padding: "x".repeat(200_000),
});
const body = (status: string): string => JSON.stringify(report(status));
const send = (text: string, code = 200, more: object = {}) => {
  return (response: ServerResponse): void => {
    response
      .writeHead(code, {
        "content-type": "application/json",
        "content-length": String(Buffer.byteLength(text)),
        ...more,
      })
      .end(text);
  };
};

const failure = JSON.stringify({ code: "E_STATE_BUSY", message: "Busy with something else", hint: "Wait." });

const answers: Readonly<
  Record<string, readonly [answer: (response: ServerResponse) => void, isFast: boolean]>
> = {
  "a pass": [send(body("pass")), true],
  "a warning": [send(body("warn")), true],
  "a failing report": [send(body("fail")), true],
  "a status nobody knows": [send(body("splendid")), false],
  "another document": [send(`{"schema":"integ.health/2","status":"pass"}`), false],
  "no document": [send("null"), false],
  "no JSON": [send("<html>"), false],
  "a refusal of its own": [send(failure, 409), false],
  "its own failure": [send(`{"code":"E_INTERNAL","message":"boom","hint":""}`, 500), false],
  "the words of another protocol": [send(body("pass"), 200, { "integ-protocol": "2" }), false],
  "a body in chunks": [(response) => void response.writeHead(200).end(body("pass")), false],
  "half a body": [
    (response) => {
      response.writeHead(200, { "content-length": "500" });
      response.write(`{"schema":`, () => response.destroy());
    },
    false,
  ],
  "nothing, and hangs up": [(response) => void response.destroy(), false],
};

describe("`integ health --json` with a daemon that answers", () => {
  it.each(Object.entries(answers))(
    "OPS-6 %s: the same bytes and exit code by both ways",
    async (_name, row) => {
      const [answer, isFast] = row;
      await listen(answer);
      const fast = await runLooking(["health", "--json"]);
      expect(fast).toEqual({ run: await run(["health", "--json"], slowWay), isFast });
      expect(fast.run.stdout).toMatch(/^\{\n {2}"schema": "integ\./);
    },
  );

  it("OPS-6 nothing at all: the same, after its patience has ended", async () => {
    await listen(() => {});
    const [fast, slow] = await Promise.all([run(["health", "--json"]), run(["health", "--json"], slowWay)]);
    expect(fast).toEqual(slow);
  });
});

describe("`integ health --json` without a daemon", () => {
  it.each([
    ["no socket", async () => {}],
    [
      "a socket that a killed daemon left",
      async () => {
        const script = `require("node:net").createServer().listen(process.argv[1], () => process.kill(process.pid, "SIGKILL"))`;
        await once(
          spawn(process.execPath, ["-e", script, join(dir, "state", "control.sock")], { stdio: "ignore" }),
          "close",
        );
        expect(existsSync(join(dir, "state", "control.sock"))).toBe(true);
      },
    ],
    ["a file in its place", async () => writeFileSync(join(dir, "state", "control.sock"), "")],
  ] as const)("OPS-6 %s: the same bytes and exit code by both ways", async (_name, prepare) => {
    await prepare();
    const fast = await runLooking(["health", "--json"]);
    expect(fast).toEqual({ run: await run(["health", "--json"], slowWay), isFast: false });
  });
});

describe("the command line", () => {
  const lines: readonly (readonly [words: string[], isFast: boolean])[] = [
    [["--version"], true],
    [["--version", "--json"], true],
    [["--version", "--jsn"], false],
    [["--version", "--json", "--json"], false],
    [["health", "--json", "--state-dir", "./state/"], true],
    [["health", "--state-dir", "state", "--json"], true],
    [["health", "--state-dir=state", "--json"], true],
    [["health", "--state-dir", "--json"], false],
    [["health", "--json", "--state-dir"], false],
    [["health", "--state-dir", "elsewhere", "--json"], false],
    [["health", "--state-dir", "--json", "state"], false],
    [["health", "--json", "--state-dir", "state", "--state-dir", "elsewhere"], false],
    [["health", "--json", "--quiet"], false],
    [["health", "--json", "--jsn"], false],
    [["health", "--json", "more"], false],
    [["health", "--json", "--help"], false],
    [["health", "--", "--json"], false],
    [["--json", "health"], false],
    [["health"], false],
  ];

  it.each(lines.map(([words, isFast]) => [words.join(" "), words, isFast] as const))(
    "OPS-6 `integ %s`: the same bytes and exit code by both ways",
    async (_title, words, isFast) => {
      await listen(send(body("warn")));
      const fast = await runLooking(words);
      expect(fast).toEqual({ run: await run(words, slowWay), isFast });
    },
  );

  it("OPS-6 a wrong log level is refused by both", async () => {
    await listen(send(body("pass")));
    const { code, stdout } = await run(["health", "--json"], { INTEG_LOG_LEVEL: "loud" });
    expect([code, JSON.parse(stdout).error.code]).toEqual([64, "E_USAGE"]);
  });

  it("OPS-6 finds the socket of a state directory whose path is too long for one", async () => {
    const long = join(dir, "a".repeat(120));
    mkdirSync(long);
    const fast = await run(["health", "--json", "--state-dir", long]);
    expect(fast).toEqual(await run(["health", "--json", "--state-dir", long], slowWay));
  });
});

describe("a reader", () => {
  it.each([["health", "--json"], ["--version"]])(
    "OPS-6 that has gone is no failure: %s %s",
    async (...args) => {
      await listen(send(body("warn")));
      const codes = await Promise.all(
        [{}, slowWay].map(async (env) => {
          const child = start(args, env, "pipe");
          child.stdout?.destroy();
          const [code] = await once(child, "close");
          return code;
        }),
      );
      expect(codes[0]).toBe(codes[1]);
      expect(codes[0]).toBe(args[0] === "health" ? 1 : 0);
    },
  );

  it("OPS-6 that is slow gets everything", async () => {
    await listen(send(body("pass")));
    const child = start(["health", "--json"], {}, "pipe");
    const done = collect(child);
    child.stdout?.pause();
    await pause(400);
    child.stdout?.resume();
    const { code, stdout } = await done;
    expect([code, JSON.parse(stdout)]).toEqual([0, report("pass")]);
  });
});

it("OPS-6 a full disk behind the output is reported by both ways", async () => {
  const full = openSync("/dev/full", "w");
  await listen(send(body("pass")));
  const ways = [["health", "--json"], ["--version"]].flatMap((args) => [
    collect(start(args, {}, full)),
    collect(start(args, slowWay, full)),
  ]);
  const [health, slowHealth, version, slowVersion] = await Promise.all(ways);
  expect([health, version]).toEqual([slowHealth, slowVersion]);
  expect(health?.stderr).toContain("E_OUTPUT");
});

it("OPS-6 a daemon of something else that never ends its answer does not hold a probe for long", async () => {
  const server = createSocketServer((socket) => {
    const drip = setInterval(() => socket.write("x"), 100);
    socket.on("error", () => {}).on("close", () => clearInterval(drip));
  });
  server.listen(join(dir, "state", "control.sock"));
  await once(server, "listening");
  close = async () => void server.close();
  const { code, stdout } = await run(["health", "--json"]);
  expect([code, JSON.parse(stdout).schema]).toEqual([78, "integ.error/1"]);
});
