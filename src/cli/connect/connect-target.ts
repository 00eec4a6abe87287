// Which connection `integ connect` is about: a new one, or one that is in the configuration already.
import { parseText } from "../../core/config/document.ts";
import { nearestName } from "../../core/config/nearest.ts";
import { ConfigInvalidError } from "../../core/config/problems.ts";
import { namePattern } from "../../core/config/schema.ts";
import { entriesAt } from "../../core/config/unchecked.ts";
import type { Registry } from "../../core/connectors/registry.ts";
import { IntegrationError } from "../../core/contract/errors.ts";
import { readConfigText } from "./config-file.ts";

/** Connections as written in the file, by name. */
export type WrittenConnections = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

export interface ConnectTarget {
  readonly name: string;
  readonly connectorId: string;
  /** Settings as written; null for a new connection. */
  readonly written: Readonly<Record<string, unknown>> | null;
}

/** Connections as written in the file. @throws ConfigInvalidError when it is not YAML. */
export function readConnections(file: string, text: string): WrittenConnections {
  const parsed = parseText(file, text);
  if (parsed.problems.length > 0 && !parsed.empty) throw new ConfigInvalidError(parsed.problems);
  const entries = entriesAt(parsed.document?.data, ["connections"]);
  return new Map(entries.map(([name, settings]) => [name, Object(settings) as Record<string, unknown>]));
}

/** @throws IntegrationError E_NOT_FOUND when the file has no such connection */
export async function requireConnection(file: string, name: string): Promise<void> {
  const names = [...readConnections(file, await readConfigText(file)).keys()];
  if (names.includes(name)) return;
  const suggestion = nearestName(name, names);
  throw new IntegrationError({
    code: "E_NOT_FOUND",
    message: `There is no connection ${name} in ${file}`,
    hint: suggestion === undefined ? "`integ connections list` shows them." : `Did you mean ${suggestion}?`,
  });
}

/**
 * `typed` is a connector, or the name of a connection to sign in again. Without `--name` a connector means its
 * only connection, or a new one of the connector's name.
 * @throws IntegrationError E_USAGE when neither fits.
 */
export function findTarget(
  typed: string,
  nameFlag: string | undefined,
  connections: WrittenConnections,
  registry: Registry,
): ConnectTarget {
  const existing = connections.get(typed);
  if (existing && nameFlag === undefined) return targetOf(typed, String(existing.connector), existing);
  if (!registry.has(typed) && !typed.startsWith("package:")) throw unknown(typed, connections, registry);
  const name = nameFlag ?? defaultName(typed, connections);
  if (!namePattern.test(name)) {
    throw usage(`"${name}" can't be a connection's name`, "Give --name: a-z first, then a-z, 0-9 and -.");
  }
  const written = connections.get(name) ?? null;
  if (written !== null && written.connector !== typed) {
    const message = `${name} is a ${String(written.connector)} connection`;
    throw usage(message, "Choose another name with --name.");
  }
  return targetOf(name, typed, written);
}

function targetOf(name: string, connectorId: string, written: ConnectTarget["written"]): ConnectTarget {
  return { name, connectorId, written };
}

function defaultName(connectorId: string, connections: WrittenConnections): string {
  const [only, ...more] = [...connections].filter(([, settings]) => settings.connector === connectorId);
  return only !== undefined && more.length === 0 ? only[0] : connectorId;
}

function unknown(typed: string, connections: WrittenConnections, registry: Registry): IntegrationError {
  const known = [...registry.ids(), ...connections.keys()];
  const suggestion = nearestName(typed, known);
  const hint =
    suggestion === undefined ? `Connectors: ${registry.ids().join(", ")}.` : `Did you mean ${suggestion}?`;
  return usage(`There is no connector or connection "${typed}"`, hint);
}

export function usage(message: string, hint: string): IntegrationError {
  return new IntegrationError({ code: "E_USAGE", message, hint });
}
