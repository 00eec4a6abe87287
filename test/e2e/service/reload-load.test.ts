// Reloads of a daemon under load: nothing lost, nothing doubled, nothing left behind.
import { readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { IntegrationError } from "../../../src/core/contract/errors.ts";
import { isInFull } from "../../skips.ts";
import { collect, untilReady } from "../commands/workshop.ts";
import { openGuards, openLimits, pairUp, unbalancedRows, unsettled } from "../crash/crash-run.ts";
import { dumpOf, startEditors } from "../crash/editors.ts";
import { imbalances } from "../crash/ledger.ts";
import { freePort, openPair, type Pair, pause, sampleCases, until } from "../pair.ts";
import { mustReload, reloadWith } from "./reloading.ts";

/** What an operator edits from one reload to the next; null: something that has to be refused. */
function editsOf(port: number): readonly (readonly [string, ((text: string) => string) | null])[] {
  return [
    ["a connection", (text) => text.replace("pollEvery: 500ms", "pollEvery: 450ms")],
    ["the limits of both", (text) => text.replaceAll(", pollEvery", ", concurrency: 4, pollEvery")],
    ["nothing that can be had", null],
    ["a sync", (text) => text.replace("    guards: {", "    prefer: right\n    guards: {")],
    ["the port", (text) => text.replace(/127\.0\.0\.1:\d+(?=", publicUrl)/, `127.0.0.1:${port}`)],
    ["everything back", (text) => text],
  ];
}

const rounds = isInFull ? 2 : 1;

it(`CFG-11 SYN-9 SYN-10 ${rounds * 6} reloads while people edit on both sides lose and double nothing`, async () => {
  const pair = await openPair(sampleCases(60), { webhooks: true });
  onTestFinished(() => pair.stop());
  await pair.settings({ ...openLimits, latencyMs: 20 });
  await openGuards(pair);
  const known = await pairUp(pair);
  const text = await pair.readConfig();
  const edits = editsOf(await freePort());
  const daemon = await pair.daemon();
  const editors = startEditors({ pair, known, perSecond: 25, random: Math.random });
  for (const [what, edit] of Array.from({ length: rounds }, () => edits).flat()) {
    await pause(700);
    const answer = await reloadWith(
      pair,
      edit ? edit(text) : text.replace("connection: zd", "connection: nowhere"),
    );
    expect([what, answer instanceof IntegrationError]).toEqual([what, edit === null]);
  }
  await editors.stop();
  await until(async () => [...imbalances(editors.entries, await dumpOf(pair)), ...unsettled(pair)], 60_000);
  expect(await daemon.end("SIGTERM")).toMatchObject({
    code: 0,
    stderr: expect.not.stringContaining("E_INTERNAL"),
  });
  expect([...editors.reverted, ...unbalancedRows(pair)]).toEqual([]);
  const { run, document } = await pair.json(["sync", "plan", "cases", "--full"]);
  expect([run.code, document.writes]).toEqual([0, []]);
});

interface Held {
  readonly timers: number;
  readonly sockets: number;
  readonly heapMb: number;
}

const warmUps = 10;
const reloads = 50;

it("CFG-11 fifty reloads leave no sockets, timers or memory behind", async () => {
  const pair = await openPair(sampleCases(3));
  onTestFinished(() => pair.stop());
  const probe = join(import.meta.dirname, "held-probe.mjs");
  const child = pair.start(["daemon", "--log-level", "error"], { NODE_OPTIONS: `--import ${probe}` });
  const ended = collect(child);
  let told = "";
  child.stderr?.on("data", (chunk) => {
    told += chunk;
  });
  await untilReady(child);
  await pair.untilInStep();
  const text = await pair.readConfig();
  const held = async (): Promise<Held> => {
    // What was retired ends by itself shortly after.
    await pause(1_500);
    told = "";
    child.kill("SIGUSR2");
    await until(async () => (/HELD .*\n/.test(told) ? [] : ["the probe has not answered"]));
    const { timers, heapMb } = JSON.parse(/HELD (.*)\n/.exec(told)?.[1] ?? "{}");
    return { timers, heapMb, sockets: socketsOf(child.pid ?? 0) };
  };
  await reloadTimes(pair, text, warmUps);
  const before = await held();
  await reloadTimes(pair, text, reloads);
  const after = await held();
  // One left behind by each reload would be 50. What the loops hold at the moment varies by a few.
  expect(after.timers - before.timers).toBeLessThan(10);
  expect(after.sockets - before.sockets).toBeLessThan(10);
  expect(after.heapMb - before.heapMb).toBeLessThan(4);
  child.kill("SIGTERM");
  expect(await ended).toMatchObject({ code: 0 });
}, 120_000);

/** Each one changes a connection and a schedule: everything that can be left behind is made anew. */
async function reloadTimes(pair: Pair, text: string, count: number): Promise<void> {
  for (let turn = 1; turn <= count; turn += 1) {
    const pace = turn % 2 === 0 ? "500ms" : "450ms";
    const changed = text
      .replace("pollEvery: 500ms", `pollEvery: ${pace}`)
      .replace("    fields:\n", `    schedule: "0 ${turn % 24} * * *"\n    fields:\n`);
    await mustReload(pair, changed);
  }
}

function socketsOf(pid: number): number {
  const directory = `/proc/${pid}/fd`;
  return readdirSync(directory).filter((name) => {
    try {
      return readlinkSync(join(directory, name)).startsWith("socket:");
    } catch {
      return false;
    }
  }).length;
}
