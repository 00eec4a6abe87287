// `integ connections remove`: ends the session at the vendor, forgets the secrets and drops the connection.
import { join } from "node:path";
import { parseText } from "../../core/config/document.ts";
import { dropConnection } from "../../core/config/edit.ts";
import { entriesAt } from "../../core/config/unchecked.ts";
import type { Connection } from "../../core/contract/connector.ts";
import { IntegrationError } from "../../core/contract/errors.ts";
import { openLimits } from "../../core/http/limits-file.ts";
import type { SecretStore } from "../../core/secrets/secret-store.ts";
import { openSecrets } from "../../core/secrets/secrets.ts";
import { secretsPorts } from "../../daemon/app.ts";
import { renewalLockOf } from "../../daemon/connections.ts";
import { webhookUrl } from "../../daemon/webhook-url.ts";
import { appPorts, openAppFor } from "../app.ts";
import type { CommandContext } from "../context.ts";
import { readConfigText, writeConfigText } from "./config-file.ts";
import { requireConnection, usage } from "./connect-target.ts";

export interface RemoveDocument {
  readonly schema: "integ.connection-remove/1";
  readonly connection: string;
  /** What became of its session at the vendor; `none`: there was nothing to revoke. */
  readonly session: "revoked" | "none" | "not_revoked";
  /** Names of the secrets that were deleted. */
  readonly deletedSecrets: readonly string[];
  readonly warnings: readonly string[];
  readonly configFile: string;
  readonly next: string;
}

/**
 * Cut off at any point it can be run again: the configuration, which says what is left to do, changes last.
 * @throws IntegrationError E_NOT_FOUND, E_USAGE while a sync uses it or when nobody confirms
 */
export async function removeConnection(
  context: CommandContext,
  name: string,
  isConfirmed: boolean,
): Promise<RemoveDocument> {
  const file = context.directories.configFile;
  await requireConnection(file, name);
  refuseUsed(file, await readConfigText(file), name);
  if (!isConfirmed) await confirm(context, name);
  const secrets = await openSecrets(secretsPorts(appPorts(context)));
  context.releasers.push(() => secrets.close());
  const stored = (await secrets.list()).filter((secret) => secret.startsWith(`${name}/`));
  const end = stored.length === 0 ? nothingToEnd : await endAtVendor(context, name);
  // Whoever renews the session just now must not store its outcome afterwards.
  await renewalLockOf(appPorts(context), name).run(() => deleteAll(secrets, stored));
  forgetLimits(context, name);
  await writeConfigText(file, dropConnection(await readConfigText(file), name));
  const deletedSecrets = stored.map((secret) => secret.slice(name.length + 1));
  const hooked = deletedSecrets.includes("webhookSecret") && !end.isUnhooked ? [webhookStays] : [];
  return {
    schema: "integ.connection-remove/1",
    connection: name,
    session: end.session,
    deletedSecrets,
    warnings: [...end.warnings, ...hooked],
    configFile: file,
    next: "A running daemon goes on with what it has until `integ daemon reload`",
  };
}

const webhookStays = "The webhook at the vendor is still there: delete it there.";

function refuseUsed(file: string, text: string, name: string): void {
  const users = entriesAt(parseText(file, text).document?.data, ["syncs"])
    .filter(([, sync]) => ["left", "right"].some((side) => connectionOf(sync, side) === name))
    .map(([sync]) => sync);
  if (users.length === 0) return;
  const what = users.length === 1 ? `The sync ${users[0]} uses` : `The syncs ${users.join(", ")} use`;
  throw usage(`${what} ${name}`, `Remove ${users.length === 1 ? "it" : "them"} from ${file} first.`);
}

function connectionOf(sync: unknown, side: string): unknown {
  const end = Object(sync) as Record<string, unknown>;
  return (Object(end[side]) as Record<string, unknown>).connection;
}

async function confirm({ prompts }: CommandContext, name: string): Promise<void> {
  const message = `Remove ${name}, its secrets and its session at the vendor?`;
  if (await prompts.confirm({ message, instead: "--yes", default: false })) return;
  const hint = "Nothing was changed.";
  throw new IntegrationError({ code: "E_CANCELLED", message: `${name} was left as it is`, hint });
}

interface End {
  readonly session: RemoveDocument["session"];
  /** The webhook we had made there was deleted. */
  readonly isUnhooked: boolean;
  readonly warnings: readonly string[];
}

const nothingToEnd: End = { session: "none", isUnhooked: false, warnings: [] };

/** The connection goes whatever comes of this: it may be removed just because it does not work. */
async function endAtVendor(context: CommandContext, name: string): Promise<End> {
  let isUnhooked = false;
  try {
    const app = await openAppFor(context);
    const connection = await app.connectionOf(name);
    context.progress.phase(`Ending the session at ${connection.manifest.title}`);
    isUnhooked = await removeWebhook(connection, webhookUrl(app.config, name));
    if (connection.revoke === undefined) return { ...nothingToEnd, isUnhooked };
    await connection.revoke();
    return { session: "revoked", isUnhooked, warnings: [] };
  } catch (error) {
    if (!(error instanceof IntegrationError)) throw error;
    const warning = `The session could not be revoked at the vendor (${error.message}): end it there.`;
    return { session: "not_revoked", isUnhooked, warnings: [warning] };
  } finally {
    context.progress.done();
  }
}

/** @returns whether it is gone; while the session lasts, for it takes one. */
async function removeWebhook({ webhooks }: Connection, url: string | null): Promise<boolean> {
  if (webhooks?.remove === undefined || url === null) return false;
  return webhooks.remove(url).then(
    () => true,
    (error: unknown) => {
      if (error instanceof IntegrationError) return false;
      throw error;
    },
  );
}

async function deleteAll(secrets: SecretStore, names: readonly string[]): Promise<void> {
  for (const name of names) await secrets.delete(name);
}

function forgetLimits({ directories, clock, output }: CommandContext, name: string): void {
  try {
    const limits = openLimits(join(directories.stateDir, "limits.db"), clock);
    limits.forget(name);
    limits.close();
  } catch (error) {
    if (!(error instanceof IntegrationError)) throw error;
    output.warn(`What was counted of ${name}'s limits stays in limits.db: ${error.message}`);
  }
}
