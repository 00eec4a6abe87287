// The live connections of a configuration, each opened once, on first use, and closed by itself.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config, ConnectionSettings } from "../core/config/types.ts";
import { readWayOut } from "../core/config/way-out.ts";
import type { Connection, ConnectionContext } from "../core/contract/connector.ts";
import { ConfigError, TransientError } from "../core/contract/errors.ts";
import type { Releaser, RenewalLock } from "../core/contract/runtime.ts";
import type { InteractiveSignIn } from "../core/contract/sign-in.ts";
import { createHttpClient, type HttpClientWithStatus } from "../core/http/client.ts";
import { createProcessLock } from "../core/oauth/lock.ts";
import { connectionSecrets, type SecretStore } from "../core/secrets/secret-store.ts";
import type { AppPorts } from "./app.ts";
import { withFeatures } from "./connection-features.ts";
import type { SharedLimits } from "./shared-limits.ts";

export interface ConnectionsOptions {
  readonly ports: AppPorts;
  readonly limits: SharedLimits;
  readonly installId: string;
  readonly secrets: () => Promise<SecretStore>;
}

export interface Connections {
  connectionOf(name: string): Promise<Connection>;
  /** How a person signs in to it; null where nobody has to. */
  signInOf(name: string): Promise<InteractiveSignIn | null>;
  httpOf(name: string): HttpClientWithStatus | undefined;
  /** Those of another configuration: the ones named in `kept` are shared with these, open or not. */
  forConfig(config: Config, kept: ReadonlySet<string>): Connections;
  /** Those whose certificates, or whose proxy's password, are others now than when they were opened, or can't be read. */
  renewed(): Promise<ReadonlySet<string>>;
  /** What waits to call one of these gives up; what is under way goes on. They are not used any more. */
  retire(names: readonly string[]): void;
  /** Closes them once nothing is under way there. */
  close(names: readonly string[]): Promise<void>;
  /** Leaves what is under way to the end of the process: nothing waits for it when the process closes. */
  abandon(): void;
}

/** What processes hold while they renew the token of a connection, or replace it. */
export const renewalLockOf = (
  { stateDir, clock, signal }: Pick<AppPorts, "stateDir" | "clock" | "signal">,
  connection: string,
): RenewalLock => createProcessLock(join(stateDir, `renewal-${connection}.lock`), clock, signal);

/** The place of one connection, open or not. */
interface Slot {
  readonly config: Config;
  readonly settings: ConnectionSettings;
  readonly retired: AbortController;
  readonly releasers: Releaser[];
  opened: Promise<Connection> | null;
  client: HttpClientWithStatus | undefined;
  /** What its way out takes from elsewhere than the configuration, as a digest; null before it was read. */
  outside: { readonly digest: string; readonly now: () => Promise<string> } | null;
}

export function createConnections(options: ConnectionsOptions, config: Config): Connections {
  return connectionsOf(options, config, slotsOf(config, new Map()));
}

/** `shared`: slots that go on, by name. */
function slotsOf(config: Config, shared: ReadonlyMap<string, Slot>): ReadonlyMap<string, Slot> {
  const fresh = (settings: ConnectionSettings): Slot => ({
    config,
    settings,
    retired: new AbortController(),
    releasers: [],
    opened: null,
    client: undefined,
    outside: null,
  });
  return new Map(
    [...config.connections].map(([name, settings]) => [name, shared.get(name) ?? fresh(settings)]),
  );
}

function connectionsOf(
  options: ConnectionsOptions,
  { file }: Config,
  slots: ReadonlyMap<string, Slot>,
): Connections {
  const slotOf = (name: string): Slot => {
    const slot = slots.get(name);
    if (slot) return slot;
    throw new ConfigError({
      code: "E_NOT_FOUND",
      message: `There is no connection ${name} in ${file}`,
      hint: "`integ connections list` shows them.",
    });
  };
  const chosen = (names: readonly string[]): Slot[] => names.flatMap((name) => slots.get(name) ?? []);
  return {
    connectionOf: async (name) => openOnce(options, slotOf(name)),
    signInOf: async (name) => {
      const slot = slotOf(name);
      return slot.settings.connector.signIn?.(await contextOf(options, slot)) ?? null;
    },
    httpOf: (name) => slots.get(name)?.client,
    forConfig: (config, kept) =>
      connectionsOf(options, config, slotsOf(config, new Map([...slots].filter(([name]) => kept.has(name))))),
    renewed: async () => {
      const all = [...slots.values()].map(async (slot) =>
        (await isRenewed(slot)) ? [slot.settings.name] : [],
      );
      return new Set((await Promise.all(all)).flat());
    },
    retire: (names) => {
      for (const slot of chosen(names)) slot.retired.abort(retirement(slot.settings.name));
    },
    close: async (names) => {
      await Promise.all(chosen(names).map(runAll));
    },
    abandon: () => {
      options.limits.abandon();
      for (const slot of slots.values()) slot.releasers.length = 0;
    },
  };
}

async function isRenewed({ outside }: Slot): Promise<boolean> {
  if (outside === null) return false;
  // What can't be read any more is told by who opens it anew.
  return (await outside.now().catch(() => null)) !== outside.digest;
}

/** Nobody keeps a key longer than it is used only to compare it. */
const digestOf = (wayOut: object): string =>
  createHash("sha256").update(JSON.stringify(wayOut)).digest("hex");

const retirement = (connection: string): TransientError =>
  new TransientError({
    code: "E_STOPPED",
    message: `The daemon has another configuration of ${connection} by now`,
    hint: "Run the command again.",
    connection,
  });

function openOnce(options: ConnectionsOptions, slot: Slot): Promise<Connection> {
  if (slot.opened) return slot.opened;
  const opening = open(options, slot);
  slot.opened = opening;
  // A connection that could not be opened is tried again by whoever asks next.
  opening.catch(() => {
    slot.opened = null;
  });
  return opening;
}

async function open(options: ConnectionsOptions, slot: Slot): Promise<Connection> {
  const context = await contextOf(options, slot);
  return withFeatures(slot.settings.connector.connect(context), slot.settings);
}

async function contextOf(options: ConnectionsOptions, slot: Slot): Promise<ConnectionContext> {
  const { ports, installId } = options;
  const { config, settings } = slot;
  const { name } = settings;
  const secrets = connectionSecrets(await options.secrets(), name);
  const log = ports.log.child({ connection: name });
  const { clock, ids, randomBytes } = ports;
  const signal = AbortSignal.any([ports.signal, slot.retired.signal]);
  const read = () => readWayOut(config, settings, { readFile, secret: (secret) => secrets.get(secret) });
  const wayOut = await read();
  slot.outside = { digest: digestOf(wayOut), now: async () => digestOf(await read()) };
  const http: ConnectionContext["http"] = (clientOptions) => {
    const client = createHttpClient(
      {
        connection: name,
        clock,
        ids,
        random: ports.random,
        log: ports.log,
        signal,
        releasers: releasersOf(options, slot),
        limits: options.limits.open(),
        ...(ports.known ? { hide: ports.known.hide } : {}),
        ...(ports.onCall ? { onCall: ports.onCall } : {}),
        settings: { ...wayOut, ...(ports.isUnattended ? {} : { reserveShare: 0 }) },
      },
      clientOptions,
    );
    // The API's client is the one that signs in; a connector's client for sign-in itself is not shown in health.
    if (clientOptions.authorize) slot.client = client;
    return client;
  };
  return {
    name,
    config: settings.config,
    oauth: settings.oauth,
    ceilings: wayOut.ceilings,
    secrets,
    log,
    clock,
    ids,
    installId,
    signal,
    randomBytes,
    renewalLock: renewalLockOf(ports, name),
    http,
  };
}

/** The process closes what is still open. The books of the limits are opened first, so that they are closed last. */
function releasersOf(options: ConnectionsOptions, slot: Slot): Releaser[] {
  options.limits.open();
  const { releasers } = options.ports;
  if (slot.releasers.length === 0) {
    const release: Releaser = () => runAll(slot);
    slot.releasers.push(() => {
      const place = releasers.indexOf(release);
      if (place >= 0) releasers.splice(place, 1);
    });
    releasers.push(release);
  }
  return slot.releasers;
}

async function runAll({ releasers }: Slot): Promise<void> {
  for (let release = releasers.pop(); release !== undefined; release = releasers.pop()) await release();
}
