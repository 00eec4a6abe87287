// The text of oclif.manifest.json for the commands in dist/.
import { resolve } from "node:path";
import { Plugin } from "@oclif/core";

export const manifestFile = "oclif.manifest.json";

export async function buildManifest(): Promise<string> {
  const plugin = new Plugin({
    root: resolve("."),
    isRoot: true,
    ignoreManifest: true,
    errorOnManifestCreate: true,
  });
  await plugin.load();
  return `${JSON.stringify(sortKeys(plugin.manifest), null, 2)}\n`;
}

/**
 * Same commands, same text: a diff of the file shows what changed on the command line and nothing else. Arguments
 * keep their order: it is what they are told apart by.
 */
function sortKeys(value: unknown, isOrdered = false): unknown {
  if (Array.isArray(value)) return value.map((item) => sortKeys(item));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  if (!isOrdered) entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner, key === "args")]));
}
