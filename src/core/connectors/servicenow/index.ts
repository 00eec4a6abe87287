// The ServiceNow connector: how its rooms are put together.
import { VendorCalls } from "../../connector-parts/calls.ts";
import type { Connection, ConnectionContext, Connector, ObjectPort } from "../../contract/connector.ts";
import { ConfigError } from "../../contract/errors.ts";
import { expiryOf } from "../../oauth/stored-token.ts";
import { createActions } from "./actions/index.ts";
import { AttachmentClient } from "./attachment-client.ts";
import { createAttachmentPort } from "./attachments.ts";
import { createAuthorize, createSignIn, hasSession, readUsername, revokeSession } from "./auth.ts";
import { awake } from "./awake.ts";
import type { ChangesContext } from "./changes.ts";
import { checkConnection } from "./check.ts";
import type { ChildContext } from "./child-ports.ts";
import { readSettings, ServiceNowConfig, type Settings } from "./config.ts";
import { Dictionary } from "./dictionary.ts";
import { classify } from "./errors.ts";
import { createCommentPort } from "./journal.ts";
import { type EndpointClass, limitsFor, observeLimits } from "./limits.ts";
import { manifest } from "./manifest.ts";
import { childrenOf, readName } from "./names.ts";
import { createTablePort } from "./objects.ts";
import { createUsers } from "./people.ts";
import { starter } from "./starter.ts";
import { TableClient } from "./table-client.ts";
import { createWebhooks } from "./webhooks.ts";

function connect(context: ConnectionContext): Connection {
  const settings = readSettings(context.config);
  const calls = new VendorCalls<EndpointClass>(
    awake(
      context.http({
        baseUrl: settings.instance,
        authorize: createAuthorize(context, settings),
        classify,
        limits: limitsFor(settings.ceiling),
        observeLimits,
      }),
    ),
    manifest.title,
  );
  const tables = new TableClient(calls);
  return {
    name: context.name,
    manifest,
    account: async () => new URL(settings.instance).host,
    check: async () => checkConnection(tables, settings, await readUsername(context, settings)),
    object: openerOf({ context, settings, calls, tables }),
    users: createUsers(tables, () => readUsername(context, settings)),
    webhooks: createWebhooks({ context, settings, tables }),
    actions: createActions({
      connection: context.name,
      calls,
      tables,
      settings,
      clock: context.clock,
      username: () => readUsername(context, settings),
    }),
    ...(hasSession(settings) ? { revoke: () => revokeSession(context, settings) } : {}),
    expiry: () => expiryOf(context.secrets, settings.auth === "browser"),
  };
}

interface Parts {
  readonly context: ConnectionContext;
  readonly settings: Settings;
  readonly calls: VendorCalls<EndpointClass>;
  readonly tables: TableClient;
}

/** Opens objects by name. */
function openerOf({ context, settings, calls, tables }: Parts): Connection["object"] {
  const dictionary = new Dictionary(tables, context.clock, settings.fields);
  const changes: ChangesContext = {
    clock: context.clock,
    settings,
    serverTime: async () =>
      (await tables.list({ table: "sys_db_object", where: [], fields: ["sys_id"], limit: 1 })).serverTime,
  };
  const children: ChildContext = {
    tables,
    settings,
    changes,
    username: () => readUsername(context, settings),
  };
  const files = new AttachmentClient(calls);
  return (name, fields): ObjectPort => {
    const read = readName(name);
    if (read?.child === "comments") return createCommentPort(children, read.table, fields);
    if (read?.child === "attachments") return createAttachmentPort(children, files, read.table, fields);
    if (read !== null) return createTablePort({ tables, dictionary, settings, changes }, name, fields);
    throw new ConfigError({
      code: "E_OBJECT_UNKNOWN",
      message: `ServiceNow has no object "${name}"`,
      hint: `Objects: ${manifest.objects.join(", ")}, or ${manifest.furtherObjects?.hint ?? ""}.`,
    });
  };
}

export const servicenow: Connector = {
  manifest,
  configSchema: ServiceNowConfig,
  connect,
  signIn: (context) => createSignIn(context, readSettings(context.config)),
  childrenOf,
  starter,
};
