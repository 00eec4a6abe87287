// The Zendesk connector: what it declares, and how its rooms are put together.
import { once } from "../../connector-parts/once.ts";
import type { Action } from "../../contract/actions.ts";
import type {
  Connection,
  ConnectionContext,
  Connector,
  ConnectorManifest,
  ObjectPort,
} from "../../contract/connector.ts";
import { ConfigError } from "../../contract/errors.ts";
import type { HttpClient } from "../../contract/http.ts";
import type { WebhookPort } from "../../contract/webhook.ts";
import { withOAuthErrors } from "../../oauth/errors.ts";
import { expiryOf } from "../../oauth/stored-token.ts";
import { actionSummaries, createActions } from "./actions/index.ts";
import { createAttachmentPort } from "./attachments.ts";
import { authMethods, createAuthorize, createSignIn, revokeSession } from "./auth.ts";
import { Calls, pageSize } from "./calls.ts";
import { apiVersion, checkConnection, readUser } from "./check.ts";
import { ZendeskClient } from "./client.ts";
import { CommentClient } from "./comment-client.ts";
import { createCommentPort } from "./comments.ts";
import { readSettings, type Settings, ZendeskConfig } from "./config.ts";
import { DeskClient } from "./desk-client.ts";
import { classify } from "./errors.ts";
import { createJobRunner } from "./jobs.ts";
import { defaultLimits, limitsFor, observeLimits } from "./limits.ts";
import { Merges } from "./merges.ts";
import { Messaging } from "./messaging.ts";
import { createTicketPort } from "./objects.ts";
import { createOrganizationPort, createUserPort } from "./people-ports.ts";
import { starter } from "./starter.ts";
import { TicketPace } from "./ticket-pace.ts";
import { createUsers } from "./users.ts";
import { createWebhooks } from "./webhooks.ts";
import { createWrites } from "./writes.ts";

const manifest: ConnectorManifest = {
  id: "zendesk",
  title: "Zendesk Support",
  version: "1.0.0",
  apiVersions: [apiVersion],
  auth: authMethods,
  objects: ["ticket", "ticket_comment", "ticket_attachment", "user", "organization"],
  children: {
    ticket: {
      comments: { object: "ticket_comment", parent: "ticket_id", body: "body", isPublic: "public" },
      attachments: {
        object: "ticket_attachment",
        parent: "ticket_id",
        body: "file_name",
        isPublic: "public",
      },
    },
  },
  capabilities: {
    compareAndSet: "not-in-batches",
    correlationField: "external_id",
    // The list by external_id reads the database, not the search index; jobs under way are waited for.
    lookupLagMs: 2000,
    timePrecisionMs: 1000,
    maxReadBatch: pageSize,
    maxWriteBatch: pageSize,
    deleteFeed: true,
    pushes: true,
  },
  limits: defaultLimits,
  actions: actionSummaries,
};

interface Parts {
  readonly context: ConnectionContext;
  readonly settings: Settings;
  readonly calls: Calls;
  readonly client: ZendeskClient;
  /** Of the user that integ acts as. */
  readonly ownId: () => Promise<string | null>;
}

type OpenPort = (fields: readonly string[]) => ObjectPort;

function connect(context: ConnectionContext): Connection {
  const settings = readSettings(context.config);
  const authorize = createAuthorize(context, settings, () => http);
  const pace = new TicketPace(context.clock);
  const http: HttpClient = pace.around(
    context.http({
      baseUrl: settings.apiUrl,
      authorize,
      classify: withOAuthErrors(classify),
      limits: limitsFor(settings.accountPerMinute),
      observeLimits: pace.observing(observeLimits),
    }),
  );
  const calls = new Calls(http);
  const client = new ZendeskClient(calls);
  const renew = () => authorize(true);
  const ownId = once(async () => (await readUser(client, renew)).id);
  const ports = portsOf({ context, settings, calls, client, ownId });
  return {
    name: context.name,
    manifest,
    account: async () => new URL(settings.origin).host,
    check: () => checkConnection(client, settings, renew),
    object: (name, fields) => {
      const open = ports.get(name);
      if (open !== undefined) return open(fields);
      throw new ConfigError({
        code: "E_OBJECT_UNKNOWN",
        message: `Zendesk has no object "${name}"`,
        hint: `Objects: ${manifest.objects.join(", ")}.`,
      });
    },
    webhooks: webhooksOf(context, settings, client),
    users: createUsers(calls, ownId),
    actions: actionsOf({ context, settings, calls, client, ownId }),
    ...(settings.auth === "api-token" ? {} : { revoke: () => revokeSession(context, calls) }),
    expiry: () => expiryOf(context.secrets, settings.auth === "browser"),
  };
}

function webhooksOf(context: ConnectionContext, settings: Settings, client: ZendeskClient): WebhookPort {
  const { name: connection, secrets, clock, log, installId } = context;
  return createWebhooks({ client, secrets, settings, clock, log, connection, installId });
}

function actionsOf({ context, settings, calls, client }: Parts): readonly Action[] {
  const { clock, name, secrets, signal } = context;
  const jobs = createJobRunner({ client, clock, signal });
  return createActions({ name, calls, client, comments: new CommentClient(calls), jobs, settings, secrets });
}

function portsOf({ context, settings, calls, client, ownId }: Parts): ReadonlyMap<string, OpenPort> {
  const { clock, log, signal } = context;
  const jobs = createJobRunner({ client, clock, signal });
  const desk = new DeskClient(calls);
  const writes = createWrites({ client, desk, jobs, clock });
  const comments = new CommentClient(calls);
  const merges = new Merges({ client, comments, settings });
  const messaging = new Messaging(client, settings);
  const feeding = { client, settings, clock, log };
  const adding = { comments, messaging, ownId };
  return new Map<string, OpenPort>([
    ["ticket", (fields) => createTicketPort({ ...feeding, desk, jobs, writes, merges }, fields)],
    ["ticket_comment", (fields) => createCommentPort({ ...feeding, ...adding }, fields)],
    ["ticket_attachment", (fields) => createAttachmentPort({ ...feeding, ...adding }, fields)],
    ["user", (fields) => createUserPort({ ...feeding, calls }, fields)],
    ["organization", (fields) => createOrganizationPort({ ...feeding, calls }, fields)],
  ]);
}

export const zendesk: Connector = {
  manifest,
  configSchema: ZendeskConfig,
  connect,
  signIn: (context) => createSignIn(context, readSettings(context.config)),
  starter,
};
