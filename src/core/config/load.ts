// The configuration from its file: text → YAML → schema → connectors' schemas → cross-checks → Config.
import { readFile as readFileOfSystem } from "node:fs/promises";
import { basename } from "node:path";
import type { Registry } from "../connectors/registry.ts";
import type { Connector } from "../contract/connector.ts";
import { ConfigError, IntegrationError } from "../contract/errors.ts";
import { checkSyncs } from "./checks.ts";
import { type ConfigDocument, parseText } from "./document.ts";
import { parseDuration } from "./durations.ts";
import { checkExpressions } from "./expression-checks.ts";
import { nearestName } from "./nearest.ts";
import { ConfigInvalidError, type ConfigProblem } from "./problems.ts";
import { resolveServer, resolveSyncs } from "./resolve.ts";
import { ConfigFile, ConnectionBase } from "./schema.ts";
import { describeIssues } from "./schema-problems.ts";
import type { Config, ConnectionSettings } from "./types.ts";
import { entriesAt } from "./unchecked.ts";

export interface LoadConfigOptions {
  /** Path of the file, as messages should show it. */
  readonly file: string;
  /** The file's content when the caller has it; otherwise it is read. */
  readonly text?: string;
  readonly registry: Registry;
  readonly readFile?: (file: string) => Promise<Uint8Array>;
}

const commonKeys = ["connector", "timeout", "concurrency"];

/**
 * Reads and checks the configuration.
 * @throws ConfigInvalidError (E_CONFIG_INVALID) with every problem found, each with line and column.
 * @throws ConfigError (E_CONFIG_MISSING) when the file is not there or can't be read.
 */
export async function loadConfig(options: LoadConfigOptions): Promise<Config> {
  const { file, registry } = options;
  const text = options.text ?? (await readText(file, options.readFile ?? readFileOfSystem));
  const parsed = parseText(file, text);
  if (parsed.document === null) throw new ConfigInvalidError(parsed.problems);
  const document = parsed.document;
  const shape = ConfigFile.safeParse(document.data);
  const problems: ConfigProblem[] = [
    ...parsed.problems,
    ...describeIssues(shape.error?.issues ?? [], { document, schema: ConfigFile, base: [], extraKeys: [] }),
  ];
  const connections = await loadConnections(document, registry, problems);
  const connectors = new Map([...connections].map(([name, settings]) => [name, settings.connector]));
  problems.push(...checkSyncs(document, connectors), ...(await checkExpressions(document)));
  if (problems.length > 0 || !shape.success) throw new ConfigInvalidError(problems);
  const syncs = resolveSyncs(shape.data.syncs ?? {}, connectors);
  return {
    file,
    document,
    connections,
    syncs: new Map(syncs.map((sync) => [sync.name, sync])),
    server: resolveServer(shape.data.server),
  };
}

async function readText(file: string, readFile: (file: string) => Promise<Uint8Array>): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    throw missingFile(file, cause);
  }
  return decodeText(file, bytes);
}

function missingFile(file: string, cause: unknown): ConfigError {
  const code =
    typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : "unknown";
  if (code === "ENOENT" || code === "ENOTDIR") {
    return new ConfigError({
      code: "E_CONFIG_MISSING",
      message: `There is no configuration at ${file}`,
      cause,
    });
  }
  const reasons: Record<string, string> = {
    EACCES: "this user may not read it",
    EISDIR: "it is a directory",
  };
  return new ConfigError({
    code: "E_CONFIG_MISSING",
    message: `The configuration ${file} can't be read: ${reasons[code] ?? code}`,
    hint: "Correct the file's rights, or name another file with --config.",
    cause,
  });
}

function decodeText(file: string, bytes: Uint8Array): string {
  const refuse = (line: number, message: string): never => {
    throw new ConfigInvalidError([{ file, line, column: 1, path: "", message }]);
  };
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return refuse(1, "the file is UTF-16; save it as UTF-8");
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const lenient = new TextDecoder("utf-8").decode(bytes);
    const line = lenient.slice(0, Math.max(0, lenient.indexOf("\uFFFD"))).split("\n").length;
    return refuse(line, `${basename(file)} is not UTF-8 here; save it as UTF-8`);
  }
}

async function loadConnections(
  document: ConfigDocument,
  registry: Registry,
  problems: ConfigProblem[],
): Promise<Map<string, ConnectionSettings>> {
  const connections = new Map<string, ConnectionSettings>();
  for (const [name, settings] of entriesAt(document.data, ["connections"])) {
    const base = ConnectionBase.safeParse(settings);
    const connectorId = base.data?.connector ?? connectorOf(settings);
    if (connectorId === null) continue;
    const connector = await loadConnector(document, registry, name, connectorId, problems);
    if (connector === null) continue;
    const checked = connector.configSchema.safeParse(ownSettings(settings, connector.manifest.id));
    const translation = {
      document,
      schema: connector.configSchema,
      base: ["connections", name],
      extraKeys: commonKeys,
    };
    problems.push(...describeIssues(checked.error?.issues ?? [], translation));
    if (checked.data === undefined) continue;
    connections.set(name, {
      name,
      connectorId,
      connector,
      config: checked.data,
      timeoutMs: base.data?.timeout === undefined ? null : parseDuration(base.data.timeout),
      concurrency: base.data?.concurrency ?? null,
    });
  }
  return connections;
}

/** What the connector's schema gets: not the common keys, and its own id also when it came from a package. */
function ownSettings(settings: unknown, id: string): unknown {
  const entries = Object.entries(Object(settings)).filter(([key]) => !commonKeys.includes(key));
  return { connector: id, ...Object.fromEntries(entries) };
}

function connectorOf(settings: unknown): string | null {
  if (typeof settings !== "object" || settings === null || !("connector" in settings)) return null;
  return typeof settings.connector === "string" && settings.connector !== "" ? settings.connector : null;
}

async function loadConnector(
  document: ConfigDocument,
  registry: Registry,
  name: string,
  id: string,
  problems: ConfigProblem[],
): Promise<Connector | null> {
  const path = ["connections", name, "connector"];
  const known = registry.ids();
  if (!id.startsWith("package:") && !registry.has(id)) {
    const suggestion = nearestName(id, known);
    const message = `there is no connector "${id}"; there are ${known.join(", ")}, and package:NAME`;
    problems.push(document.problemAt(path, "value", message, suggestion));
    return null;
  }
  try {
    return await registry.load(id);
  } catch (error) {
    if (!(error instanceof IntegrationError)) throw error;
    problems.push(document.problemAt(path, "value", `${error.message}. ${error.hint}`));
    return null;
  }
}
