// Which layer wins, for every single key and every combination of layers.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { type LayerOptions, readLayers } from "../../../src/core/config/layers.ts";
import { type LayerKind, nest } from "../../../src/core/config/merge.ts";
import { valueAt } from "../../../src/core/config/schema-problems.ts";
import { builtinConnectors, createRegistry } from "../../../src/core/connectors/registry.ts";
import { isInFull } from "../../skips.ts";
import { everyKeyText } from "./every-key-text.ts";

const registry = createRegistry({ entries: builtinConnectors });
const layers = ["overlay", "environment", "flag"] as const;

/** Paths of the scalars that are in no list: a list is set as a whole. */
function scalars(data: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (Array.isArray(data)) return [];
  if (typeof data !== "object" || data === null) return [path];
  return Object.entries(data).flatMap(([key, value]) => scalars(value, [...path, key]));
}
const example: unknown = parse(everyKeyText);
const paths = scalars(example);
const numRuns = isInFull ? 400 : 100;

const variableOf = (path: readonly string[]): string =>
  `INTEG_SET__${path.map((step) => step.replaceAll("-", "_").toUpperCase()).join("__")}`;

/** Layers that each set the path to their own name. */
function optionsFor(path: readonly string[], given: ReadonlySet<LayerKind>): LayerOptions {
  const texts: Readonly<Record<string, string>> = {
    "integ.yaml": everyKeyText,
    "integ.staging.yaml": stringify(nest(path, "by-overlay")),
  };
  return {
    file: "integ.yaml",
    environment: given.has("overlay") ? "staging" : null,
    env: given.has("environment") ? { [variableOf(path)]: "by-environment" } : {},
    flags: given.has("flag") ? [{ path: path.join("."), value: "by-flag" }] : [],
    registry,
    readFile: async (file) => Buffer.from(texts[file] ?? ""),
  };
}

describe("layers", () => {
  it("CFG-2 flag > variable > overlay > file, for every key and every combination", async () => {
    expect(paths.length).toBeGreaterThan(80);
    const property = fc.asyncProperty(
      fc.constantFrom(...paths),
      fc.subarray([...layers]),
      async (path, given) => {
        const { document, problems } = await readLayers(optionsFor(path, new Set(given)));
        expect([path, problems]).toEqual([path, []]);
        const winner = given.at(-1) ?? "file";
        const original = valueAt(example, path);
        expect([path, valueAt(document?.data, path)]).toEqual([
          path,
          winner === "file" ? original : `by-${winner}`,
        ]);
        expect([path, document?.sourceOf(path).layer]).toEqual([path, winner]);
      },
    );
    await fc.assert(property, { numRuns });
  }, 60_000);

  it("CFG-2 what one layer sets leaves every other value and its origin alone", async () => {
    const property = fc.asyncProperty(
      fc.constantFrom(...paths),
      fc.constantFrom(...paths),
      fc.constantFrom(...layers),
      async (path, other, layer) => {
        if (path === other) return;
        const { document } = await readLayers(optionsFor(path, new Set([layer])));
        expect(valueAt(document?.data, other)).toEqual(valueAt(example, other));
        expect(document?.sourceOf(other).layer).toBe("file");
      },
    );
    await fc.assert(property, { numRuns: numRuns / 2 });
  }, 60_000);
});
