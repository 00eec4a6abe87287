// What the daemon does beside its syncs: forgets what is settled, and has vendors call it.
import type { ConnectionSettings } from "../core/config/types.ts";
import { IntegrationError } from "../core/contract/errors.ts";
import { sides } from "../core/store/rows.ts";
import type { EngineContext } from "../core/sync/types.ts";
import type { App } from "./app.ts";
import { webhookUrl } from "./webhook-url.ts";

const keepSettledMs = 3 * 24 * 3_600_000;
const keepWritesMs = 7 * 24 * 3_600_000;
const housekeepingMs = 3_600_000;
const ensureAgainMs = 30_000;

/** Settled inbox rows are forgotten after three days, their number is kept; settled writes after seven. */
export async function keepHouse({ store, clock, signal, log, fence }: EngineContext): Promise<void> {
  while (!signal.aborted) {
    await store
      .commit(
        [
          { op: "inbox.prune", before: clock.now() - keepSettledMs },
          { op: "intent.prune", before: clock.now() - keepWritesMs },
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
export function webhookConnections({ config }: App): readonly string[] {
  const live = [...config.syncs.values()].filter((sync) => sync.realtime);
  return [...new Set(live.flatMap((sync) => sides.map((side) => sync[side].connection)))];
}

/**
 * Vendors that push are asked to call us, until they do or the signal aborts; until they do, the fast feeds carry the
 * load alone. Never rejects.
 */
export async function ensureWebhook(app: App, name: string, signal: AbortSignal): Promise<void> {
  const url = webhookUrl(app.config, name);
  const settings: ConnectionSettings | undefined = app.config.connections.get(name);
  if (url === null || !settings?.connector.manifest.capabilities.pushes) return;
  const { clock, log } = app.ports;
  while (!signal.aborted) {
    try {
      await (await app.connectionOf(name)).webhooks?.ensure(url);
      log.info("webhook.ensured", { connection: name, url });
      return;
    } catch (error) {
      const code = error instanceof IntegrationError ? error.code : "E_INTERNAL";
      if (!signal.aborted) log.warn("webhook.ensure.failed", { connection: name, code });
      await clock.sleep(ensureAgainMs, signal).catch(() => undefined);
    }
  }
}
