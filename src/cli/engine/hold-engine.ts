// Takes the syncs of the state directory for one command.
import { lockEngine } from "../../core/store/engine-lock.ts";
import type { EngineContext } from "../../core/sync/types.ts";
import type { App } from "../../daemon/app.ts";

/** Held until the command ends. @throws TransientError E_ENGINE_BUSY when another process has them. */
export async function holdEngine(app: App): Promise<EngineContext> {
  const { stateDir, releasers, clock } = app.ports;
  lockEngine(stateDir, releasers);
  return app.engine(await app.store.takeEngine("command", clock.now()));
}
