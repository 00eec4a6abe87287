// What the vendors can tell of a configuration: whether each connection signs in, and what their objects are like now.
import { IntegrationError } from "../contract/errors.ts";
import type { ConfigDocument } from "./document.ts";
import type { Findings, LintProbes, LiveProbes } from "./lint.ts";
import { asProblems, unfilledProblems } from "./lint-offline.ts";
import type { ConfigProblem } from "./problems.ts";
import type { Config } from "./types.ts";

/** Asks the vendors, one after the other; a sync is compiled only where both connections work. */
export async function checkLive(
  config: Config,
  document: ConfigDocument,
  probes: LintProbes,
  earlier: readonly ConfigProblem[],
): Promise<Findings> {
  const blocking = earlier.filter(({ rule }) => rule === "state-dir" || rule === "secret");
  if (blocking.some(({ path }) => !path.startsWith("connections.")))
    return { problems: [], skipped: ["The vendors: the credentials can't be read"] };
  const without = new Set(blocking.map(({ path }) => path.slice("connections.".length)));
  const live = await probes.live(config);
  const problems: ConfigProblem[] = [];
  const failed = new Set(without);
  for (const name of config.connections.keys()) {
    if (without.has(name)) continue;
    const found = await checkConnection(name, document, live);
    problems.push(...found);
    if (found.some(({ rule }) => rule === "refused")) failed.add(name);
  }
  const mappings = await checkMappings(config, document, live, failed);
  return { problems: [...problems, ...mappings.problems], skipped: mappings.skipped };
}

async function checkConnection(
  name: string,
  document: ConfigDocument,
  live: LiveProbes,
): Promise<ConfigProblem[]> {
  const at = (message: string): ConfigProblem => document.problemAt(["connections", name], "key", message);
  try {
    const { warnings } = await live.check(name);
    return warnings.map((warning) => ({ ...at(warning), rule: "vendor" }));
  } catch (error) {
    if (!(error instanceof IntegrationError)) throw error;
    return [{ ...at(`${error.message}. ${error.hint}`), rule: "refused" }];
  }
}

async function checkMappings(
  config: Config,
  document: ConfigDocument,
  live: LiveProbes,
  failed: ReadonlySet<string>,
): Promise<Findings> {
  const problems: ConfigProblem[] = [];
  const skipped: string[] = [];
  for (const sync of config.syncs.values()) {
    const broken = [sync.left.connection, sync.right.connection].find((name) => failed.has(name));
    if (broken !== undefined) {
      skipped.push(`The mapping of ${sync.name}: the connection ${broken} does not work`);
      continue;
    }
    try {
      const { unfilled } = await live.compile(sync);
      problems.push(...unfilledProblems(unfilled, sync, document));
    } catch (error) {
      problems.push(...asProblems(error, sync, document));
    }
  }
  return { problems, skipped };
}
