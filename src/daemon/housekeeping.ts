// What the daemon does beside its syncs: forgets what is settled, and has vendors call it.
import type { ConnectionSettings } from "../core/config/types.ts";
import { IntegrationError } from "../core/contract/errors.ts";
import { sides } from "../core/store/rows.ts";
import type { EngineContext } from "../core/sync/types.ts";
import type { App } from "./app.ts";
import { webhookUrl } from "./webhook-url.ts";

const keepSettledMs = 3 * 24 * 3_600_000;
const keepWritesMs = 7 * 24 * 3_600_000;
const keepActionsMs = 90 * 24 * 3_600_000;
const housekeepingMs = 3_600_000;
const retryEnsureMs = 30_000;
const ensureEveryMs = 24 * 3_600_000;

/** Settled inbox rows are forgotten after three days, their number is kept; settled writes after seven; keys of actions after 90. */
export async function keepHouse({ store, clock, signal, log, fence }: EngineContext): Promise<void> {
  while (!signal.aborted) {
    await store
      .commit(
        [
          { op: "inbox.prune", before: clock.now() - keepSettledMs },
          { op: "intent.prune", before: clock.now() - keepWritesMs },
          { op: "action.prune", before: clock.now() - keepActionsMs },
        ],
        fence,
      )
      .catch((error: unknown) => {
        log.warn("store.prune.failed", { message: error instanceof Error ? error.message : String(error) });
      });
    await clock.sleep(housekeepingMs, signal).catch(() => undefined);
  }
}

/** Connections of syncs in real time, whose vendors are to call us. */
export function webhookConnections({ config }: Pick<App, "config">): readonly string[] {
  const live = [...config.syncs.values()].filter((sync) => sync.realtime);
  return [...new Set(live.flatMap((sync) => sides.map((side) => sync[side].connection)))];
}

/** What it takes to have vendors call us: the configuration of the moment, and its connections. */
export type WebhookApp = Pick<App, "config" | "connectionOf"> & {
  readonly ports: Pick<App["ports"], "clock" | "log">;
};

/**
 * Keeps a vendor calling us as long as syncs in real time use the connection, until the signal aborts: webhooks expire,
 * and people delete them. While the vendor does not call, the fast feeds carry the load alone. Never rejects.
 */
export async function keepWebhook(app: () => WebhookApp, name: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const pauseMs = await ensureWebhook(app(), name, signal);
    if (pauseMs === null) return;
    await app()
      .ports.clock.sleep(pauseMs, signal)
      .catch(() => undefined);
  }
}

/** @returns after how many milliseconds to ask again; null: nobody wants or makes calls. */
async function ensureWebhook(app: WebhookApp, name: string, signal: AbortSignal): Promise<number | null> {
  const url = webhookUrl(app.config, name);
  const settings: ConnectionSettings | undefined = app.config.connections.get(name);
  if (url === null || !settings?.connector.manifest.capabilities.pushes) return null;
  if (!webhookConnections(app).includes(name)) return null;
  const { log } = app.ports;
  try {
    const { webhooks } = await app.connectionOf(name);
    if (webhooks === undefined) return null;
    const ensured = await webhooks.ensure(url);
    log.info("webhook.ensured", { connection: name, url });
    return Math.max(retryEnsureMs, Math.min(ensured?.againInMs ?? ensureEveryMs, ensureEveryMs));
  } catch (error) {
    const code = error instanceof IntegrationError ? error.code : "E_INTERNAL";
    if (!signal.aborted) log.warn("webhook.ensure.failed", { connection: name, code });
    return retryEnsureMs;
  }
}
