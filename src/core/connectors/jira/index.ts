// The Jira connector: how its rooms are put together.
import { once } from "../../connector-parts/once.ts";
import type { Connection, ConnectionContext, Connector, ObjectPort } from "../../contract/connector.ts";
import { ConfigError } from "../../contract/errors.ts";
import { expiryOf } from "../../oauth/stored-token.ts";
import { createActions } from "./actions/index.ts";
import { attachmentObject, createAttachmentPort } from "./attachments.ts";
import { createAccess, createSignIn } from "./auth.ts";
import { Calls } from "./calls.ts";
import type { ChangesContext } from "./changes.ts";
import { checkConnection, readMyself } from "./check.ts";
import { ChildClient } from "./child-client.ts";
import type { ChildContext } from "./child-ports.ts";
import { commentObject, createCommentPort } from "./comments.ts";
import { JiraConfig, readSettings, type Settings } from "./config.ts";
import { classify } from "./errors.ts";
import { type Flavor, flavors } from "./flavor.ts";
import { IssueClient } from "./issue-client.ts";
import { limitsFor, observeLimits } from "./limits.ts";
import { manifest } from "./manifest.ts";
import { Marker } from "./marker.ts";
import { Metadata } from "./metadata.ts";
import { createIssuePort, type IssuesContext } from "./objects.ts";
import { Polls } from "./polls.ts";
import { ServerInfo } from "./schema.ts";
import { readScope, type Scope, scopeOf } from "./scope.ts";
import { starter } from "./starter.ts";
import { TransitionWalker } from "./transitions.ts";
import { createUsers } from "./users.ts";
import { createWebhooks } from "./webhooks.ts";

interface Parts {
  readonly context: ConnectionContext;
  readonly settings: Settings;
  readonly flavor: Flavor;
  readonly calls: Calls;
  /** Of the user that integ acts as. */
  readonly ownId: () => Promise<string | null>;
}

function connect(context: ConnectionContext): Connection {
  const settings = readSettings(context.config);
  const flavor = flavors[settings.deployment];
  const calls = new Calls(
    context.http({
      ...createAccess(context, settings),
      classify,
      limits: limitsFor(settings.ceiling),
      observeLimits,
    }),
  );
  const ownId = once(async () => flavor.personId(await readMyself(calls, flavor)));
  const { host, pathname } = new URL(settings.site);
  return {
    name: context.name,
    manifest,
    account: async () => `${host}${pathname.replace(/\/+$/, "")}`,
    check: () => checkConnection(calls, flavor, settings),
    object: openerOf({ context, settings, flavor, calls, ownId }),
    webhooks: createWebhooks({ calls, settings, context }, context.log),
    users: createUsers(calls, flavor, settings, ownId),
    actions: createActions({ calls, flavor }),
    expiry: () => expiryOf(context.secrets, settings.auth === "browser"),
  };
}

/** Opens objects by name. */
function openerOf(parts: Parts): Connection["object"] {
  const { settings } = parts;
  const scope: Scope = { project: settings.project, issueType: settings.issueType };
  const changes = changesOf(parts);
  const issues = issuesOf(parts, changes);
  const children = childrenOf(parts, scope, changes);
  return (name, fields): ObjectPort => {
    if (name === commentObject) return createCommentPort(children, fields);
    if (name === attachmentObject) return createAttachmentPort(children, fields);
    const own = readScope(name, scope);
    if (own !== null) return createIssuePort(issues, name, own, fields);
    throw new ConfigError({
      code: "E_OBJECT_UNKNOWN",
      message: `Jira has no object "${name}"`,
      hint: `Objects: ${manifest.objects.join(", ")}; and ${manifest.furtherObjects?.hint ?? ""}.`,
    });
  };
}

function changesOf({ context, settings, calls }: Parts): ChangesContext {
  const serverInfo = { path: "/rest/api/2/serverInfo", operation: "read the server's time" };
  return {
    clock: context.clock,
    polls: new Polls(settings),
    indexLagMs: settings.indexLagMs,
    overlapMs: settings.overlapMs,
    serverTime: async () => (await calls.dated(ServerInfo, serverInfo)).serverTime,
  };
}

function issuesOf({ context, settings, flavor, calls }: Parts, changes: ChangesContext): IssuesContext {
  const client = new IssueClient(calls, flavor.api);
  const metadata = new Metadata(calls, flavor, context.clock);
  const marker = new Marker(calls, flavor.api, settings.keyField);
  const writes = {
    client,
    flavor,
    metadata,
    marker,
    walker: new TransitionWalker(client, flavor, settings.transitionFields),
    transitionFields: Object.keys(settings.transitionFields),
    readMany: (ids: readonly string[], fields: readonly string[]) => flavor.readMany(calls, ids, fields),
  };
  return { calls, flavor, settings, metadata, marker, writes, changes };
}

function childrenOf(
  { context, settings, flavor, calls, ownId }: Parts,
  scope: Scope,
  changes: ChangesContext,
): ChildContext {
  return {
    calls,
    flavor,
    settings,
    scope,
    changes,
    children: new ChildClient(calls, flavor),
    ownId,
    newBoundary: () => `integ-${context.ids.next()}`,
  };
}

export const jira: Connector = {
  manifest,
  configSchema: JiraConfig,
  connect,
  signIn: (context) => createSignIn(context, readSettings(context.config)),
  scopeOf,
  starter,
};
