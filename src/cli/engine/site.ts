// What a command needs to look at what runs, or to stop it: less than an application, so that it works beside a
// configuration that can't be read.
import type { Config } from "../../core/config/types.ts";
import type { Store } from "../../core/store/store.ts";
import type { AppPorts } from "../../daemon/app.ts";
import { needSyncOf } from "./choose-syncs.ts";

export interface Site {
  readonly ports: AppPorts;
  readonly store: Store;
  /** Names of the configured syncs; where the configuration can't be read, of those that run or have run. */
  readonly syncs: readonly string[];
  /** Null: it can't be read. */
  readonly config: Config | null;
  /** @throws ConfigError when the configuration can't be read. */
  needConfig(): Config;
}

/** @throws ConfigError for a name that is not there. */
export function needSync({ syncs, ports }: Site, name: string): string {
  needSyncOf(syncs, name, ports.configFile);
  return name;
}
