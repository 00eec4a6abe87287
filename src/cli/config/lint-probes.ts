// What `integ config lint` asks of this machine and of the vendors.

import { existsSync } from "node:fs";
import { access, constants, readFile, stat } from "node:fs/promises";
import { placeFaults } from "../../core/config/fault-places.ts";
import type { LintProbes, LiveProbes } from "../../core/config/lint.ts";
import type { Config } from "../../core/config/types.ts";
import { MappingError } from "../../core/mapping/config-fault.ts";
import { openSecrets } from "../../core/secrets/secrets.ts";
import { openStore } from "../../core/store/sqlite/sqlite-store.ts";
import type { Store } from "../../core/store/store.ts";
import { refuseOtherAccounts } from "../../core/sync/match/identity.ts";
import { prepareSync } from "../../core/sync/runtime.ts";
import { openAppOn, secretsPorts, storeFile } from "../../daemon/app.ts";
import { appPorts } from "../app.ts";
import type { CommandContext } from "../context.ts";

/** Nothing is opened before it is asked for; what was opened closes with the command. */
export function lintProbes(context: CommandContext): LintProbes {
  const { directories, releasers, progress } = context;
  const { stateDir } = directories;
  let store: Store | null = null;
  return {
    readFile,
    stateDirFault: () => directoryFault(stateDir),
    secretNames: async () => {
      const secrets = await openSecrets(secretsPorts(appPorts(context)));
      try {
        return new Set(await secrets.list());
      } finally {
        await secrets.close();
      }
    },
    remembered: async (connection, object) => {
      // Looking must not make a database.
      if (store === null && !existsSync(storeFile(stateDir))) return null;
      if (store === null) {
        const opened = openStore(storeFile(stateDir));
        store = opened;
        releasers.push(() => opened.close());
      }
      return store.schemaSnapshot(connection, object);
    },
    live: async (config) => {
      progress.phase("Asking the vendors");
      return liveProbes(context, config);
    },
  };
}

async function liveProbes(context: CommandContext, config: Config): Promise<LiveProbes> {
  const ports = appPorts(context);
  const app = await openAppOn(ports, config, async () => {
    const secrets = await openSecrets(secretsPorts(ports));
    context.releasers.push(() => secrets.close());
    return secrets;
  });
  return {
    check: async (name) => (await app.connectionOf(name)).check(),
    compile: async (sync) => {
      const { connectionOf, store } = app;
      // Nothing is remembered of what the vendors say: a running daemon has to notice by itself what is new.
      const preparing = prepareSync(sync, { connectionOf });
      const runtime = await preparing.catch((error: unknown) => {
        throw error instanceof MappingError ? placeFaults(config, sync, error) : error;
      });
      await refuseOtherAccounts(store, runtime);
      return runtime.mapping;
    },
  };
}

async function directoryFault(directory: string): Promise<string | null> {
  try {
    const found = await stat(directory);
    if (!found.isDirectory()) return `the state directory ${directory} is a file`;
    await access(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    return null;
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT") return `there is no state directory ${directory}; run \`integ init\``;
    return `the state directory ${directory} can't be used by this user (${code})`;
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : String(error);
