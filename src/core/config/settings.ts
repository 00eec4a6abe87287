// Single settings from variables (`INTEG_SET__CONNECTIONS__SF_PROD__TIMEOUT`) and flags: which key each one means.
import type { Registry } from "../connectors/registry.ts";
import { parseText } from "./document.ts";
import { type Layer, type LayerKind, nest, type Source } from "./merge.ts";
import { nearestName } from "./nearest.ts";
import { type ConfigPath, type ConfigProblem, formatPath } from "./problems.ts";
import { ConfigFile, ConnectionBase } from "./schema.ts";
import { inputSchema, isTextOnly, takesText, validKeys } from "./schema-keys.ts";
import { entriesAt, textAt } from "./unchecked.ts";

/** One setting as given. */
export interface Setting {
  readonly layer: Extract<LayerKind, "environment" | "flag">;
  /** What to call it in messages: the variable (`$INTEG_SET__…`) or the flag. */
  readonly name: string;
  /** The keys from the top, as typed. */
  readonly steps: readonly string[];
  readonly text: string;
}

export interface FlagSetting {
  /** `connections.sf-prod.timeout`. */
  readonly path: string;
  readonly value: string;
}

export const variablePrefix = "INTEG_SET__";

/** The settings among the variables of the environment, in the order of their names. An empty one says nothing. */
export function settingsOfEnvironment(env: Readonly<Record<string, string | undefined>>): Setting[] {
  return Object.keys(env)
    .filter((name) => name.startsWith(variablePrefix))
    .sort()
    .flatMap((name) => {
      const text = env[name] ?? "";
      const steps = name.slice(variablePrefix.length).split("__");
      return text === "" ? [] : [{ layer: "environment" as const, name: `$${name}`, steps, text }];
    });
}

/** The settings given by flags, in their order. */
export function settingsOfFlags(flags: readonly FlagSetting[]): Setting[] {
  return flags.map(({ path, value }) => ({
    layer: "flag" as const,
    name: `--override ${path}`,
    steps: path.split("."),
    text: value,
  }));
}

/**
 * What a setting adds to the data, or why it can't be told. Names are compared without case, and `_` stands for `-`.
 * `data` is the configuration below it: connections and syncs are known from there.
 */
export async function resolveSetting(
  setting: Setting,
  data: unknown,
  registry: Registry,
): Promise<Layer | ConfigProblem> {
  const path: string[] = [];
  for (const step of setting.steps) {
    const known = await keysAt(data, path, registry);
    const matches = known.filter((key) => bare(key) === bare(step));
    const exact = matches.find((key) => key === step) ?? (matches.length === 1 ? matches[0] : undefined);
    if (exact === undefined) return refuse(setting, path, step, matches, known);
    path.push(exact);
  }
  const read = readValue(setting, path, await schemaAt(data, path, registry));
  if ("problem" in read) return read.problem;
  return { source: sourceOf(setting), data: nest(path, read.value), isBlank: () => false };
}

const bare = (name: string): string => name.toLowerCase().replaceAll(/[-_]/g, "");

/** As it would be in the file. What is no YAML is text where text will do, unless it set out to be a list or a map. */
function readValue(
  setting: Setting,
  path: ConfigPath,
  schema: SchemaPlace,
): { readonly value: unknown } | { readonly problem: ConfigProblem } {
  const { name, text, layer: source } = setting;
  if (isTextOnly(...schema)) return { value: text };
  const { document, problems, empty } = parseText(name, text);
  const [first] = problems;
  if (empty || first === undefined) return { value: document?.data ?? null };
  if (takesText(...schema) && !/^\s*[[{]/.test(text)) return { value: text };
  return { problem: { ...first, path: formatPath(path), source } };
}

type SchemaPlace = readonly [ReturnType<typeof inputSchema>, ConfigPath];

async function keysAt(data: unknown, path: ConfigPath, registry: Registry): Promise<string[]> {
  const named = entriesAt(data, path).map(([key]) => key);
  const known = validKeys(...(await schemaAt(data, path, registry)));
  return [...new Set([...known, ...named])];
}

/** The schema that has a say at `path`, and the path in its terms. */
async function schemaAt(data: unknown, path: ConfigPath, registry: Registry): Promise<SchemaPlace> {
  const [section, name, key, ...rest] = path;
  if (section !== "connections" || name === undefined) return [inputSchema(ConfigFile), path];
  const own = await connectorSchema(textAt(data, [section, name, "connector"]), registry);
  const common = inputSchema(ConnectionBase);
  if (key === undefined) return [{ anyOf: [common, own] }, []];
  const isCommon = validKeys(common, []).includes(String(key));
  return [isCommon ? common : own, [key, ...rest]];
}

async function connectorSchema(
  id: string | null,
  registry: Registry,
): Promise<ReturnType<typeof inputSchema>> {
  if (id === null) return null;
  try {
    return inputSchema((await registry.load(id)).configSchema);
  } catch {
    // A connector that is not there is told at the connection itself.
    return null;
  }
}

function refuse(
  setting: Setting,
  path: ConfigPath,
  step: string,
  matches: readonly string[],
  known: readonly string[],
): ConfigProblem {
  const where = path.length === 0 ? "the configuration" : formatPath(path);
  if (matches.length > 1) {
    return problem(
      setting,
      path,
      `${step} can be ${matches.join(" or ")} of ${where}; rename one, or use a flag`,
    );
  }
  const suggestion = nearestName(step.toLowerCase(), known);
  const list = suggestion === undefined && known.length > 0 ? `; there are ${known.join(", ")}` : "";
  return problem(setting, path, `${where} has no key ${step}${list}`, suggestion);
}

function problem(setting: Setting, path: ConfigPath, message: string, suggestion?: string): ConfigProblem {
  return {
    file: setting.name,
    line: 1,
    column: 1,
    path: formatPath(path),
    message,
    rule: "setting",
    source: setting.layer,
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

function sourceOf(setting: Setting): Source {
  const at = (path: ConfigPath, message: string, suggestion?: string): ConfigProblem => {
    const { rule: _, ...rest } = problem(setting, path, message, suggestion);
    return rest;
  };
  return {
    layer: setting.layer,
    problemAt: (path, _target, message, suggestion) => at(path, message, suggestion),
    problemInside: (path, _offset, message, suggestion) => at(path, message, suggestion),
  };
}

/** Whether what was resolved is a problem. */
export const isProblem = (resolved: Layer | ConfigProblem): resolved is ConfigProblem =>
  "message" in resolved;
