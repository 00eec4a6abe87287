// One configuration out of several layers: maps merge, everything else replaces, and each place knows its layer.
import type { ConfigDocument } from "./document.ts";
import type { ConfigPath } from "./problems.ts";
import { valueAt } from "./schema-problems.ts";

export type LayerKind = "default" | "file" | "overlay" | "environment" | "flag";

/** A layer with its own places: problems in a value that it set are told in its terms. */
export interface Source extends Omit<ConfigDocument, "data"> {
  readonly layer: LayerKind;
}

/** Layers laid over each other, later ones winning. */
export interface Layers extends ConfigDocument {
  /** The layer that decided the value at `path`, or that took it away. */
  sourceOf(path: ConfigPath): Source;
}

type Entries = Readonly<Record<string, unknown>>;
const isMap = (value: unknown): value is Entries =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const keyOf = (path: ConfigPath): string => JSON.stringify(path.map(String));

/** What a later layer says. */
export interface Layer {
  readonly source: Source;
  readonly data: unknown;
  /** Whether the key at `path` has no value at all. At the top such a section says nothing. */
  isBlank(path: ConfigPath): boolean;
}

/**
 * The data of `base` with the layers over it. Maps are merged key by key; a list or a scalar replaces what was there;
 * a written `null` takes a key away.
 */
export function mergeLayers(base: { source: Source; data: unknown }, layers: readonly Layer[]): Layers {
  const claims = new Map<string, Source>();
  let data = base.data;
  for (const layer of layers) data = mergeInto(data, layer.data, [], layer, claims);
  const sourceOf: Layers["sourceOf"] = (path) => {
    for (let length = path.length; length > 0; length--) {
      const source = claims.get(keyOf(path.slice(0, length)));
      if (source !== undefined) return source;
    }
    return base.source;
  };
  return {
    data,
    sourceOf,
    problemAt: (path, ...rest) => sourceOf(path).problemAt(path, ...rest),
    problemInside: (path, ...rest) => sourceOf(path).problemInside(path, ...rest),
  };
}

/** The data with `value` at `path`; the maps on the way are made where they are missing. */
export function nest(path: ConfigPath, value: unknown): unknown {
  return path.reduceRight<unknown>((inner, step) => ({ [step]: inner }), value);
}

function mergeInto(
  old: unknown,
  over: unknown,
  path: ConfigPath,
  layer: Layer,
  claims: Map<string, Source>,
): unknown {
  if (!isMap(old) || !isMap(over)) {
    // The file as a whole is not replaced by a layer that says nothing.
    if (path.length === 0 && (over === null || over === undefined)) return old;
    claim(path, layer.source, claims);
    return isMap(over) ? withoutNulls(over, path, layer) : over;
  }
  const merged: Record<string, unknown> = { ...old };
  for (const [key, value] of Object.entries(over)) {
    const inner = [...path, key];
    if (value !== null) merged[key] = mergeInto(old[key], value, inner, layer, claims);
    else if (!layer.isBlank(inner)) {
      delete merged[key];
      claim(inner, layer.source, claims);
    } else if (path.length > 0) {
      merged[key] = null;
      claim(inner, layer.source, claims);
    }
  }
  return merged;
}

/** A key that is taken away where there was none. */
function withoutNulls(over: Entries, path: ConfigPath, layer: Layer): unknown {
  const kept = Object.entries(over).flatMap(([key, value]) => {
    const inner = [...path, key];
    if (value === null && !layer.isBlank(inner)) return [];
    return [[key, isMap(value) ? withoutNulls(value, inner, layer) : value] as const];
  });
  return Object.fromEntries(kept);
}

function claim(path: ConfigPath, source: Source, claims: Map<string, Source>): void {
  const below = `${keyOf(path).slice(0, -1)},`;
  for (const key of claims.keys()) if (key.startsWith(below)) claims.delete(key);
  claims.set(keyOf(path), source);
}

/** Whether the data has something at `path`. */
export const hasAt = (data: unknown, path: ConfigPath): boolean => valueAt(data, path) !== undefined;
