// Another configuration for a running daemon: what it changes, and whether everything it wants can be had.
import { isDeepStrictEqual } from "node:util";
import { planReload, type ReloadPlan } from "../core/config/reload.ts";
import type { Config } from "../core/config/types.ts";
import { IntegrationError, TransientError } from "../core/contract/errors.ts";
import type { App } from "./app.ts";
import type { GenerationFacts, RefusedReload } from "./control-protocol.ts";

export interface Next {
  /** The application on the new configuration, beside the one that runs. */
  readonly app: App;
  readonly plan: ReloadPlan;
  /** Syncs whose workers end. */
  readonly ending: readonly string[];
  /** Syncs whose workers begin, those that begin anew among them. */
  readonly beginning: readonly string[];
  /** Connections of the old configuration that the new one does not share. */
  readonly retiring: readonly string[];
}

/**
 * Builds what the new configuration needs beside what runs: connections that are new or have changed are signed in to,
 * and each sync that begins or begins anew is compiled against its vendors' objects as they are now.
 * @returns null when there is nothing to take over.
 * @throws whatever keeps the new configuration from being run; nothing has changed then.
 */
export async function buildNext(current: App, config: Config): Promise<Next | null> {
  const plan = planReload(current.config, config, await current.connections.renewed());
  if (isSame(plan, current.config, config)) return null;
  const touched = new Set(plan.connections.map(({ name }) => name));
  const kept = new Set([...config.connections.keys()].filter((name) => !touched.has(name)));
  const app = current.withConfig(config, kept);
  const beginning = [...plan.syncs.flatMap(named("added")), ...plan.restart];
  try {
    await Promise.all(beginning.map((name) => tryOut(app, name, touched)));
  } catch (error) {
    await app.connections.close([...touched]);
    throw error;
  }
  return {
    app,
    plan,
    beginning,
    ending: [...plan.syncs.flatMap(named("removed")), ...plan.restart],
    retiring: plan.connections.flatMap(({ name, kind }) => (kind === "added" ? [] : [name])),
  };
}

const named =
  (wanted: string) =>
  ({ name, kind }: { readonly name: string; readonly kind: string }): string[] =>
    kind === wanted ? [name] : [];

function isSame(plan: ReloadPlan, old: Config, next: Config): boolean {
  const changes = plan.connections.length + plan.syncs.length + plan.webhooks.length;
  if (changes > 0 || plan.server === "moved") return false;
  return isDeepStrictEqual([old.monitoring, old.server], [next.monitoring, next.server]);
}

/** A vendor that is down for the moment says nothing against a mapping; against a connection that is new it does. */
async function tryOut(app: App, name: string, touched: ReadonlySet<string>): Promise<void> {
  const sync = app.config.syncs.get(name);
  const isNew = sync && (touched.has(sync.left.connection) || touched.has(sync.right.connection));
  try {
    await app.tryOut(name);
  } catch (error) {
    if (isNew || !(error instanceof TransientError)) throw error;
    await app.prepare(name, "remembered");
  }
}

/** What is told of it until a reload works; `since`: of the first in a row, milliseconds. */
export function refusedReload(error: unknown, since: number): RefusedReload {
  const code = error instanceof IntegrationError ? error.code : "E_INTERNAL";
  return { since, code, message: error instanceof Error ? error.message : String(error) };
}

/** What is said when the old configuration goes on: both generations, and the first reason. */
export function reloadRefused(error: unknown, current: GenerationFacts): IntegrationError {
  const reason = error instanceof Error ? error.message : String(error);
  const goesOn = `generation ${current.number} of ${new Date(current.since).toISOString()} goes on`;
  return new IntegrationError({
    code: "E_RELOAD_REFUSED",
    message: `Generation ${current.number + 1} could not be built; ${goesOn}. ${reason}`,
    ...(error instanceof IntegrationError && error.hint !== ""
      ? { hint: `The daemon works as before. ${error.hint} Then run \`integ daemon reload\` again.` }
      : {}),
    cause: error,
  });
}
