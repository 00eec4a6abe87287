// `integ doctor` on a machine that is well, and on one that is broken in one way at a time.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createSocketServer } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { freePort, openPair, type Pair, sampleCases, storeFileOf } from "./pair.ts";

let pair: Pair;
let config: string;
let undo: (() => Promise<unknown> | unknown)[];
const stateDir = (): string => join(pair.dir, "state");
const soundStateDir = (): string => join(pair.dir, "sound-state");

beforeAll(async () => {
  pair = await openPair(sampleCases(1));
  config = await pair.readConfig();
  renameSync(stateDir(), soundStateDir());
});
afterAll(() => pair.stop());

beforeEach(async () => {
  undo = [];
  mkdirSync(stateDir(), { mode: 0o700 });
  cpSync(soundStateDir(), stateDir(), { recursive: true });
  await pair.writeConfig(config);
});
afterEach(async () => {
  for (const step of undo.reverse()) await step();
  rmSync(stateDir(), { recursive: true, force: true });
  rmSync(`${stateDir()}-away`, { recursive: true, force: true });
  await pair.control("DELETE", "/faults");
});

interface Check {
  readonly id: string;
  readonly status: string;
  readonly output: string;
  readonly fix: string | null;
}

async function examine(...flags: string[]): Promise<{ code: number | null; byId: Record<string, Check> }> {
  const { run, document } = await pair.json(["doctor", ...flags]);
  const checks = document.checks as readonly Check[];
  return { code: run.code, byId: Object.fromEntries(checks.map((check) => [check.id, check])) };
}

const socket = (): string => join(stateDir(), "control.sock");

async function listen(server: ReturnType<typeof createSocketServer>, place: string | number): Promise<void> {
  server.listen(place);
  await once(server, "listening");
  undo.push(() => server.close());
}

it("OPS-6 finds nothing wrong where nothing is, but for the key in a file", async () => {
  const { code, byId } = await examine();
  const found = Object.values(byId).map(({ id, status }) => [id, status]);
  expect([code, found]).toEqual([
    1,
    [
      ["node", "pass"],
      ["state-dir", "pass"],
      ["disk", expect.stringMatching(/pass|warn/)],
      ["secrets", "warn"],
      ["database", "pass"],
      ["config", "pass"],
      ["daemon", "skipped"],
      ["port", "skipped"],
      ["connection:sf", "pass"],
      ["connection:zd", "pass"],
    ],
  ]);
  const text = await pair.run(["doctor", "--offline"]);
  expect([text.code, text.stdout]).toEqual([
    1,
    expect.stringContaining("It works, and something should be mended."),
  ]);
});

it("OPS-6 with a daemon says that it runs, and that the port is its own", async () => {
  const port = await freePort();
  await pair.writeConfig(`${await pair.readConfig()}server: { listen: "127.0.0.1:${port}" }\n`);
  expect((await examine("--offline")).byId.port).toMatchObject({
    status: "pass",
    output: `127.0.0.1:${port} is free`,
  });
  const daemon = await pair.daemon();
  const { byId } = await examine("--offline");
  expect(byId.daemon?.output).toContain(`process ${daemon.process.pid}`);
  expect(byId.port).toMatchObject({ status: "pass", output: expect.stringContaining("the daemon's") });
  await daemon.end("SIGTERM");
});

/** How it is broken, which check says so, and one of its words. */
const faults: Readonly<
  Record<string, readonly [breakIt: () => Promise<unknown> | unknown, id: string, words: string]>
> = {
  "the state directory is open to others": [() => chmodSync(stateDir(), 0o755), "state-dir", "chmod 700"],
  "the state directory is gone": [
    () => renameSync(stateDir(), `${stateDir()}-away`),
    "state-dir",
    "integ init",
  ],
  "the state directory is a file": [
    () => {
      renameSync(stateDir(), `${stateDir()}-away`);
      writeFileSync(stateDir(), "");
    },
    "state-dir",
    "is a file",
  ],
  "the configuration has a mistake": [
    async () => pair.writeConfig(`${await pair.readConfig()}servre: 1\n`),
    "config",
    "integ.yaml:",
  ],
  "the file of the certificate authorities is gone": [
    async () =>
      pair.writeConfig(
        (await pair.readConfig()).replace(
          "pollEvery: 300ms",
          "pollEvery: 300ms, http: { tls: { ca: ./gone.pem } }",
        ),
      ),
    "config",
    "the file can't be read",
  ],
  "the master key is gone": [
    () => rmSync(join(stateDir(), "master.key")),
    "secrets",
    "E_SECRETS_UNAVAILABLE",
  ],
  "the vault is gone": [() => rmSync(join(stateDir(), "vault.json")), "secrets", "E_SECRETS_UNAVAILABLE"],
  "the vault is damaged": [
    () => writeFileSync(join(stateDir(), "vault.json"), "{"),
    "secrets",
    "E_SECRETS_DAMAGED",
  ],
  "the database is damaged": [
    () => writeFileSync(storeFileOf(pair), Buffer.alloc(40_000, 7)),
    "database",
    "E_STORE_CORRUPT",
  ],
  "a daemon hangs": [
    () =>
      listen(
        createSocketServer().on("connection", (held) => undo.push(() => held.destroy())),
        socket(),
      ),
    "daemon",
    "E_DAEMON_UNREACHABLE",
  ],
  "a vendor refuses the sign-in": [
    async () => {
      await pair.fault({ vendor: "zendesk", kind: "expire-tokens" });
      await pair.fault({ vendor: "zendesk", kind: "status", status: 401, match: { pathPrefix: "/oauth" } });
    },
    "connection:zd",
    "E_AUTH",
  ],
  "a vendor can't be reached": [
    () => pair.fault({ vendor: "salesforce", kind: "cut-before" }),
    "connection:sf",
    "E_UNREACHABLE",
  ],
};

describe("a machine where", () => {
  it.each(Object.entries(faults))("OPS-6 %s is told so, once, with what to do", async (_name, row) => {
    const [breakIt, id, words] = row;
    await breakIt();
    const { code, byId } = await examine();
    expect([code, byId[id]]).toEqual([
      2,
      expect.objectContaining({ status: "fail", fix: expect.any(String) }),
    ]);
    expect(`${byId[id]?.output} ${byId[id]?.fix}`).toContain(words);
    const others = Object.values(byId).filter((check) => check.status === "fail" && check.id !== id);
    expect(others).toEqual([]);
  });

  it("OPS-6 a killed daemon left its socket is told so", async () => {
    const script = `require("node:net").createServer().listen(process.argv[1], () => process.kill(process.pid, "SIGKILL"))`;
    await once(spawn(process.execPath, ["-e", script, socket()], { stdio: "ignore" }), "close");
    const { byId } = await examine("--offline");
    expect(byId.daemon).toMatchObject({ status: "warn", output: expect.stringContaining("killed") });
  });

  it("OPS-6 a daemon of another version runs is told so", async () => {
    const report = JSON.stringify({
      schema: "integ.health/1",
      status: "pass",
      version: "0.0.9",
      daemon: { pid: 7 },
    });
    await listen(
      createServer((_request, response) => response.setHeader("integ-protocol", "1").end(report)),
      socket(),
    );
    const { code, byId } = await examine("--offline");
    expect([code, byId.daemon]).toMatchObject([
      1,
      { status: "warn", output: expect.stringContaining("0.0.9") },
    ]);
  });

  it("OPS-6 something else has the port is told so", async () => {
    const port = await freePort();
    await listen(createSocketServer(), port);
    await pair.writeConfig(`${await pair.readConfig()}server: { listen: "0.0.0.0:${port}" }\n`);
    const { code, byId } = await examine("--offline");
    expect([code, byId.port]).toMatchObject([
      2,
      { status: "fail", output: expect.stringContaining("something else") },
    ]);
  });

  it("OPS-6 there is no configuration yet is told to make one", async () => {
    const empty = join(pair.dir, "empty");
    mkdirSync(empty);
    const { code, byId } = await examine(
      "--config",
      join(empty, "integ.yaml"),
      "--state-dir",
      join(empty, "state"),
    );
    expect([code, byId.config?.status, byId["state-dir"]?.fix]).toEqual([2, "fail", "Run `integ init`."]);
  });
});
