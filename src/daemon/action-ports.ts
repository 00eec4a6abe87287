// What actions run on: the store, the clock and the locks of an application.
import { join } from "node:path";
import type { ActionPorts } from "../core/actions/noted-run.ts";
import { createProcessLock } from "../core/oauth/lock.ts";
import type { App } from "./app.ts";

export function actionPorts({ ports, store }: Pick<App, "ports" | "store">): ActionPorts {
  const { clock, ids, signal, stateDir } = ports;
  const others = "running an action of this connection";
  const exclusive: ActionPorts["exclusive"] = (connection) =>
    createProcessLock(join(stateDir, `actions-${connection}.lock`), clock, signal, others);
  return { store, clock, ids, signal, exclusive };
}
