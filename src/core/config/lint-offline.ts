// What this machine can tell of a configuration: files, stored secrets, the state directory, remembered objects.
import { IntegrationError } from "../contract/errors.ts";
import { compileMapping, type Mapping } from "../mapping/compile.ts";
import { MappingError } from "../mapping/config-fault.ts";
import { signInFields } from "./credentials.ts";
import { flowsTo } from "./direction.ts";
import type { ConfigDocument } from "./document.ts";
import { placeFaults } from "./fault-places.ts";
import type { Findings, LintProbes } from "./lint.ts";
import { ConfigInvalidError, type ConfigProblem } from "./problems.ts";
import { readTls, tlsProblem } from "./tls-files.ts";
import type { Config, SyncConfig } from "./types.ts";

/** `isAsking`: the vendors are asked for their objects afterwards, so what is remembered of them does not count. */
export async function checkOffline(
  config: Config,
  document: ConfigDocument,
  probes: LintProbes,
  isAsking: boolean,
): Promise<Findings> {
  const files = await checkTls(config, document, probes);
  const fault = await probes.stateDirFault();
  if (fault !== null) {
    const problem: ConfigProblem = { ...document.problemAt([], "value", fault), rule: "state-dir" };
    const skipped = ["Credentials and mappings: the state directory can't be used"];
    return { problems: [...files, problem], skipped };
  }
  const secrets = await checkSecrets(config, document, probes);
  const mappings = isAsking ? { problems: [], skipped: [] } : await checkRemembered(config, document, probes);
  return {
    problems: [...files, ...secrets.problems, ...mappings.problems],
    skipped: [...secrets.skipped, ...mappings.skipped],
  };
}

/** Certificates, keys and ciphers. */
async function checkTls(
  config: Config,
  document: ConfigDocument,
  probes: LintProbes,
): Promise<ConfigProblem[]> {
  const problems: ConfigProblem[] = [];
  for (const settings of config.connections.values()) {
    const { faults } = await readTls(config.file, settings, probes.readFile);
    problems.push(...faults.map((fault) => tlsProblem(document, settings, fault)));
  }
  return problems;
}

async function checkSecrets(config: Config, document: ConfigDocument, probes: LintProbes): Promise<Findings> {
  let stored: ReadonlySet<string>;
  try {
    stored = await probes.secretNames();
  } catch (error) {
    if (!(error instanceof IntegrationError)) throw error;
    const problem = document.problemAt(["connections"], "key", `${error.message}. ${error.hint}`);
    return { problems: [{ ...problem, rule: "secret" }], skipped: [] };
  }
  const problems = [...config.connections.values()].flatMap((settings) => {
    const proxySecret = settings.http?.proxy?.secretName ?? null;
    const isMissing = (name: string): boolean => !stored.has(`${settings.name}/${name}`);
    const at = (message: string): ConfigProblem => {
      const problem = document.problemAt(["connections", settings.name], "key", message);
      return { ...problem, rule: "secret" };
    };
    const missing = signInFields(settings).filter(({ name }) => isMissing(name));
    const names = missing.map(({ label }) => label).join(", ");
    const own = `"${settings.name}" has no ${names} stored; run \`integ connect ${settings.name}\``;
    const ofProxy = `the proxy of "${settings.name}" wants a secret that is not stored; run \`integ secrets set ${settings.name}/${proxySecret}\``;
    return [
      ...(missing.length > 0 ? [at(own)] : []),
      ...(proxySecret !== null && isMissing(proxySecret) ? [at(ofProxy)] : []),
    ];
  });
  return { problems, skipped: [] };
}

async function checkRemembered(
  config: Config,
  document: ConfigDocument,
  probes: LintProbes,
): Promise<Findings> {
  const problems: ConfigProblem[] = [];
  const skipped: string[] = [];
  for (const sync of config.syncs.values()) {
    try {
      const mapping = await compileRemembered(config, sync, probes);
      if (mapping === null)
        skipped.push(`The mapping of ${sync.name}: its objects were never asked for; --level live asks`);
      else problems.push(...unfilledProblems(mapping.unfilled, sync, document));
    } catch (error) {
      problems.push(...asProblems(error, sync, document));
    }
  }
  return { problems, skipped };
}

/** @returns null where its objects were never asked for. */
async function compileRemembered(
  config: Config,
  sync: SyncConfig,
  probes: LintProbes,
): Promise<Mapping | null> {
  const left = await probes.remembered(sync.left.connection, sync.left.object);
  const right = await probes.remembered(sync.right.connection, sync.right.object);
  if (left === null || right === null) return null;
  try {
    return compileMapping(sync, { left, right });
  } catch (error) {
    throw error instanceof MappingError ? placeFaults(config, sync, error) : error;
  }
}

/** What keeps a sync from making records. Where it only joins what is there already, that may be meant. */
export function unfilledProblems(
  unfilled: Mapping["unfilled"],
  { name, parent, ...ends }: SyncConfig,
  document: ConfigDocument,
): ConfigProblem[] {
  if (parent !== null) return [];
  return (["left", "right"] as const).flatMap((side) => {
    if (!flowsTo(ends.direction, side) || unfilled[side].length === 0) return [];
    const { connection, object } = ends[side];
    const message = `a new ${object} of ${connection} needs ${unfilled[side].join(", ")}, which no field fills: map it, or give it a \`constant\``;
    const path = ["syncs", name, "fields"];
    return [{ ...document.problemAt(path, "key", message), rule: "unfilled-field" as const }];
  });
}

/** The faults of a sync at their places, anything else that integ knows at the sync itself. @throws what it does not know. */
export function asProblems(error: unknown, sync: SyncConfig, document: ConfigDocument): ConfigProblem[] {
  if (error instanceof ConfigInvalidError)
    return error.problems.map((problem) => ({ ...problem, rule: "mapping" }));
  if (!(error instanceof IntegrationError)) throw error;
  const path = ["syncs", sync.parent ?? sync.name];
  return [{ ...document.problemAt(path, "key", `${error.message}. ${error.hint}`), rule: "mapping" }];
}
