// Waits for work that the running daemon does: nobody but the store knows when it is done.
import { IntegrationError } from "../../core/contract/errors.ts";
import type { HealthReport } from "../../core/health/types.ts";
import type { NewInboxRow } from "../../core/store/ops.ts";
import type { App } from "../../daemon/app.ts";
import { callDaemon } from "../../daemon/control-client.ts";
import { whyStill } from "./pause-sync.ts";

/** Retries due within this time are waited for; later ones are reported as waiting. */
const patienceMs = 15_000;
/** How long the daemon may be unable to go on before we stop waiting for it. */
const faultPatienceMs = 10_000;
const longestWaitMs = 10 * 60_000;
const lookEveryMs = 100;
const askEveryMs = 1_000;

/**
 * Resolves once nothing of the sync is due any more, with null; or with the daemon's reason when it can't go on.
 * @throws IntegrationError E_DAEMON_UNREACHABLE when the daemon ends meanwhile.
 */
export async function waitForDaemon(
  app: App,
  sync: string,
  onProgress: (pending: number) => void,
): Promise<string | null> {
  const { clock, signal } = app.ports;
  const startedAt = clock.now();
  const watch = createFaultWatch(app, sync);
  for (;;) {
    const pending = await countDue(app, sync);
    if (pending === 0) return null;
    onProgress(pending);
    const fault = (await whyStill(app.store, sync, null)) ?? (await watch());
    if (fault !== null) return fault;
    if (clock.now() - startedAt > longestWaitMs) return "The daemon is still at work";
    await clock.sleep(lookEveryMs, signal);
  }
}

/**
 * Resolves once the rows are handled, or put off for longer than we wait, with null; or with the reason why the daemon
 * can't go on with them.
 * @throws IntegrationError E_DAEMON_UNREACHABLE when the daemon ends meanwhile.
 */
export async function waitForRows(
  app: App,
  sync: string,
  rows: readonly NewInboxRow[],
): Promise<string | null> {
  const { clock, signal } = app.ports;
  const startedAt = clock.now();
  const watch = createFaultWatch(app, sync);
  for (;;) {
    const isUnderWay = await Promise.all(rows.map((row) => isMoving(app, row)));
    if (!isUnderWay.includes(true)) return null;
    const fault = (await whyStill(app.store, sync, null)) ?? (await watch());
    if (fault !== null) return fault;
    if (clock.now() - startedAt > longestWaitMs) return "The daemon is still at work";
    await clock.sleep(lookEveryMs, signal);
  }
}

async function isMoving({ store, ports }: App, { sync, side, eventKey }: NewInboxRow): Promise<boolean> {
  const fate = await store.inboxFate(sync, side, eventKey);
  if (fate === null) return false;
  return fate.state === "planned" || (fate.state === "open" && fate.dueAt - ports.clock.now() < patienceMs);
}

/** Changes on their way now; those put off for longer than we wait do not count. */
async function countDue({ store, ports }: App, sync: string): Promise<number> {
  const [counts, sent, next] = await Promise.all([
    store.inboxCounts(sync),
    store.intents(sync, "sent"),
    store.nextDueAt(sync),
  ]);
  const isOpenSoon = next !== null && next - ports.clock.now() < patienceMs;
  return counts.planned + sent.length + (isOpenSoon ? counts.open : 0);
}

/** Asks the daemon once a second; answers with a fault that has lasted. */
function createFaultWatch(app: App, sync: string): () => Promise<string | null> {
  const { clock, stateDir } = app.ports;
  let nextAskAt = clock.now() + askEveryMs;
  let faultSince: number | null = null;
  return async () => {
    const now = clock.now();
    if (now < nextAskAt) return null;
    nextAskAt = now + askEveryMs;
    const report = (await callDaemon(stateDir, "GET", "/health")) as HealthReport | null;
    if (report === null) throw daemonGone();
    const fault = report.checks[`sync:${sync}`]?.find((check) => check.status === "fail")?.output;
    faultSince = fault === undefined ? null : (faultSince ?? now);
    return fault !== undefined && faultSince !== null && now - faultSince > faultPatienceMs ? fault : null;
  };
}

const daemonGone = (): IntegrationError =>
  new IntegrationError({
    code: "E_DAEMON_UNREACHABLE",
    message: "The daemon ended while this command waited for it",
    hint: "Nothing is lost: start it again with `integ daemon`, or run the command without it.",
  });
