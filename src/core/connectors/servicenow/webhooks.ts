// Calls by business rules as hints. ServiceNow has no webhooks of its own: a rule on each table calls us, with a
// script of ours and a secret in a system property. Rules may be skipped and run in any order: polling stays the net.
import { createHash } from "node:crypto";
import { headerOf, holdsHmac, isMac } from "../../connector-parts/signatures.ts";
import type { ConnectionContext } from "../../contract/connector.ts";
import { AuthError, PermanentError } from "../../contract/errors.ts";
import type { ChangeHint, WebhookPort, WebhookRequest } from "../../contract/webhook.ts";
import { renderBusinessRule, signatureHeader, timestampHeader } from "./business-rule.ts";
import type { Settings } from "./config.ts";
import { isSame } from "./record.ts";
import { HookEvent, type Row } from "./schema.ts";
import type { TableClient } from "./table-client.ts";

const rules = "sys_script";
const properties = "sys_properties";
const secretName = "webhookSecret";
const secretBytes = 32;
/** Of a call: older ones may be replayed. A rule may wait for a worker of the instance. */
const maxAgeMs = 5 * 60_000;
const secondMs = 1000;
/** Where seconds since 1970 end and milliseconds begin. */
const latestSeconds = 100_000_000_000;

export interface WebhooksContext {
  readonly context: ConnectionContext;
  readonly settings: Settings;
  readonly tables: TableClient;
}

/** @see WebhookPort */
export function createWebhooks(parts: WebhooksContext): WebhookPort {
  const { context } = parts;
  const hooks = new Rules(parts);
  return {
    ensure: async (url) => {
      await hooks.ensure(url).catch(explain);
      return undefined;
    },
    remove: () => hooks.remove(),
    receive: async (request) => {
      await verify(context, request);
      return readHints(context, request.rawBody);
    },
  };
}

/** A user who may not make rules is the usual case: what to do about it is ours to say. */
function explain(error: unknown): never {
  const isRight =
    (error instanceof AuthError && error.code === "E_AUTH_SCOPE") ||
    (error instanceof PermanentError && error.code === "E_RECORD_FORBIDDEN");
  if (!isRight) throw error;
  throw new PermanentError({
    code: "E_RECORD_FORBIDDEN",
    message: `The business rule that calls integ can't be made: ${error.message}`,
    hint: "Give the integration's user rights on sys_script and sys_properties (admin has them), or set `push: []` on the connection: changes are found by polling all the same.",
    cause: error,
  });
}

class Rules {
  readonly #parts: WebhooksContext;

  constructor(parts: WebhooksContext) {
    this.#parts = parts;
  }

  async ensure(url: string): Promise<void> {
    const { settings } = this.#parts;
    if (settings.push.length === 0) return;
    await this.#placeSecret();
    for (const table of settings.push) await this.#placeRule(table, url);
  }

  async remove(): Promise<void> {
    const { tables, settings } = this.#parts;
    for (const table of settings.push)
      for (const { sys_id: id = "" } of await this.#find(rules, this.#ruleName(table), []))
        await tables.delete(rules, id);
    for (const { sys_id: id = "" } of await this.#find(properties, this.#property(), []))
      await tables.delete(properties, id);
  }

  /** The secret is ours: one that only one side has is made anew. */
  async #placeSecret(): Promise<void> {
    const { context, tables } = this.#parts;
    const [known] = await this.#find(properties, this.#property(), ["value"]);
    const kept = await context.secrets.get(secretName);
    if (kept !== null && known?.value === kept) return;
    const secret = kept ?? Buffer.from(context.randomBytes(secretBytes)).toString("base64url");
    if (kept === null) await context.secrets.set(secretName, secret);
    if (known === undefined)
      await tables.insert(properties, { name: this.#property(), value: secret }, ["sys_id"]);
    else await tables.patch(properties, known.sys_id ?? "", { value: secret }, ["sys_id"]);
  }

  async #placeRule(table: string, url: string): Promise<void> {
    const { settings, tables } = this.#parts;
    const rule: Row = {
      name: this.#ruleName(table),
      collection: table,
      when: "async",
      order: String(settings.ruleOrder),
      active: "true",
      advanced: "true",
      action_insert: "true",
      action_update: "true",
      action_delete: "true",
      script: renderBusinessRule({ url, secretProperty: this.#property() }),
    };
    const [known, ...doubles] = await this.#find(rules, this.#ruleName(table), Object.keys(rule));
    for (const { sys_id: id = "" } of doubles) await tables.delete(rules, id);
    if (known === undefined) await tables.insert(rules, rule, ["sys_id"]);
    else if (Object.entries(rule).some(([name, value]) => !isSame(known[name], value)))
      await tables.patch(rules, known.sys_id ?? "", rule, ["sys_id"]);
  }

  async #find(table: string, name: string, fields: readonly string[]): Promise<readonly Row[]> {
    const where = [{ field: "name", is: "=", value: name }] as const;
    const found: Row[] = [];
    for await (const rows of this.#parts.tables.all({ table, where, fields })) found.push(...rows);
    return found;
  }

  /** Of this installation and connection: others may call us from the same instance. */
  #ruleName(table: string): string {
    return `integ ${this.#ownName()} ${table}`.slice(0, 80);
  }

  #property(): string {
    return `integ.webhook.${this.#ownName()}`;
  }

  /** Names have little room. */
  #ownName(): string {
    const { name, installId } = this.#parts.context;
    return createHash("sha256").update(`${installId} ${name}`).digest("hex").slice(0, 12);
  }
}

function refusal(reason: string): AuthError {
  return new AuthError({ code: "E_WEBHOOK_SIGNATURE", message: `A webhook call was refused: ${reason}` });
}

/** The signature covers the timestamp's text as sent, a dot, and the raw body; hex or base64. */
async function verify({ secrets, clock }: ConnectionContext, request: WebhookRequest): Promise<void> {
  const [signature, timestamp] = [headerOf(request, signatureHeader), headerOf(request, timestampHeader)];
  if (signature === undefined || timestamp === undefined) throw refusal("it is not signed");
  const secret = await secrets.get(secretName);
  if (secret === null)
    throw new AuthError({ code: "E_SECRET_MISSING", message: "No secret of a business rule is stored" });
  const encoding = isMac(signature, "hex") ? "hex" : "base64";
  if (!holdsHmac(secret, [timestamp, ".", request.rawBody], signature, encoding))
    throw refusal("its signature does not hold");
  const told = Number(timestamp);
  const signedAt = told < latestSeconds ? told * secondMs : told;
  if (!(Math.abs(clock.now() - signedAt) <= maxAgeMs)) throw refusal("it is too old");
}

function parseJson(rawBody: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(rawBody));
  } catch {
    return undefined;
  }
}

function readHints({ log }: ConnectionContext, rawBody: Uint8Array): readonly ChangeHint[] {
  const event = HookEvent.safeParse(parseJson(rawBody));
  if (!event.success) {
    log.warn("servicenow.webhook-not-understood", {
      digest: createHash("sha256").update(rawBody).digest("hex"),
    });
    return [];
  }
  const { table, sys_id: recordId, sys_mod_count: count, operation } = event.data;
  const kind = operation === "delete" ? "deleted" : "changed";
  return [{ object: table, recordId, kind, eventKey: `${table}/${recordId}/${count}/${operation}` }];
}
