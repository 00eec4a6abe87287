// Composition: configuration, store, secrets and connections, opened from the ports of the process.
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { AuditActor } from "../core/audit/audit-row.ts";
import { placeFaults } from "../core/config/fault-places.ts";
import { loadLayers } from "../core/config/layers.ts";
import type { FlagSetting } from "../core/config/settings.ts";
import type { Config } from "../core/config/types.ts";
import {
  builtinConnectors,
  createPackageImporter,
  createRegistry,
  type Registry,
} from "../core/connectors/registry.ts";
import type { Connection } from "../core/contract/connector.ts";
import { ConfigError } from "../core/contract/errors.ts";
import type { Clock, Ids, Logger, Random, RandomBytes, Releaser } from "../core/contract/runtime.ts";
import type { InteractiveSignIn } from "../core/contract/sign-in.ts";
import type { HttpClientWithStatus } from "../core/http/client.ts";
import type { CallRecord } from "../core/http/meters.ts";
import { MappingError } from "../core/mapping/config-fault.ts";
import type { SecretsPorts } from "../core/secrets/key-sources.ts";
import { createKeychain } from "../core/secrets/keychain.ts";
import type { KnownSecrets } from "../core/secrets/known-secrets.ts";
import type { SecretStore } from "../core/secrets/secret-store.ts";
import { openSecrets } from "../core/secrets/secrets.ts";
import { openStore } from "../core/store/sqlite/sqlite-store.ts";
import type { Fence, Store } from "../core/store/store.ts";
import { matchedKey, refuseNewName, refuseOtherAccounts } from "../core/sync/match/identity.ts";
import { type Describe, prepareSync } from "../core/sync/runtime.ts";
import { acceptedFields } from "../core/sync/schema-drift.ts";
import { describeFresh, describeRemembered } from "../core/sync/schema-memory.ts";
import type { EngineContext, SyncRuntime } from "../core/sync/types.ts";
import { type Connections, createConnections } from "./connections.ts";
import { sharedLimits } from "./shared-limits.ts";

/** What the process lends: the edge builds it once. */
export interface AppPorts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  readonly randomBytes: RandomBytes;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly releasers: Releaser[];
  /** The process's environment itself. */
  readonly env: Record<string, string | undefined>;
  readonly platform: string;
  readonly nodePath: string;
  readonly uid: number | null;
  readonly configFile: string;
  /** What is laid over the file beside the variables; absent: nothing. */
  readonly layers?: { readonly environment: string | null; readonly flags: readonly FlagSetting[] };
  readonly stateDir: string;
  /** Nobody waits for what this process does as a whole: its background work leaves room to those who do wait. */
  readonly isUnattended?: boolean;
  /** Nothing is made: where there is no database yet, an empty one in memory takes its place. */
  readonly onlyReads?: boolean;
  /** Hears of every exchange with a vendor. */
  readonly onCall?: (call: CallRecord) => void;
  /** The secrets this process has in hand, to be hidden in what it writes. */
  readonly known?: KnownSecrets;
  readonly askPassphrase?: (purpose: "new" | "open") => Promise<string>;
  /** Whose doing it is: noted with what is changed. */
  readonly actor: AuditActor;
}

export interface App {
  readonly ports: AppPorts;
  readonly config: Config;
  readonly store: Store;
  readonly installId: string;
  connectionOf(name: string): Promise<Connection>;
  /** How a person signs in to a connection; null where nobody has to. */
  signInOf(name: string): Promise<InteractiveSignIn | null>;
  /** Status of a connection's client once it has been opened. */
  httpOf(name: string): HttpClientWithStatus | undefined;
  /**
   * `remembered` takes the vendors' descriptions from the last time; whoever asks for that checks them afterwards.
   * @throws ConfigError for a name the configuration does not have.
   */
  prepare(syncName: string, schema: "fresh" | "remembered"): Promise<SyncRuntime>;
  /** Prepares a sync only to see whether it can be: nothing is remembered of what the vendors say. @throws as prepare. */
  tryOut(syncName: string): Promise<void>;
  /** The same application on another configuration; connections named in `kept` are shared with this one. */
  withConfig(config: Config, kept: ReadonlySet<string>): App;
  readonly connections: Pick<Connections, "renewed" | "retire" | "close" | "abandon">;
  engine(fence: Fence | undefined): EngineContext;
}

export const storeFile = (stateDir: string): string => join(stateDir, "integ.db");

export function openRegistry(configFile: string): Registry {
  return createRegistry({
    entries: builtinConnectors,
    importPackage: createPackageImporter([join(configFile, "..")]),
  });
}

export function secretsPorts(ports: AppPorts): SecretsPorts {
  const { env, uid, clock, stateDir, platform, nodePath, askPassphrase, actor, known } = ports;
  return {
    stateDir,
    env,
    uid,
    clock,
    randomBytes,
    who: actor.name,
    keychain: createKeychain({ platform, env, nodePath }),
    ...(known ? { known } : {}),
    ...(askPassphrase ? { askPassphrase } : {}),
  };
}

/** Opens everything a command or the daemon works with; closing is pushed on `ports.releasers`. */
export async function openApp(ports: AppPorts): Promise<App> {
  return openAppOn(ports, await loadPortsConfig(ports), lazySecrets(ports));
}

/** The configuration with everything that is laid over its file. @throws as loadLayers. */
export async function loadPortsConfig({ configFile: file, env, layers }: AppPorts): Promise<Config> {
  const { environment, flags } = layers ?? { environment: null, flags: [] };
  const { config } = await loadLayers({ file, environment, env, flags, registry: openRegistry(file) });
  return config;
}

/** The same on a configuration and secrets that are not (yet) the stored ones. */
export async function openAppOn(
  ports: AppPorts,
  config: Config,
  secrets: () => Promise<SecretStore>,
): Promise<App> {
  const file = storeFile(ports.stateDir);
  const store = openStore(ports.onlyReads && !existsSync(file) ? ":memory:" : file, { actor: ports.actor });
  ports.releasers.push(() => store.close());
  const installId = await installIdOf(store, ports);
  const options = { ports, limits: sharedLimits(ports), installId, secrets };
  return appOn({ ports, store, installId }, config, createConnections(options, config));
}

function appOn(
  base: Pick<App, "ports" | "store" | "installId">,
  config: Config,
  connections: Connections,
): App {
  const { ports, store } = base;
  const prepare = async (name: string, describe: Describe | undefined): Promise<SyncRuntime> => {
    const sync = config.syncs.get(name);
    if (!sync) throw unknownSync(name, config);
    const clockOf = (connection: string) => connections.httpOf(connection)?.clock();
    const preparing = prepareSync(sync, {
      connectionOf: connections.connectionOf,
      ...(describe ? { describe } : {}),
      clockOffsetOf: (connection) => clockOf(connection)?.clockOffsetMs ?? 0,
      clockDoubtOf: (connection) => clockOf(connection)?.clockDoubtMs ?? 0,
      accepted: await acceptedFields(store, name),
    });
    const runtime = await preparing.catch((error: unknown) => {
      throw error instanceof MappingError ? placeFaults(config, sync, error) : error;
    });
    // Here, so that nothing that works on a sync gets at one of another account.
    await refuseOtherAccounts(store, runtime);
    return runtime;
  };
  const engine: App["engine"] = (fence) => {
    const { clock, ids, random, log, signal } = ports;
    return {
      store,
      clock,
      ids,
      random,
      log,
      signal,
      fence,
      inFlight: new Set(),
      claimed: new Set(),
      configured: config.syncs,
      doubtSince: new Map(),
      unanswered: new Map(),
    };
  };
  return {
    ...base,
    config,
    connections,
    connectionOf: connections.connectionOf,
    signInOf: connections.signInOf,
    httpOf: connections.httpOf,
    prepare: (name, schema) =>
      prepare(name, (schema === "fresh" ? describeFresh : describeRemembered)(store, ports.clock.now)),
    tryOut: async (name) => {
      const runtime = await prepare(name, undefined);
      const isMatched = (await store.meta(matchedKey(name))) !== null;
      if (!isMatched) await refuseNewName(engine(undefined), runtime);
    },
    withConfig: (next, kept) => appOn(base, next, connections.forConfig(next, kept)),
    engine,
  };
}

/** Opened by the first connection that needs it: commands that only read the store never ask for a key. */
function lazySecrets(ports: AppPorts): () => Promise<SecretStore> {
  let opened: Promise<SecretStore> | null = null;
  return () => {
    opened ??= openSecrets(secretsPorts(ports)).then((secrets) => {
      ports.releasers.push(() => secrets.close());
      return secrets;
    });
    return opened;
  };
}

async function installIdOf(store: Store, { ids, clock }: AppPorts): Promise<string> {
  const known = await store.meta("install-id");
  if (known !== null) return known;
  const fresh = ids.next().toLowerCase();
  await store.commit([{ op: "meta.put", key: "install-id", value: fresh, at: clock.now() }]);
  return fresh;
}

function unknownSync(name: string, config: Config): ConfigError {
  const names = [...config.syncs.keys()];
  return new ConfigError({
    code: "E_NOT_FOUND",
    message: `There is no sync ${name} in ${config.file}`,
    hint: names.length > 0 ? `It has: ${names.join(", ")}.` : "Add one under `syncs:`.",
  });
}
