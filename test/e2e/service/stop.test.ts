// How the daemon ends: in good order, or when that takes too long without it, and what is then left to the next start.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { collect, untilReady } from "../commands/workshop.ts";
import { count } from "../crash/crash-run.ts";
import { openPair, type Pair, sampleCases, until } from "../pair.ts";

const caseCount = 5;
let pair: Pair;
beforeEach(async () => {
  pair = await openPair(sampleCases(caseCount), { unlimited: true });
});
afterEach(() => pair.stop());

const inDoubt = () => count(pair, "SELECT count(*) FROM intent WHERE state = 'sent'");

/** A daemon in the middle of a write that takes long. */
async function startStuck(args: readonly string[] = [], jobQueueMs = 8_000) {
  await pair.settings({ zendesk: { jobQueueMs } });
  const child = pair.start(["daemon", "--log-level", "warn", ...args]);
  const ended = collect(child);
  await untilReady(child);
  const isWriting = async () => (await pair.writes()).some(({ path }) => path.endsWith("create_many"));
  await until(async () => ((await isWriting()) ? [] : ["no write was sent"]));
  return { child, ended };
}

/** The next start finds out, and nothing is made twice. */
async function expectNothingLost(): Promise<void> {
  await pair.settings({ zendesk: { jobQueueMs: 0 } });
  const next = await pair.daemon();
  await pair.untilInStep(40_000);
  await until(async () => (inDoubt() === 0 ? [] : ["writes are in doubt"]));
  expect(await next.end("SIGTERM")).toMatchObject({ code: 0 });
  expect((await pair.tickets()).length).toBe(caseCount);
}

describe("told to stop in the middle of a long write", () => {
  it("OPS-2 SYN-9 the daemon waits, and ends at once at the second signal, its writes on disk as sent", async () => {
    const { child, ended } = await startStuck();
    child.kill("SIGTERM");
    const status = () => pair.json(["daemon", "status"]);
    await until(async () => ((await status()).document.stopping === true ? [] : ["it has not heard"]));
    expect(child.exitCode).toBeNull();
    child.kill("SIGTERM");
    const { code, stderr } = await ended;
    expect([code, stderr]).toEqual([75, expect.stringMatching(/E_STOPPED .*5 writes have no known outcome/)]);
    expect(inDoubt()).toBe(caseCount);
    const audit = await pair.json(["audit", "list"]);
    expect(audit.document.rows).toContainEqual(
      expect.objectContaining({
        action: "daemon.stop",
        detail: expect.objectContaining({ drained: false, inDoubt: caseCount }),
      }),
    );
    await expectNothingLost();
  });

  it("OPS-2 SYN-9 the daemon gives up after its time, and `integ daemon stop` says so with 75", async () => {
    const { child, ended } = await startStuck(["--drain-seconds", "1"], 4_000);
    const { run, document } = await pair.json(["daemon", "stop"]);
    expect([run.code, document]).toMatchObject([75, { outcome: "stopped", pid: child.pid, drained: false }]);
    expect(await ended).toMatchObject({ code: 75 });
    expect(inDoubt()).toBe(caseCount);
    await expectNothingLost();
  });

  it("OPS-2 `integ daemon stop` waits until it has ended", async () => {
    await pair.settings({ zendesk: { jobQueueMs: 1_500 } });
    const daemon = await pair.daemon();
    const { run, document } = await pair.json(["daemon", "stop"]);
    expect([run.code, document, daemon.process.exitCode]).toMatchObject([
      0,
      { outcome: "stopped", drained: true },
      0,
    ]);
    expect(inDoubt()).toBe(0);
  });
});
