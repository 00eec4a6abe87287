// Who gives an order: the user of the operating system.
import { userInfo } from "node:os";
import type { Actor } from "../../core/sync/operate.ts";
import type { App } from "../../daemon/app.ts";

export function actorOf({ ports }: Pick<App, "ports">): Actor {
  return { who: userName(ports.uid), at: ports.clock.now(), ids: ports.ids };
}

/** Name of the user who runs the process. One without an entry in the system's list, as in a container, goes by number. */
export function userName(uid: number | null): string {
  try {
    return userInfo().username;
  } catch {
    return uid === null ? "unknown" : `uid ${uid}`;
  }
}
