// Completes a connection's settings: what is written, what was given, and questions for what the schema still misses.
import { nearestName } from "../../core/config/nearest.ts";
import { connectionKeys } from "../../core/config/schema.ts";
import { inputSchema, validKeys } from "../../core/config/schema-keys.ts";
import type { ConnectionConfig, Connector } from "../../core/contract/connector.ts";
import type { Prompts } from "../prompts.ts";
import { usage } from "./connect-target.ts";

export interface SettingsRequest {
  readonly connector: Connector;
  readonly connectorId: string;
  readonly written: Readonly<Record<string, unknown>>;
  /** From flags; they win over what is written. */
  readonly given: Readonly<Record<string, unknown>>;
  readonly prompts: Prompts;
  /** How a key is given on the command line (`--login-url`). */
  readonly flagOf: (key: string) => string;
  readonly note: (sentence: string) => void;
}

export interface CompleteSettings {
  /** As to be written to the file. */
  readonly written: Readonly<Record<string, unknown>>;
  /** As the connector's schema returned it. */
  readonly config: ConnectionConfig;
}

const mostQuestions = 20;

/** @throws IntegrationError E_USAGE for a key or value the connector refuses, or one that can't be asked for. */
export async function completeSettings(request: SettingsRequest): Promise<CompleteSettings> {
  const { connector, given } = request;
  refuseUnknownKeys(connector, Object.keys(given));
  const settings: Record<string, unknown> = { connector: request.connectorId, ...request.written, ...given };
  const asked = new Set<string>();
  for (let turn = 0; turn < mostQuestions; turn++) {
    const own = Object.entries(settings).filter(([key]) => !connectionKeys.includes(key));
    const checked = connector.configSchema.safeParse({
      ...Object.fromEntries(own),
      connector: connector.manifest.id,
    });
    if (checked.success) return { written: settings, config: checked.data };
    const [issue] = checked.error.issues;
    const key = String(issue?.path[0] ?? "");
    const isAnswer = asked.has(key);
    if (settings[key] !== undefined && !isAnswer) throw refused(request, key, issue?.message ?? "");
    if (isAnswer) request.note(`${key} ${issue?.message ?? "is refused"}`);
    settings[key] = await ask(request, key);
    asked.add(key);
  }
  throw usage("The settings could not be completed", "Give them as flags; see `integ connect --help`.");
}

function refuseUnknownKeys(connector: Connector, keys: readonly string[]): void {
  const known = validKeys(inputSchema(connector.configSchema), []);
  const unknown = keys.find((key) => known.length > 0 && !known.includes(key));
  if (unknown === undefined) return;
  const suggestion = nearestName(unknown, known);
  const list = `Its settings: ${known.filter((key) => key !== "connector").join(", ")}.`;
  const hint = suggestion === undefined ? list : `Did you mean ${suggestion}? ${list}`;
  throw usage(`${connector.manifest.title} has no setting "${unknown}"`, hint);
}

function refused({ flagOf, connector }: SettingsRequest, key: string, reason: string): Error {
  return usage(`${key} ${reason}`, `${descriptionOf(connector, key)}. Give ${flagOf(key)}.`);
}

async function ask({ prompts, flagOf, connector }: SettingsRequest, key: string): Promise<string> {
  const message = `${key}: ${descriptionOf(connector, key)}`;
  return prompts.text({ message, instead: flagOf(key) });
}

/** The schema's own words about a key. */
function descriptionOf(connector: Connector, key: string): string {
  const properties = inputSchema(connector.configSchema)?.properties;
  const property: unknown =
    typeof properties === "object" && properties ? Reflect.get(properties, key) : null;
  const text: unknown =
    typeof property === "object" && property ? Reflect.get(property, "description") : null;
  return typeof text === "string" ? text : "a setting of this connector";
}
