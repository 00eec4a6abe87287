// The Zendesk connector: what it declares, and how its rooms are put together.
import type {
  Connection,
  ConnectionContext,
  Connector,
  ConnectorManifest,
} from "../../contract/connector.ts";
import { ConfigError } from "../../contract/errors.ts";
import type { HttpClient } from "../../contract/http.ts";
import { withOAuthErrors } from "../../oauth/errors.ts";
import { authMethods, createAuthorize } from "./auth.ts";
import { apiVersion, checkConnection } from "./check.ts";
import { pageSize, ZendeskClient } from "./client.ts";
import { readSettings, ZendeskConfig } from "./config.ts";
import { classify } from "./errors.ts";
import { createJobRunner } from "./jobs.ts";
import { defaultLimits, limitsFor, observeLimits } from "./limits.ts";
import { createTicketPort } from "./objects.ts";
import { createWebhooks } from "./webhooks.ts";
import { createWrites } from "./writes.ts";

const manifest: ConnectorManifest = {
  id: "zendesk",
  title: "Zendesk Support",
  version: "1.0.0",
  apiVersions: [apiVersion],
  auth: authMethods,
  objects: ["ticket"],
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
};

function connect(context: ConnectionContext): Connection {
  const { clock, signal, log, secrets } = context;
  const settings = readSettings(context.config);
  const authorize = createAuthorize(context, settings, () => http);
  const http: HttpClient = context.http({
    baseUrl: settings.apiUrl,
    authorize,
    classify: withOAuthErrors(classify),
    limits: limitsFor(settings.accountPerMinute),
    observeLimits,
  });
  const client = new ZendeskClient(http);
  const jobs = createJobRunner({ client, clock, signal });
  const writes = createWrites({ client, jobs, clock });
  const webhooks = createWebhooks({
    client,
    secrets,
    settings,
    clock,
    log,
    connection: context.name,
    installId: context.installId,
  });
  return {
    name: context.name,
    manifest,
    account: async () => new URL(settings.origin).host,
    check: () => checkConnection(client, settings, () => authorize(true)),
    object: (name, fields) => {
      if (name === "ticket") return createTicketPort({ client, jobs, writes, settings, clock, log }, fields);
      throw new ConfigError({
        code: "E_OBJECT_UNKNOWN",
        message: `Zendesk has no object "${name}"`,
        hint: `Objects: ${manifest.objects.join(", ")}.`,
      });
    },
    webhooks,
  };
}

export const zendesk: Connector = { manifest, configSchema: ZendeskConfig, connect };
