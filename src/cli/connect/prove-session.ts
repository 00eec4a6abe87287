// The trial of a sign-in: with the stored session where it still works, else with fresh credentials or a person.

import { AuthError, IntegrationError } from "../../core/contract/errors.ts";
import type { AuthMethod } from "../../core/contract/sign-in.ts";
import { renewalSecret } from "../../core/oauth/renewal-mark.ts";
import { readStoredToken, tokenSecrets } from "../../core/oauth/stored-token.ts";
import type { SecretStore } from "../../core/secrets/secret-store.ts";
import { renewalLockOf } from "../../daemon/connections.ts";
import { appPorts } from "../app.ts";
import type { CommandContext } from "../context.ts";
import { unlessAborted } from "../interrupt.ts";
import type { ConnectRequest } from "./connect.ts";
import { usage } from "./connect-target.ts";
import { signInPerson } from "./sign-in.ts";
import { type StagedSecrets, snapshotSecrets, stageSecrets } from "./staged-secrets.ts";
import { openTrial, type Proof, prove, type TrialSettings, withNextStep } from "./trial.ts";

export interface Session {
  readonly context: CommandContext;
  readonly request: Pick<ConnectRequest, "renews" | "opensBrowser">;
  readonly trial: TrialSettings;
  readonly method: AuthMethod;
  /** Credentials that are not the stored ones. */
  readonly fresh: ReadonlyMap<string, string>;
  readonly secrets: SecretStore;
  /** The command to run again after a failure. */
  readonly again: string;
}

export interface Proven {
  readonly proof: Proof;
  /** Names of the credentials that changed. */
  readonly storedSecrets: readonly string[];
  readonly isSignedInAnew: boolean;
  /** What became of the session that was replaced; null: nobody asked for its end. */
  readonly former: FormerSession | null;
}

/** `kept`: there was none, or the vendor gave the same one again. */
export type FormerSession = "revoked" | "kept" | "not_revoked";

/** A session that a person signed in to is used as long as it works; null: there is none that does. */
export async function proveStored({
  context,
  request,
  trial,
  fresh,
  secrets,
}: Session): Promise<Proven | null> {
  const { name, connector } = trial;
  const hasSession = (await secrets.get(`${name}/${tokenSecrets.refresh}`)) !== null;
  if (!hasSession || request.renews || fresh.size > 0 || !connector.signIn) return null;
  const app = await openTrial(context, trial, secrets);
  if ((await app.signInOf(name)) === null) return null;
  try {
    const proof = await unlessAborted(prove(context, app, name), context.signal);
    return { proof, storedSecrets: [], isSignedInAnew: false, former: null };
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    context.output.note(`The stored session does not work any more: ${error.message}.`);
    return null;
  }
}

/** Signs in with what is on trial, and stores it once it is proven. @throws IntegrationError; then nothing has changed */
export async function proveFresh(session: Session): Promise<Proven> {
  const { context, request, trial } = session;
  const { name } = trial;
  const staged = stage(session);
  const before = request.renews ? await snapshotSecrets(session.secrets, name) : null;
  const app = await openTrial(context, trial, staged.store);
  try {
    const signIn = await app.signInOf(name);
    const { title } = trial.connector.manifest;
    if (signIn === null) refuseSame(session);
    else await signInPerson(context, signIn, { title, opensBrowser: request.opensBrowser });
    // Told to stop before this, nothing has changed; after it, everything is stored.
    const proof = await unlessAborted(prove(context, app, name), context.signal);
    // Whoever is renewing the old session must not store its outcome over the new one.
    const changed = await renewalLockOf(appPorts(context), name).run(() => staged.commit());
    // The token got by the trial is kept too, but is nobody's news.
    const fields = session.method.fields.map((field) => field.name);
    const storedSecrets = fields.filter((field) => changed.includes(`${name}/${field}`));
    const former = before === null ? null : await revokeFormer(session, before);
    return { proof, storedSecrets, isSignedInAnew: signIn !== null, former };
  } catch (error) {
    throw withNextStep(error, name, session.again);
  }
}

/** To rotate is to replace: the same credential again would only look like it. */
function refuseSame({ request, fresh, method, trial }: Session): void {
  if (!request.renews || fresh.size > 0) return;
  const variables = method.fields.filter(({ secret }) => secret).map(({ env }) => env);
  throw usage(
    `There is no new credential for ${trial.name}: what was given, if anything, is what is stored`,
    `Make a new one at the vendor and give it in ${variables.join(" and ")}, or with --secret-from-stdin.`,
  );
}

/** Takes the replaced session back at the vendor. The new one is stored and stays, whatever comes of this. */
async function revokeFormer(
  { context, trial, secrets }: Session,
  before: SecretStore,
): Promise<FormerSession> {
  const { name } = trial;
  for (const secret of Object.values(tokenSecrets)) {
    const [old, now] = [await before.get(`${name}/${secret}`), await secrets.get(`${name}/${secret}`)];
    if (old !== null && tokenIn(old) === tokenIn(now)) return "kept";
  }
  if ((await before.get(`${name}/${tokenSecrets.access}`)) === null) return "kept";
  try {
    const { revoke } = await (await openTrial(context, trial, before)).connectionOf(name);
    if (revoke === undefined) return "kept";
    await revoke();
    return "revoked";
  } catch (error) {
    if (!(error instanceof IntegrationError)) throw error;
    const { manifest } = trial.connector;
    context.output.warn(
      `The former session could not be revoked (${error.message}): end it at ${manifest.title}.`,
    );
    return "not_revoked";
  }
}

const tokenIn = (text: string | null): string | null => readStoredToken(text)?.value ?? text;

function stage({ trial, method, fresh, secrets }: Session): StagedSecrets {
  const proxySecret = trial.common.settings.http?.proxy?.secretName ?? null;
  const ownFields = method.fields.map((field) => field.name);
  const fieldNames = proxySecret === null ? ownFields : [...ownFields, proxySecret];
  const all = trial.connector.manifest.auth.flatMap(({ fields }) => fields.map((field) => field.name));
  const obsolete = [...all, ...Object.values(tokenSecrets), renewalSecret];
  return stageSecrets(secrets, { connection: trial.name, fieldNames, fresh, obsolete });
}
