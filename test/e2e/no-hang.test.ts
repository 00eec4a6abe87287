// No command waits for a person who is not there: each ends by itself, with one document on stdout.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compiledCode } from "../compiled-code.ts";
import { brokenContract } from "../document-contract.ts";
import { collect } from "./commands/workshop.ts";
import { openPair, type Pair, sampleCases, until } from "./pair.ts";

let pair: Pair;
beforeAll(async () => {
  pair = await openPair(sampleCases(1), { synced: true });
});
afterAll(() => pair.stop());

/** Arguments by command, exit code expected. Every command of the manifest is here or in `lasting`. */
const ending: Readonly<Record<string, readonly [args: string, code: number]>> = {
  act: ["act zd nothing-like-it", 64],
  actions: ["actions", 0],
  "config:lint": ["config lint --level live", 0],
  "config:schema": ["config schema", 0],
  "config:show": ["config show", 0],
  "audit:export": ["audit export audit.jsonl", 0],
  "audit:list": ["audit list", 0],
  "audit:verify": ["audit verify", 0],
  backup: ["backup", 0],
  completion: ["completion bash", 0],
  "conflicts:list": ["conflicts list", 0],
  "conflicts:resolve": ["conflicts resolve 01ABCDEF --take left", 65],
  "conflicts:show": ["conflicts show 01ABCDEF", 65],
  connect: ["connect salesforce --name other", 64],
  "connections:list": ["connections list", 0],
  "connections:remove": ["connections remove zd", 64],
  "connections:rotate": ["connections rotate zd", 64],
  "connections:show": ["connections show zd", 0],
  "connections:test": ["connections test zd", 0],
  connectors: ["connectors", 0],
  "daemon:install": ["daemon install --print", 0],
  "daemon:reload": ["daemon reload", 1],
  "daemon:status": ["daemon status", 2],
  "daemon:stop": ["daemon stop", 0],
  "daemon:uninstall": ["daemon uninstall --unit-dir .", 0],
  "db:check": ["db check", 0],
  "dlq:discard": ["dlq discard 01ABCDEF", 65],
  "dlq:edit": ["dlq edit 01ABCDEF --editor", 65],
  "dlq:list": ["dlq list", 0],
  "dlq:show": ["dlq show 01ABCDEF", 65],
  doctor: ["doctor", 1],
  health: ["health", 2],
  history: ["history nothing-like-it", 65],
  init: ["init", 0],
  "match:link": ["match link cases nothing like-it", 65],
  "match:new": ["match new cases left nothing-like-it", 65],
  "match:review": ["match review", 0],
  "replay-dlq": ["replay-dlq --all", 0],
  restore: ["restore nothing-like-it", 65],
  "secrets:list": ["secrets list", 0],
  "secrets:move": ["secrets move key-file", 77],
  "secrets:remove": ["secrets remove sf/clientSecret", 64],
  "secrets:rotate": ["secrets rotate", 0],
  "secrets:set": ["secrets set sf/clientSecret", 64],
  "secrets:status": ["secrets status", 1],
  status: ["status", 0],
  sync: ["sync", 0],
  "sync:apply": ["sync apply nothing-like-it.json", 65],
  "sync:list": ["sync list", 0],
  "sync:pause": ["sync pause nothing-like-it", 65],
  "sync:plan": ["sync plan", 0],
  "sync:record": ["sync record cases nothing-like-it", 65],
  "sync:reset": ["sync reset cases", 64],
  "sync:resume": ["sync resume cases", 0],
};
const lasting: Readonly<Record<string, string>> = {
  daemon: "daemon",
  demo: "demo --check",
  sandbox: "sandbox --port 0",
};

/** The command as cron would start it: its standard input closed, not merely empty. */
function startClosed(args: string) {
  const command = `exec "$0" "$@" <&-`;
  const argv = [
    "-c",
    command,
    process.execPath,
    join(process.cwd(), "bin/run.js"),
    ...args.split(" "),
    "--json",
  ];
  return spawn("sh", argv, {
    cwd: pair.dir,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env.PATH,
      HOME: pair.dir,
      ...compiledCode,
      TMPDIR: pair.dir,
      CI: "1",
      INTEG_STATE_DIR: join(pair.dir, "state"),
    },
  });
}

/** Command line → how it ended and what it printed. */
const printed = new Map<string, string>();

describe("without a terminal, with standard input closed", () => {
  it("OPS-6 knows how every command of the manifest is to end", () => {
    const manifest: { commands: Record<string, { hidden?: boolean }> } = JSON.parse(
      readFileSync("oclif.manifest.json", "utf8"),
    );
    const ids = Object.entries(manifest.commands).flatMap(([id, { hidden }]) => (hidden ? [] : [id]));
    expect([...Object.keys(ending), ...Object.keys(lasting)].sort()).toEqual(ids.sort());
  });

  it.each(Object.values(ending))("OPS-6 `integ %s` ends by itself with one document", async (args, code) => {
    const done = await collect(startClosed(args));
    const document = JSON.parse(done.stdout);
    expect([done.code, brokenContract(document)]).toEqual([code, []]);
    printed.set(args, `exit ${done.code}, ${document.schema}`);
    expect(done.stderr).not.toContain("\u001b[");
  });

  it("OPS-6 the exit codes and documents are those of the contract", async () => {
    const lines = [...printed].map(([args, end]) => `integ ${args}: ${end}`).sort();
    await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("../cli/contract/endings.txt");
  });

  it.each(["daemon", "sandbox --port 0"])(
    "OPS-6 `integ %s` ends on SIGTERM with its one document",
    async (args) => {
      const child = startClosed(args);
      let printed = "";
      child.stdout.on("data", (chunk) => {
        printed += chunk;
      });
      const ended = collect(child);
      try {
        await until(async () => (printed.includes("\n}\n") ? [] : ["it has not answered"]));
      } finally {
        child.kill("SIGTERM");
      }
      const { code, stdout } = await ended;
      expect([code, JSON.parse(stdout).schema]).toEqual([
        0,
        expect.stringMatching(/^integ\.(daemon|sandbox)\/1$/),
      ]);
    },
  );
});
