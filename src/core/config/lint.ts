// Everything that can be found out about a configuration, at three levels: without asking anybody, with this machine,
// with the vendors. Each level holds to all rules of the one before.
import type { CheckResult } from "../contract/connector.ts";
import type { ObjectDescription } from "../contract/records.ts";
import type { Mapping } from "../mapping/compile.ts";
import { checkDocument } from "./check-document.ts";
import { type LayerOptions, readLayers } from "./layers.ts";
import { adviceOn } from "./lint-advice.ts";
import { checkLive } from "./lint-live.ts";
import { checkOffline } from "./lint-offline.ts";
import { ConfigInvalidError, type ConfigProblem, sortProblems } from "./problems.ts";
import type { ReadFile } from "./read-text.ts";
import { configRules, type RuleId, type Severity } from "./rules.ts";
import type { Config, SyncConfig } from "./types.ts";

export const lintLevels = ["static", "offline", "live"] as const;
/** `static`: the configuration alone. `offline`: and this machine. `live`: and the vendors. */
export type LintLevel = (typeof lintLevels)[number];

/** What the two higher levels ask of their surroundings. */
export interface LintProbes {
  /** A file's content. @throws as node:fs. */
  readonly readFile: ReadFile;
  /** Why the state directory can't be used; null when it can. */
  stateDirFault(): Promise<string | null>;
  /** Names of the stored secrets (`sf-prod/clientSecret`). @throws IntegrationError when the store can't be opened. */
  secretNames(): Promise<ReadonlySet<string>>;
  /** What an object was like when it was last asked; null: it never was. @throws IntegrationError. */
  remembered(connection: string, object: string): Promise<ObjectDescription | null>;
  /** Opens the connections. Only the level `live` asks. */
  live(config: Config): Promise<LiveProbes>;
}

export interface LiveProbes {
  /** @throws IntegrationError when the connection does not work. */
  check(connection: string): Promise<CheckResult>;
  /** Compiles the sync against what the vendors say now. @throws IntegrationError; faults with places as ConfigInvalidError. */
  compile(sync: SyncConfig): Promise<Pick<Mapping, "unfilled">>;
}

export interface LintProblem extends ConfigProblem {
  readonly rule: RuleId;
  readonly severity: Severity;
}

export interface LintReport {
  readonly level: LintLevel;
  /** In the order of the files. */
  readonly problems: readonly LintProblem[];
  /** What could not be looked at, and why; a sentence each. */
  readonly skipped: readonly string[];
}

/** What a level found beyond the ones before. */
export interface Findings {
  readonly problems: readonly ConfigProblem[];
  readonly skipped: readonly string[];
}

export type LintOptions = LayerOptions &
  ({ readonly level: "static" } | { readonly level: "offline" | "live"; readonly probes: LintProbes });

/**
 * Checks the configuration at a level and tells all that is wrong. A configuration that can't be read is a problem,
 * a file that is not there is not.
 * @throws ConfigError (E_CONFIG_MISSING) when there is nothing to check; IntegrationError (E_USAGE) for a name that is
 * no environment's.
 */
export async function lintConfig(options: LintOptions): Promise<LintReport> {
  const { file, registry, level } = options;
  const read = await readText(options);
  if (read.document === null) return reportOf(level, read.problems, []);
  const checked = await checkDocument(file, read.document, registry);
  const found = [...read.problems, ...checked.problems];
  const { config } = checked;
  if (config === null) {
    const skipped = level === "static" ? [] : [`What the level ${level} adds: correct the errors first`];
    return reportOf(level, found, skipped);
  }
  const advice = adviceOn(config, read.document);
  if (level === "static") return reportOf(level, [...found, ...advice], []);
  const { probes } = options;
  const offline = await checkOffline(config, read.document, probes, level === "live");
  const live =
    level === "live"
      ? await checkLive(config, read.document, probes, offline.problems)
      : { problems: [], skipped: [] };
  return reportOf(
    level,
    [...found, ...advice, ...offline.problems, ...live.problems],
    [...offline.skipped, ...live.skipped],
  );
}

async function readText(options: LayerOptions): Promise<Awaited<ReturnType<typeof readLayers>>> {
  try {
    return await readLayers(options);
  } catch (error) {
    if (error instanceof ConfigInvalidError) return { document: null, problems: error.problems };
    throw error;
  }
}

function reportOf(level: LintLevel, found: readonly ConfigProblem[], skipped: readonly string[]): LintReport {
  const problems = sortProblems(found).map((problem): LintProblem => {
    const rule = problem.rule ?? "wrong-value";
    return { ...problem, rule, severity: configRules[rule].severity };
  });
  return { level, problems, skipped: [...new Set(skipped)] };
}
