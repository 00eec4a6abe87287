// The two kinds of Jira's webhooks: those of an app, which end after 30 days and carry a token, and those of an
// administrator, which stay and are signed, or on servers guarded by a path nobody can guess.
// Source: developer.atlassian.com "Webhooks", REST API v3 "Webhooks"; "Managing webhooks" of Data Center.
import { timingSafeEqual } from "node:crypto";
import { headerOf, holdsHmac } from "../../connector-parts/signatures.ts";
import type { ConnectionContext } from "../../contract/connector.ts";
import { AuthError, ConfigError, ValidationError } from "../../contract/errors.ts";
import type { WebhookRequest } from "../../contract/webhook.ts";
import type { Calls } from "./calls.ts";
import type { Settings } from "./config.ts";
import { holdsJwt } from "./jwt.ts";
import {
  type AdminHook,
  AdminHook as AdminHookSchema,
  AdminHooks,
  DynamicHooks,
  Registered,
  Renewed,
} from "./schema.ts";
import { jqlOf } from "./scope.ts";

export interface HooksContext {
  readonly calls: Calls;
  readonly settings: Settings;
  readonly context: Pick<ConnectionContext, "secrets" | "clock" | "name" | "installId" | "randomBytes">;
}

export interface HookKind {
  ensure(url: string): Promise<{ readonly againInMs: number } | undefined>;
  remove(url: string): Promise<void>;
  /** @throws AuthError when the call is not from the webhook we made */
  verify(request: WebhookRequest): Promise<void>;
}

const events = [
  "jira:issue_created",
  "jira:issue_updated",
  "jira:issue_deleted",
  "comment_created",
  "comment_updated",
  "comment_deleted",
];
const dayMs = 24 * 3_600_000;
const lifeMs = 30 * dayMs;

function refusal(reason: string): AuthError {
  return new AuthError({ code: "E_WEBHOOK_SIGNATURE", message: `A webhook call was refused: ${reason}` });
}

/** Of an app: registered with a filter in a part of JQL, renewed when a third of what is left of its life is over. */
export function appHooks({ calls, settings, context }: HooksContext): HookKind {
  const path = "/rest/api/3/webhook";
  const change = (method: "POST" | "PUT" | "DELETE", where: string, json: unknown, operation: string) =>
    ({ method, path: where, json, operation, endpointClass: "write", effect: "repeatable" }) as const;
  const idsOf = async (url: string) => {
    const page = await calls.get(DynamicHooks, path, "list webhooks", { startAt: 0, maxResults: 100 });
    return page.values.filter((hook) => hook.url === url).map(({ id }) => id);
  };
  const register = async (url: string) => {
    const jqlFilter = jqlOf({ project: settings.project, issueType: null }).join(" AND ");
    if (jqlFilter === "") throw unfiltered();
    const json = { url, webhooks: [{ events, jqlFilter }] };
    const answer = await calls.send(Registered, change("POST", path, json, "register webhook"));
    const errors = answer.webhookRegistrationResult.flatMap((result) => result.errors ?? []);
    if (errors.length > 0) throw notRegistered(errors);
  };
  return {
    async ensure(url) {
      const webhookIds = await idsOf(url);
      if (webhookIds.length === 0) {
        await register(url);
        return { againInMs: lifeMs / 3 };
      }
      const renewal = change("PUT", `${path}/refresh`, { webhookIds }, "renew webhook");
      const { expirationDate } = await calls.send(Renewed, renewal);
      return { againInMs: Math.max(60_000, (expirationDate - context.clock.now()) / 3) };
    },
    async remove(url) {
      const webhookIds = await idsOf(url);
      if (webhookIds.length > 0)
        await calls.request(change("DELETE", path, { webhookIds }, "delete webhook"));
    },
    async verify(request) {
      const [, token] = /^Bearer (\S+)$/.exec(headerOf(request, "authorization") ?? "") ?? [];
      if (token === undefined) throw refusal("it is not signed");
      const secret = await context.secrets.get("clientSecret");
      if (secret === null) throw notStored("client secret");
      if (!holdsJwt(token, secret, context.clock.now())) throw refusal("its signature does not hold");
    },
  };
}

function unfiltered(): ConfigError {
  return new ConfigError({
    code: "E_CONFIG_INVALID",
    message: "A webhook of an app must name a project, and the connection names none",
    hint: "Set `project` of the connection, or leave out its webhooks: polling finds everything.",
  });
}

function notRegistered(errors: readonly string[]): ValidationError {
  return new ValidationError({
    code: "E_RECORD_INVALID",
    message: `Jira did not register the webhook: ${errors.join("; ").slice(0, 300)}`,
    hint: "An app has one address for its webhooks, and five of them for each user.",
    operation: "register webhook",
  });
}

function notStored(what: string): AuthError {
  return new AuthError({ code: "E_SECRET_MISSING", message: `No ${what} for Jira's webhooks is stored` });
}

const secretName = "webhookSecret";
const pathName = "webhookPath";
const secretBytes = 32;

/** How a call of an administrator's webhook is known to be one. */
interface Guard {
  /** The address to register, and what else to say. */
  place(url: string): Promise<{ readonly url: string; readonly secret?: string }>;
  verify(request: WebhookRequest): Promise<void>;
}

async function storedOrNew({ secrets, randomBytes }: HooksContext["context"], name: string): Promise<string> {
  const stored = await secrets.get(name);
  if (stored !== null) return stored;
  const made = Buffer.from(randomBytes(secretBytes)).toString("hex");
  await secrets.set(name, made);
  return made;
}

/** The body is signed with a secret of ours. */
export function signatureGuard(context: HooksContext["context"]): Guard {
  return {
    place: async (url) => ({ url, secret: await storedOrNew(context, secretName) }),
    async verify(request) {
      const [, given] = /^sha256=([0-9a-f]{64})$/i.exec(headerOf(request, "x-hub-signature") ?? "") ?? [];
      if (given === undefined) throw refusal("it is not signed");
      const secret = await context.secrets.get(secretName);
      if (secret === null) throw notStored("signing secret");
      if (!holdsHmac(secret, [request.rawBody], given, "hex")) throw refusal("its signature does not hold");
    },
  };
}

/** Servers sign nothing, or with a secret that only an administrator can type in: the address is the secret. */
export function pathGuard(context: HooksContext["context"]): Guard {
  return {
    place: async (url) => ({ url: `${url}/${await storedOrNew(context, pathName)}` }),
    async verify({ rest = "" }) {
      const path = await context.secrets.get(pathName);
      if (path === null) throw notStored("path");
      const [given, wanted] = [Buffer.from(rest), Buffer.from(path)];
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
        throw refusal("its address is not the one that was registered");
    },
  };
}

/** Of an administrator: there until somebody deletes it. `pathOf` says where such webhooks are kept. */
export function adminHooks(
  { calls, settings, context }: HooksContext,
  guard: Guard,
  pathOf: () => Promise<string>,
): HookKind {
  const find = async (path: string, url: string): Promise<readonly AdminHook[]> => {
    const hooks = await calls.get(AdminHooks, path, "list webhooks");
    return hooks.filter((hook) => hook.url === url);
  };
  return {
    async ensure(url) {
      const isKnown =
        (await context.secrets.get(secretName)) !== null || (await context.secrets.get(pathName)) !== null;
      const { url: address, secret } = await guard.place(url);
      const path = await pathOf();
      const found = await find(path, address);
      if (found.some(({ enabled }) => enabled !== false) && isKnown) return undefined;
      // Its secret is not told again: one that we do not know is made anew.
      for (const hook of found) await removeHook(calls, path, hook);
      const filter = jqlOf({ project: settings.project, issueType: null }).join(" AND ");
      await calls.send(AdminHookSchema, {
        method: "POST",
        path,
        json: {
          name: `integ ${context.name} ${context.installId}`,
          url: address,
          events,
          filters: { "issue-related-events-section": filter },
          excludeBody: false,
          ...(secret === undefined ? {} : { secret }),
        },
        operation: "register webhook",
        endpointClass: "write",
        effect: "once",
      });
      return undefined;
    },
    async remove(url) {
      const path = await pathOf();
      const { url: address } = await guard.place(url);
      for (const hook of await find(path, address)) await removeHook(calls, path, hook);
    },
    verify: (request) => guard.verify(request),
  };
}

async function removeHook(calls: Calls, path: string, { id, self }: AdminHook): Promise<void> {
  const own = id ?? self?.split("/").at(-1);
  if (own === undefined) return;
  await calls.request({
    method: "DELETE",
    path: `${path}/${own}`,
    operation: "delete webhook",
    endpointClass: "write",
    effect: "repeatable",
  });
}
