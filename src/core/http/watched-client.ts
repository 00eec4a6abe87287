// One connection at a time to an origin, which tells each exchange whether it is the first on it.
import { Client, type Dispatcher } from "undici";

/** A handler that wants to know where it begins. */
export interface Watcher extends Dispatcher.DispatchHandler {
  client: WatchedClient | null;
}

export class WatchedClient extends Client {
  #isFresh = false;

  constructor(origin: string | URL, options: Client.Options) {
    super(origin, options);
    this.on("connect", () => {
      this.#isFresh = true;
    });
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    if (isWatcher(handler)) handler.client = this;
    return super.dispatch(options, handler);
  }

  /** Whether the connection has had no exchange yet: asked once by each, when it begins. */
  takeFresh(): boolean {
    const was = this.#isFresh;
    this.#isFresh = false;
    return was;
  }
}

function isWatcher(handler: Dispatcher.DispatchHandler): handler is Watcher {
  return "client" in handler;
}
