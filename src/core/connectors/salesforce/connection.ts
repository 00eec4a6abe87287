// A live connection: composes the rooms, and proves that it works.
import type { CheckResult, Connection, ConnectionContext, ObjectPort } from "../../contract/connector.ts";
import { AuthError, ConfigError, PermanentError, TransientError } from "../../contract/errors.ts";
import type { HttpClient } from "../../contract/http.ts";
import { hasObject, objectNamesText } from "../../contract/objects.ts";
import type { Clock } from "../../contract/runtime.ts";
import { createSession, type Session } from "./auth.ts";
import { createChanges } from "./changes.ts";
import { createClient, type SalesforceClient } from "./client.ts";
import { readSettings, type SalesforceSettings } from "./config.ts";
import { classify } from "./errors.ts";
import { seesAllFiles } from "./file-feed.ts";
import { kindOf } from "./kinds.ts";
import { manifest } from "./manifest.ts";
import { createDataPort, type ObjectOptions } from "./objects.ts";
import type { Described } from "./schema.ts";
import { longRecordId } from "./soql.ts";
import { observeLimits, pollPaceMs } from "./usage.ts";
import { createUsers } from "./users.ts";

const describeKeptMs = 600_000;
const scarceShare = 0.1;

interface Parts {
  readonly context: ConnectionContext;
  readonly settings: SalesforceSettings;
  readonly client: SalesforceClient;
  readonly session: Session;
  readonly describe: (object: string) => Promise<Described>;
  /** Feeds in use: they share the budget for polls. */
  readonly polled: Set<string>;
}

/** Descriptions of objects, asked for once in ten minutes each. */
function keepDescriptions(client: SalesforceClient, clock: Clock): (object: string) => Promise<Described> {
  const kept = new Map<string, { readonly untilMs: number; readonly described: Promise<Described> }>();
  return (object) => {
    const known = kept.get(object);
    if (known && known.untilMs > clock.now()) return known.described;
    const described = client.describe(object).catch((error: unknown) => {
      kept.delete(object);
      throw unknownObject(object, error);
    });
    kept.set(object, { untilMs: clock.now() + describeKeptMs, described });
    return described;
  };
}

function unknownObject(object: string, error: unknown): unknown {
  const missing =
    error instanceof ConfigError ||
    (error instanceof Error && "code" in error && error.code === "E_RECORD_GONE");
  if (!missing) return error;
  return new ConfigError({
    code: "E_OBJECT_UNKNOWN",
    message: `The org has no object ${object} that the integration user can see`,
    hint: "Correct the object's API name, or give the integration user access to it.",
    cause: error,
  });
}

/** Opens the connection; nothing is sent before the first call. */
export function openConnection(context: ConnectionContext): Connection {
  const settings = readSettings(context.config);
  const session = createSession(context, settings, () => http);
  const http: HttpClient = context.http({
    baseUrl: session.baseUrl,
    authorize: session.authorize,
    classify,
    limits: manifest.limits,
    observeLimits,
  });
  const client = createClient({
    http,
    clock: context.clock,
    installId: context.installId,
    pinnedVersion: settings.apiVersion,
  });
  const describe = keepDescriptions(client, context.clock);
  const parts: Parts = { context, settings, client, session, describe, polled: new Set() };
  return {
    name: context.name,
    manifest: {
      ...manifest,
      capabilities: { ...manifest.capabilities, correlationField: settings.externalIdField },
    },
    account: session.account,
    check: () => check(parts),
    object: (name, fields) => openObject(parts, name, fields),
    users: createUsers(client, () => userIdOf(parts)),
    revoke: session.revoke,
    expiry: session.expiry,
  };
}

function openObject(parts: Parts, object: string, fields: readonly string[]): ObjectPort {
  const { settings, client, context, polled } = parts;
  if (!hasObject(manifest, object)) {
    const [other] = manifest.objects.filter((known) => known.toLowerCase() === object.toLowerCase());
    throw new ConfigError({
      code: "E_OBJECT_UNKNOWN",
      message: `The salesforce connector has no object ${object}`,
      hint: other ? `Write it as ${other}.` : `Use one of ${objectNamesText(manifest)}.`,
    });
  }
  const { externalIdField, overlapMs, pollEveryMs, budgetShare } = settings;
  const options: ObjectOptions = {
    client,
    object,
    fields,
    externalIdField,
    context,
    kind: kindOf(object),
    describe: () => parts.describe(object),
    userId: () => userIdOf(parts),
  };
  const ceiling = context.ceilings?.daily ?? Number.POSITIVE_INFINITY;
  const pace = () => pollPaceMs({ usage: client.usage(), ceiling, budgetShare, streams: polled.size });
  const feed = createChanges({ ...options, overlapMs, everyMs: () => pollEveryMs ?? pace() });
  return {
    ...createDataPort(options),
    feeds: feed.feeds,
    changes: (name, position) => {
      polled.add(`${object} ${name}`);
      return feed.changes(name, position);
    },
  };
}

async function userIdOf({ client, session }: Parts): Promise<string> {
  const id = (await session.userId()) ?? (await client.userInfo()).user_id;
  if (id !== undefined) return longRecordId(id);
  throw new TransientError({
    code: "E_VENDOR_ANSWER",
    message: "Salesforce does not tell which user integ acts as",
    operation: "identify user",
    retryable: true,
  });
}

async function check(parts: Parts): Promise<CheckResult> {
  const { client, session } = parts;
  const apiVersion = await client.apiVersion();
  const described = await parts.describe("Case");
  const who = await identify(client, session);
  const usage = client.usage();
  const warnings = [
    ...keyFieldWarnings(described, parts.settings.externalIdField),
    ...((await seesAllFiles(client)) ? [] : [fewFiles]),
    ...usageWarnings(client),
  ];
  const proved = [`reads ${described.name}`, ...keyFieldProof(described, parts.settings.externalIdField)];
  const calls = usage === null ? "" : `, ${usage.max - usage.used} of ${usage.max} API calls left`;
  return { identity: `${who}, API ${apiVersion}${calls}`, apiVersion, expiresAt: null, warnings, proved };
}

/** User name; the org's host where the app has no right to ask who it is. */
async function identify(client: SalesforceClient, session: Session): Promise<string> {
  try {
    return (await client.userInfo()).preferred_username;
  } catch (error) {
    const noRight = error instanceof AuthError || error instanceof PermanentError;
    if (!noRight || error.status !== 403) throw error;
    return new URL(await session.baseUrl()).host;
  }
}

/** The right to write shows in the fields: a user who may not edit sees none as writable. */
function keyFieldProof(described: Described, name: string): string[] {
  const field = described.fields.find((candidate) => candidate.name === name);
  return field?.createable === true ? [`may write ${described.name}.${name}`] : [];
}

function keyFieldWarnings(described: Described, name: string): string[] {
  const field = described.fields.find((candidate) => candidate.name === name);
  if (!field) {
    return [
      `${described.name} has no field ${name} that the integration user can see: integ can't create records. Add a Text(64) field with that API name, marked External ID and Unique.`,
    ];
  }
  const faults = [
    field.externalId ? null : "is not marked External ID",
    field.unique ? null : "is not unique",
    field.createable ? null : "can't be written by the integration user",
  ].filter((fault) => fault !== null);
  return faults.map(
    (fault) => `${described.name}.${name} ${fault}: a repeated create could make a second record.`,
  );
}

const fewFiles =
  "The integration user lacks the permission Query All Files: files of others are not seen, and files put on a case later are found only by a sweep. Grant View All Data and Query All Files if files are synced.";

function usageWarnings(client: SalesforceClient): string[] {
  const usage = client.usage();
  if (usage === null || usage.max - usage.used > usage.max * scarceShare) return [];
  return [`Only ${usage.max - usage.used} of the org's ${usage.max} daily API calls are left.`];
}
