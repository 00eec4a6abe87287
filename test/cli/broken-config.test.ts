// Beside a configuration that can't be read, what runs can be looked at and stopped.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openSiteFor } from "../../src/cli/app.ts";
import { type CommandContext, createContext, runReleasers } from "../../src/cli/context.ts";
import { listSyncs } from "../../src/cli/engine/list-syncs.ts";
import { describeStatus } from "../../src/cli/engine/overview.ts";
import { pauseSync, resumeSync } from "../../src/cli/engine/pause-sync.ts";
import { recordHistory } from "../../src/cli/engine/record-history.ts";
import { needSync } from "../../src/cli/engine/site.ts";
import type { Output } from "../../src/cli/output.ts";
import { statusText } from "../../src/cli/views/status-view.ts";
import type { ConnectionHealth, HealthReport, SyncHealth } from "../../src/core/health/types.ts";
import { createKnownSecrets } from "../../src/core/secrets/known-secrets.ts";
import { openStore } from "../../src/core/store/sqlite/sqlite-store.ts";
import { controlVersion, protocolHeader } from "../../src/daemon/control-protocol.ts";

const nobody = async () => "none" as const;

interface Place {
  readonly context: CommandContext;
  readonly warnings: readonly string[];
}

function placeWith({ config = "syncs: [", override = [] as string[] } = {}): Place & { stateDir: string } {
  const stateDir = mkdtempSync(join(tmpdir(), "integ-broken-"));
  const file = join(stateDir, "integ.yaml");
  writeFileSync(file, config);
  const warnings: string[] = [];
  const output = { warn: (sentence: string) => void warnings.push(sentence), quiet: true };
  const context = createContext(process, {
    configFlag: file,
    stateDirFlag: stateDir,
    layerFlags: { override },
    noInput: true,
    logLevel: "error",
    handlesSignals: false,
    known: createKnownSecrets(),
    output: output as unknown as Output,
    releasers: [],
  });
  onTestFinished(async () => {
    await runReleasers(context.releasers, () => undefined);
    rmSync(stateDir, { recursive: true, force: true });
  });
  return { context, warnings, stateDir };
}

/** A database in which syncs have run. */
async function haveRun(stateDir: string, syncs: readonly string[]): Promise<void> {
  const store = openStore(join(stateDir, "integ.db"), { actor: { kind: "user", name: "ada" } });
  const facts = { side: "left", feed: "changes", position: "1", polledAt: 0 } as const;
  await store.commit(syncs.map((sync) => ({ op: "cursor.put", cursor: { sync, ...facts } }) as const));
  store.close();
}

/** A daemon that works with what it had read: it tells of one sync and one connection. */
async function haveDaemon(stateDir: string): Promise<void> {
  const none = { count: 0, p50: null, p99: null };
  const lagMs = { "left-to-right": none, "right-to-left": none };
  const report: Partial<HealthReport> = {
    status: "pass",
    daemon: { running: true, pid: 7, startedAt: null, refusedReload: null },
    checks: {},
    syncs: {
      tickets: { status: "pass", links: 3, lagMs } as SyncHealth,
      "tickets.comments": { status: "pass", lagMs } as SyncHealth,
    },
    connections: { sf: { breaker: "closed" } as ConnectionHealth },
  };
  const server = createServer((_request, response) => {
    response.setHeader(protocolHeader, String(controlVersion));
    response.end(JSON.stringify(report));
  });
  await new Promise<void>((resolve) => server.listen(join(stateDir, "control.sock"), resolve));
  onTestFinished(() => void server.close());
}

describe("beside a broken configuration", () => {
  it("SYN-17 CFG-1 a sync that has run is paused with what hangs on it, and resumed", async () => {
    const { context, warnings, stateDir } = placeWith();
    await haveRun(stateDir, ["cases", "cases.comments", "cases-old"]);
    const site = await openSiteFor(context);
    expect(warnings).toEqual([expect.stringMatching(/configuration on disk is broken.*integ\.yaml:1/)]);
    const name = needSync(site, "cases");
    const { items } = await pauseSync(site, nobody, name, { recordId: undefined, reason: "stop" });
    expect(items.map(({ sync }) => sync)).toEqual(["cases", "cases.comments"]);
    const wish = { recordId: undefined, field: undefined, allowDeletes: false };
    expect((await resumeSync(site, nobody, name, wish)).items).toHaveLength(2);
    expect(() => needSync(site, "caes")).toThrow('There is no sync "caes"');
  });

  it("SFM-8 CFG-1 a record is looked for in every sync that has run; its fields need the configuration", async () => {
    const { context, stateDir } = placeWith();
    await haveRun(stateDir, ["cases"]);
    const site = await openSiteFor(context, { onlyReads: true });
    await expect(recordHistory(site, "500A", undefined)).rejects.toMatchObject({ code: "E_NOT_FOUND" });
    expect(site.needConfig).toThrow("integ.yaml");
  });

  it("OPS-2 CFG-1 the daemon's own syncs and connections are shown, and without it nothing that is not known", async () => {
    const { context, stateDir } = placeWith();
    await haveRun(stateDir, ["cases"]);
    const alone = await openSiteFor(context, { onlyReads: true });
    for (const look of [describeStatus, listSyncs])
      await expect(look(alone, "1")).rejects.toMatchObject({ code: "E_CONFIG_INVALID" });
    await haveDaemon(stateDir);
    const site = await openSiteFor(context, { onlyReads: true });
    expect(site.syncs).toEqual(["cases", "tickets", "tickets.comments"]);
    const status = await describeStatus(site, "1");
    expect(status.syncs).toMatchObject([
      { name: "tickets", links: 3, left: { connection: "" }, direction: "" },
      { name: "tickets.comments" },
    ]);
    expect((await listSyncs(site, "1")).syncs).toMatchObject([
      { name: "tickets", parent: null, state: "running", left: { connection: "" } },
      { name: "tickets.comments", parent: "tickets" },
    ]);
    expect(status.connections).toEqual([{ name: "sf", connector: "", breaker: "closed" }]);
    const text = statusText({ width: 80, paint: (_colour, text) => text, nowMs: 0 }, status);
    expect(text).toMatch(/^sf +– +flow$/m);
    expect(text).toMatch(/^tickets {2}pass$/m);
  });

  it("CFG-1 where nothing has run, or the mistake is on the command's own line, it is refused", async () => {
    const broken = { code: "E_CONFIG_INVALID" };
    const empty = placeWith();
    await expect(openSiteFor(empty.context)).rejects.toMatchObject(broken);
    await haveRun(empty.stateDir, []);
    await expect(openSiteFor(empty.context)).rejects.toMatchObject(broken);
    const mistyped = placeWith({ config: "version: 1\n", override: ["syncs.cases.nothing=1"] });
    await haveRun(mistyped.stateDir, ["cases"]);
    await expect(openSiteFor(mistyped.context)).rejects.toMatchObject(broken);
    expect([...empty.warnings, ...mistyped.warnings]).toEqual([]);
  });
});
