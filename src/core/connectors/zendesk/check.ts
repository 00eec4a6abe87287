// Proves that a connection is signed in as somebody who can do the work, and says what will go wrong later.
import type { CheckResult } from "../../contract/connector.ts";
import { AuthError } from "../../contract/errors.ts";
import { apiTokensEnd } from "./auth.ts";
import type { ZendeskClient } from "./client.ts";
import type { Settings } from "./config.ts";
import type { CurrentUser } from "./schema.ts";

export const apiVersion = "v2";

/**
 * The user we are signed in as, `id` null for nobody; `renew` gets a new token. An invalid credential, an ended token
 * among them, is answered with status 200 and the anonymous user, so the client can't know that it is time to renew.
 */
export async function readUser(
  client: ZendeskClient,
  renew: () => Promise<unknown>,
): Promise<CurrentUser["user"]> {
  const { user } = await client.showCurrentUser();
  if (user.id !== null) return user;
  await renew();
  return (await client.showCurrentUser()).user;
}

/** Proves who we are. @throws AuthError when nobody is signed in or the user is no agent. */
export async function checkConnection(
  client: ZendeskClient,
  settings: Settings,
  renew: () => Promise<unknown>,
): Promise<CheckResult> {
  const user = await readUser(client, renew);
  if (user.id === null) {
    throw new AuthError({
      code: "E_AUTH_REJECTED",
      message: "Zendesk answers, but takes us for an anonymous visitor: the credential is not valid",
    });
  }
  if (user.role === "end-user") {
    throw new AuthError({
      code: "E_AUTH_SCOPE",
      message: `${user.email ?? user.id} is an end user at Zendesk, not an agent`,
      hint: "Let an admin own the OAuth client (or the API token).",
    });
  }
  const isApiToken = settings.auth === "api-token";
  return {
    identity: `${user.email ?? user.name ?? user.id} (${user.role ?? "unknown role"}) at ${new URL(settings.origin).host}`,
    apiVersion,
    expiresAt: isApiToken ? apiTokensEnd : null,
    proved: [`signed in as ${user.role ?? "an agent"}`],
    warnings: [
      ...(isApiToken ? [apiTokenWarning] : []),
      ...(user.role === "admin" ? [] : [roleWarning(user.role)]),
    ],
  };
}

const apiTokenWarning =
  "Zendesk ends API tokens on 2027-04-30, and switches off those idle for 30 days: " +
  "create an OAuth client and run `integ connect` again.";

function roleWarning(role: string | null | undefined): string {
  return (
    `The user's role is ${role ?? "unknown"}: the incremental export, which catches deletes and what ` +
    "the fast poll misses, needs an admin."
  );
}
