// Everything that can be said of a configuration's data without asking anybody: schema → connectors' schemas →
// cross-checks → Config.
import type { Registry } from "../connectors/registry.ts";
import type { Connector } from "../contract/connector.ts";
import { IntegrationError } from "../contract/errors.ts";
import { sides } from "../contract/sides.ts";
import { checkSyncs } from "./checks.ts";
import { childKinds } from "./child-checks.ts";
import { checkConnections } from "./connection-checks.ts";
import { resolveConnectionSettings } from "./connection-settings.ts";
import type { ConfigDocument } from "./document.ts";
import { checkExpressions } from "./expression-checks.ts";
import { checkFeatures } from "./feature-checks.ts";
import { isFeatureOn } from "./features.ts";
import { resolveMonitoring } from "./monitoring.ts";
import { nearestName } from "./nearest.ts";
import { type ConfigProblem, quoted } from "./problems.ts";
import { resolveServer, resolveSyncs } from "./resolve.ts";
import type { RuleId } from "./rules.ts";
import { checkSchedules } from "./schedule-checks.ts";
import { ConfigFile, ConnectionBase, connectionKeys } from "./schema.ts";
import { Security, type SecurityWritten } from "./schema-connection.ts";
import { describeIssues, valueAt } from "./schema-problems.ts";
import type { Config, ConnectionSettings, SyncConfig } from "./types.ts";
import { entriesAt } from "./unchecked.ts";
import { withWrittenDefaults } from "./written-defaults.ts";

export interface CheckedDocument {
  /** In the order they were found. */
  readonly problems: readonly ConfigProblem[];
  /** Null when there are problems. */
  readonly config: Config | null;
  /** The data with the schemas' defaults filled in; null when there are problems. */
  readonly effective: unknown;
}

/** Checks the data of a configuration. `file` is what it was read from, for messages. Never throws for wrong data. */
export async function checkDocument(
  file: string,
  document: ConfigDocument,
  registry: Registry,
): Promise<CheckedDocument> {
  const shape = ConfigFile.safeParse(document.data);
  const problems: ConfigProblem[] = [
    ...describeIssues(shape.error?.issues ?? [], { document, schema: ConfigFile, base: [], extraKeys: [] }),
  ];
  const security = Security.nullish().safeParse(valueAt(document.data, ["security"])).data ?? {};
  const connections = await loadConnections(document, registry, security, problems);
  const connectors = new Map([...connections].map(([name, settings]) => [name, settings.connector]));
  const wrongPaths = new Set(problems.map(({ path }) => path));
  const others = [
    ...ruled("connection", checkConnections(document, connectors)),
    ...ruled("sync", [
      ...checkSyncs(document, connectors),
      ...checkSchedules(document),
      ...checkFeatures(document),
    ]),
    ...ruled("expression", await checkExpressions(document)),
  ];
  // Of a value that is of no use as it is, nothing further is told.
  problems.push(...others.filter(({ path }) => !wrongPaths.has(path)));
  if (problems.length > 0 || !shape.success) return { problems, config: null, effective: null };
  const syncs = resolveSyncs(shape.data.syncs ?? {}, connectors);
  const config: Config = {
    file,
    document,
    connections,
    syncs: new Map(syncs.filter((sync) => isChosen(sync, connections)).map((sync) => [sync.name, sync])),
    server: resolveServer(shape.data.server),
    monitoring: resolveMonitoring(shape.data.monitoring),
  };
  const own = [...connections].map(([name, { connectorId, config: settings }]) => {
    const common = shape.data.connections?.[name] ?? {};
    return [name, { ...common, ...settings, connector: connectorId }] as const;
  });
  const effective = withWrittenDefaults({ ...shape.data, connections: Object.fromEntries(own) });
  return { problems: [], config, effective };
}

/** Comments and files are left alone where one of their connections has them switched off. */
function isChosen(sync: SyncConfig, connections: ReadonlyMap<string, ConnectionSettings>): boolean {
  const kind = childKinds.find((one) => sync.parent !== null && sync.name.endsWith(`.${one}`));
  return (
    kind === undefined || sides.every((side) => isFeatureOn({ connections }, sync[side].connection, kind))
  );
}

/** The problems with the rule they break, where they do not name one themselves. */
export function ruled(rule: RuleId, problems: readonly ConfigProblem[]): ConfigProblem[] {
  return problems.map((problem) => ({ rule, ...problem }));
}

async function loadConnections(
  document: ConfigDocument,
  registry: Registry,
  security: SecurityWritten,
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
      extraKeys: connectionKeys,
    };
    problems.push(...describeIssues(checked.error?.issues ?? [], translation));
    if (checked.data === undefined) continue;
    connections.set(name, {
      name,
      connectorId,
      connector,
      config: checked.data,
      ...resolveConnectionSettings(base.data ?? { connector: connectorId }, security),
    });
  }
  return connections;
}

/** What the connector's schema gets: not the common keys, and its own id also when it came from a package. */
function ownSettings(settings: unknown, id: string): unknown {
  const entries = Object.entries(Object(settings)).filter(([key]) => !connectionKeys.includes(key));
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
    const message = `there is no connector ${quoted(id)}; there are ${known.join(", ")}, and package:NAME`;
    problems.push({ ...document.problemAt(path, "value", message, suggestion), rule: "connector" });
    return null;
  }
  try {
    return await registry.load(id);
  } catch (error) {
    if (!(error instanceof IntegrationError)) throw error;
    const problem = document.problemAt(path, "value", `${error.message}. ${error.hint}`);
    problems.push({ ...problem, rule: "connector" });
    return null;
  }
}
