// A command's context as the ports the application is composed from.
import { existsSync } from "node:fs";
import { ConfigInvalidError } from "../core/config/problems.ts";
import { IntegrationError } from "../core/contract/errors.ts";
import type { HealthReport } from "../core/health/types.ts";
import { openStore } from "../core/store/sqlite/sqlite-store.ts";
import type { Store } from "../core/store/store.ts";
import { type App, type AppPorts, openApp, storeFile } from "../daemon/app.ts";
import { callDaemon } from "../daemon/control-client.ts";
import type { CommandContext } from "./context.ts";
import { userName } from "./engine/actor.ts";
import type { Site } from "./engine/site.ts";
import { watchWaits } from "./engine/watch-waits.ts";

/** How long a command that can do without the daemon waits for it. */
const briefMs = 1_000;

export function appPorts(context: CommandContext): AppPorts {
  const { clock, ids, random, randomBytes, log, signal, releasers, directories, layers, known } = context;
  return {
    clock,
    ids,
    random,
    randomBytes,
    log,
    signal,
    releasers,
    env: process.env,
    platform: process.platform,
    nodePath: process.execPath,
    uid: process.getuid?.() ?? null,
    configFile: directories.configFile,
    layers,
    stateDir: directories.stateDir,
    known,
    actor: { kind: "user", name: userName(process.getuid?.() ?? null) },
    // Absent where nobody can answer: then the next source of the master key is tried.
    ...(context.prompts.available ? { askPassphrase: (purpose) => askPassphrase(context, purpose) } : {}),
  };
}

async function askPassphrase({ prompts }: CommandContext, purpose: "new" | "open"): Promise<string> {
  const instead = "INTEG_PASSPHRASE_FILE";
  if (purpose === "open") return prompts.secret({ message: "Passphrase of the vault", instead });
  const passphrase = await prompts.secret({
    message: "New passphrase of the vault (12 characters or more)",
    instead,
  });
  const repeated = await prompts.secret({ message: "The same once more", instead });
  if (passphrase === repeated) return passphrase;
  throw new IntegrationError({ code: "E_INPUT", message: "The two passphrases differ" });
}

/** Opens the application for one command, in the name of the user unless it says otherwise; it closes with the command. */
export async function openAppFor(
  context: CommandContext,
  more: Partial<Pick<AppPorts, "isUnattended" | "actor" | "onlyReads">> = {},
): Promise<App> {
  const app = await openApp({ ...appPorts(context), ...more });
  watchWaits(app, context.progress);
  return app;
}

/**
 * The same for a command that looks at what runs or stops it: beside a configuration that is broken it goes on with what
 * the database and the daemon know, and says so. @throws ConfigError where there is nothing else to go by.
 */
export async function openSiteFor(
  context: CommandContext,
  more: Partial<Pick<AppPorts, "onlyReads">> = {},
): Promise<Site> {
  try {
    const { ports, store, config } = await openAppFor(context, more);
    return { ports, store, config, syncs: [...config.syncs.keys()], needConfig: () => config };
  } catch (error) {
    // A mistake on the command's own line is its author's to mend.
    if (!(error instanceof ConfigInvalidError) || context.layers.flags.length > 0) throw error;
    return openBrokenSite(context, error);
  }
}

async function openBrokenSite(context: CommandContext, broken: ConfigInvalidError): Promise<Site> {
  const ports = appPorts(context);
  if (!existsSync(storeFile(ports.stateDir))) throw broken;
  const store = openStoreFor(context);
  const syncs = [...new Set([...(await store.syncNames()), ...(await syncsOfDaemon(ports.stateDir))])].sort();
  if (syncs.length === 0) throw broken;
  const [first] = broken.message.split("\n");
  context.output.warn(
    `The configuration on disk is broken and is not looked at; \`integ config lint\` tells all that is wrong. ${first}`,
  );
  const needConfig = (): never => {
    throw broken;
  };
  return { ports, store, config: null, syncs, needConfig };
}

/** The syncs of the configuration that runs; none where no daemon says so. */
async function syncsOfDaemon(stateDir: string): Promise<readonly string[]> {
  const report = await callDaemon(stateDir, "GET", "/health", { timeoutMs: briefMs }).catch(() => null);
  return Object.keys((report as HealthReport | null)?.syncs ?? {});
}

/** The store alone: for commands that need no configuration. It closes with the command. */
export function openStoreFor(context: CommandContext): Store {
  return openFor(context, storeFile(context.directories.stateDir));
}

/** The same for commands that only read: a mistyped directory is not made, and an empty store takes its place. */
export function openStoreToRead(context: CommandContext): Store {
  const file = storeFile(context.directories.stateDir);
  return openFor(context, existsSync(file) ? file : ":memory:");
}

/** The same for commands that have nothing to say without a store. @throws IntegrationError E_NOT_FOUND. */
export function openStoreThatIs(context: CommandContext): Store {
  const file = storeFile(context.directories.stateDir);
  if (existsSync(file)) return openFor(context, file);
  throw new IntegrationError({
    code: "E_NOT_FOUND",
    message: `There is no database ${file}`,
    hint: "Name the right --state-dir. The first `integ sync` makes a database.",
  });
}

function openFor(context: CommandContext, file: string): Store {
  const { actor, releasers } = appPorts(context);
  const store = openStore(file, { actor });
  releasers.push(() => store.close());
  return store;
}
