// Where each value of the configuration comes from.
import type { LayerKind, Layers } from "./merge.ts";
import { hasAt } from "./merge.ts";
import { type ConfigPath, formatPath } from "./problems.ts";
import { valueAt } from "./schema-problems.ts";
import { maskValue } from "./secret-values.ts";
import type { Config } from "./types.ts";

export interface Origin {
  readonly layer: LayerKind;
  /** `integ.yaml:3:5`, `$INTEG_SET__…`, `--override …`; blank for a default. */
  readonly place: string;
}

export interface OriginRow extends Origin {
  readonly path: string;
  /** Secrets are masked. */
  readonly value: unknown;
}

export interface Origins {
  of(path: ConfigPath): Origin;
  /** Every value in effect, in the order of the file. */
  entries(): readonly OriginRow[];
}

/** Where the values of a checked configuration come from. `effective` is its data with the defaults filled in. */
export function originsOf(document: Layers, config: Config, effective: unknown): Origins {
  const of: Origins["of"] = (path) => {
    if (!hasAt(document.data, path)) return { layer: "default", place: "" };
    const source = document.sourceOf(path);
    const { file, line, column, source: kind } = source.problemAt(path, "value", "");
    return { layer: source.layer, place: kind === undefined ? `${file}:${line}:${column}` : file };
  };
  return {
    of,
    entries: () =>
      leavesOf(effective, []).map((path) => {
        const value = valueAt(document.data, path) ?? valueAt(effective, path);
        return { path: formatPath(path), value: maskValue(config, path, value), ...of(path) };
      }),
  };
}

/** Paths of the values: scalars, and lists of scalars as a whole. */
function leavesOf(data: unknown, path: ConfigPath): ConfigPath[] {
  if (data === undefined || (data === null && path.length === 1)) return [];
  if (typeof data !== "object" || data === null) return [path];
  const isPlainList = Array.isArray(data) && data.every((item) => typeof item !== "object" || item === null);
  const entries: (readonly [string | number, unknown])[] = Array.isArray(data)
    ? data.map((item: unknown, index) => [index, item] as const)
    : Object.entries(data);
  // A map without a key in it says nothing, a list without an item does.
  if (entries.length === 0) return Array.isArray(data) ? [path] : [];
  if (isPlainList) return [path];
  return entries.flatMap(([key, value]) => leavesOf(value, [...path, key]));
}
