// Which syncs a command is about.
import { nearestName } from "../../core/config/nearest.ts";
import type { Config } from "../../core/config/types.ts";
import { ConfigError } from "../../core/contract/errors.ts";

/** The named syncs, each once; all of them when none is named. @throws ConfigError for a name that is not there. */
export function chooseSyncs(config: Config, names: readonly string[]): readonly string[] {
  const known = [...config.syncs.keys()];
  if (known.length === 0) throw noSyncs(config.file);
  for (const name of names) needSyncOf(known, name, config.file);
  return parentsFirst(config, names.length === 0 ? known : [...new Set(names)]);
}

/** Syncs after those whose records theirs refer to. */
function parentsFirst({ syncs }: Config, names: readonly string[]): readonly string[] {
  const ordered = new Set<string>();
  const visited = new Set<string>();
  const place = (name: string): void => {
    if (visited.has(name)) return;
    visited.add(name);
    for (const { reference } of syncs.get(name)?.fields ?? []) if (reference !== null) place(reference);
    if (names.includes(name)) ordered.add(name);
  };
  names.forEach(place);
  return [...ordered];
}

/** The named sync, or the only one there is. @throws ConfigError when it is not clear which is meant. */
export function chooseSync(config: Config, name: string | undefined): string {
  const [only, ...more] = chooseSyncs(config, name === undefined ? [] : [name]);
  if (only !== undefined && more.length === 0) return only;
  throw new ConfigError({
    code: "E_USAGE",
    message: "Missing: NAME",
    hint: `Name one of ${[...config.syncs.keys()].join(", ")}.`,
  });
}

/** @throws ConfigError for a name that is not among those known of `file`. */
export function needSyncOf(known: readonly string[], name: string, file: string): void {
  if (known.includes(name)) return;
  if (known.length === 0) throw noSyncs(file);
  const suggestion = nearestName(name, known);
  throw new ConfigError({
    code: "E_NOT_FOUND",
    message: `There is no sync "${name}" in ${file}`,
    hint: suggestion === undefined ? `It has ${known.join(", ")}.` : `Did you mean "${suggestion}"?`,
  });
}

const noSyncs = (file: string): ConfigError =>
  new ConfigError({
    code: "E_CONFIG_INVALID",
    message: `There are no syncs in ${file}`,
    hint: "Add one under `syncs:`; the file `integ init` writes has an example.",
  });
