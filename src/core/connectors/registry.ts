// Which connectors exist and how to get one: built-in by id, third-party by package name. Loads nothing until asked.
import { readFileSync } from "node:fs";
import { createRequire, findPackageJSON } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Connector } from "../contract/connector.ts";
import { ConfigError } from "../contract/errors.ts";

export type ConnectorLoader = () => Promise<Connector>;

export interface Registry {
  /** @throws ConfigError (E_INPUT) when the id is taken or is no plain name. */
  register(id: string, load: ConnectorLoader): void;
  /** True when there was one to take out. Connections that hold it already are not touched. */
  deregister(id: string): boolean;
  /** Ids of the registered connectors, sorted. Packages are not among them. */
  ids(): readonly string[];
  has(id: string): boolean;
  /**
   * The connector of a registered id or of `package:NAME`; loaded once, then kept.
   * @throws ConfigError (E_CONFIG_INVALID) when there is none, or what is there is not a connector.
   */
  load(id: string): Promise<Connector>;
}

export interface RegistryOptions {
  readonly entries: Readonly<Record<string, ConnectorLoader>>;
  /** Returns a package's module namespace. Absent: only registered connectors exist. */
  readonly importPackage?: ImportPackage;
}

export type ImportPackage = (packageName: string) => Promise<unknown>;

const packagePrefix = "package:";
const idPattern = /^[a-z][a-z0-9-]{0,62}$/;
const packagePattern = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;

/** The connectors that come with integ. */
export const builtinConnectors: Readonly<Record<string, ConnectorLoader>> = {
  jira: () => import("./jira/index.ts").then((module) => module.jira),
  salesforce: () => import("./salesforce/index.ts").then((module) => module.salesforce),
  servicenow: () => import("./servicenow/index.ts").then((module) => module.servicenow),
  zendesk: () => import("./zendesk/index.ts").then((module) => module.zendesk),
};

function refusal(message: string, hint: string, cause?: unknown): ConfigError {
  return new ConfigError({ code: "E_CONFIG_INVALID", message, hint, cause });
}

function badId(message: string, hint: string): ConfigError {
  return new ConfigError({ code: "E_INPUT", message, hint });
}

/** A registry with the given entries; see {@link Registry}. */
export function createRegistry(options: RegistryOptions): Registry {
  const loaders = new Map(Object.entries(options.entries));
  const loaded = new Map<string, Promise<Connector>>();

  const loadAnew = (id: string): Promise<Connector> => {
    if (id.startsWith(packagePrefix))
      return loadPackage(id.slice(packagePrefix.length), options.importPackage);
    const load = loaders.get(id);
    if (load === undefined) {
      const known = [...loaders.keys()].sort().join(", ");
      throw refusal(`there is no connector "${id}"`, `Connectors: ${known}; or package:NAME.`);
    }
    return load();
  };

  return {
    register(id, load) {
      if (!idPattern.test(id)) throw badId(`"${id}" is no connector id`, "Use a-z, 0-9 and -.");
      if (loaders.has(id)) throw badId(`There is a connector "${id}" already`, "Choose another id.");
      loaders.set(id, load);
    },
    deregister(id) {
      loaded.delete(id);
      return loaders.delete(id);
    },
    ids: () => [...loaders.keys()].sort(),
    has: (id) => loaders.has(id),
    async load(id) {
      const kept = loaded.get(id);
      if (kept !== undefined) return kept;
      const pending = loadAnew(id);
      loaded.set(id, pending);
      // A failed load is not kept: the package may be installed before the next try.
      pending.catch(() => loaded.delete(id));
      return pending;
    },
  };
}

async function loadPackage(name: string, importPackage: ImportPackage | undefined): Promise<Connector> {
  if (!packagePattern.test(name))
    throw refusal(`"${name}" is no package name`, "Write package:NAME or package:@SCOPE/NAME.");
  if (importPackage === undefined)
    throw refusal("connectors from packages are not available here", "Use a built-in connector.");
  let namespace: unknown;
  try {
    namespace = await importPackage(name);
  } catch (cause) {
    const text = cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause);
    const reason = text.replace(/ imported from .*$/, "");
    throw refusal(
      `the package ${name} can't be loaded: ${reason}`,
      `Install it beside the configuration: npm install ${name}`,
      cause,
    );
  }
  const candidate = pickExport(namespace);
  const fault = connectorFault(candidate);
  if (fault !== null) {
    throw refusal(
      `the package ${name} is not a connector: ${fault}`,
      "Ask its author; the contract is in docs/adding-a-connector.md.",
    );
  }
  return candidate as Connector;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function pickExport(namespace: unknown): unknown {
  if (!isObject(namespace)) return undefined;
  return namespace.connector ?? namespace.default;
}

/** What is missing for a value to be a connector, as a clause for people; null when its shape is right. */
export function connectorFault(value: unknown): string | null {
  if (!isObject(value)) return "it exports neither `connector` nor a default object";
  const { manifest, configSchema, connect } = value;
  if (!isObject(manifest)) return "it has no manifest";
  for (const key of ["id", "title", "version"]) {
    if (typeof manifest[key] !== "string") return `its manifest has no ${key}`;
  }
  for (const key of ["apiVersions", "auth", "objects"]) {
    if (!Array.isArray(manifest[key])) return `its manifest has no ${key}`;
  }
  for (const key of ["capabilities", "limits"]) {
    if (!isObject(manifest[key])) return `its manifest has no ${key}`;
  }
  if (!isObject(configSchema) || typeof configSchema.safeParse !== "function")
    return "its configSchema is no zod schema";
  if (typeof connect !== "function") return "it has no connect function";
  return null;
}

/**
 * Imports packages installed beside integ, else in or above one of the directories (absolute; the
 * configuration's, say), in their order.
 */
export function createPackageImporter(directories: readonly string[]): ImportPackage {
  return async (name) => {
    for (const directory of directories) {
      const location = resolveFrom(directory, name);
      if (location !== null) return import(location);
    }
    return import(name);
  };
}

/** Location of the package's module as seen from a directory; null when it is not installed there. */
function resolveFrom(directory: string, name: string): string | null {
  const from = join(directory, "integ.yaml");
  try {
    return pathToFileURL(createRequire(from).resolve(name)).href;
  } catch {
    return resolveImportOnly(from, name);
  }
}

/** A package that only has an `import` entry, which `require` does not see. */
function resolveImportOnly(from: string, name: string): string | null {
  try {
    const manifestFile = findPackageJSON(name, pathToFileURL(from));
    if (manifestFile === undefined) return null;
    const manifest: unknown = JSON.parse(readFileSync(manifestFile, "utf8"));
    const entry = isObject(manifest) ? importEntry(manifest.exports) : null;
    return entry === null ? null : pathToFileURL(join(dirname(manifestFile), entry)).href;
  } catch {
    return null;
  }
}

function importEntry(exports: unknown): string | null {
  if (typeof exports === "string") return exports;
  if (!isObject(exports)) return null;
  return importEntry(exports["."] ?? exports.node ?? exports.import ?? exports.default);
}
