// Proves that a connection is signed in, and that Jira is of the kind the configuration says.
import type { CheckResult } from "../../contract/connector.ts";
import { ConfigError } from "../../contract/errors.ts";
import type { Calls } from "./calls.ts";
import type { Settings } from "./config.ts";
import { type Flavor, flavors } from "./flavor.ts";
import { ServerInfo, User } from "./schema.ts";

/** What the server says of itself; answered under v2 by both kinds, also without a sign-in. */
export function readServerInfo(calls: Calls): Promise<ServerInfo> {
  return calls.get(ServerInfo, "/rest/api/2/serverInfo", "read server info");
}

/** Who we are signed in as. */
export function readMyself(calls: Calls, { api }: Flavor): Promise<User> {
  return calls.get(User, `${api}/myself`, "read the current user");
}

/** @throws ConfigError when the server is of the other kind; AuthError when nobody is signed in */
export async function checkConnection(
  calls: Calls,
  flavor: Flavor,
  settings: Settings,
): Promise<CheckResult> {
  const info = await readServerInfo(calls);
  const told = Object.values(flavors).find(({ deploymentType }) => deploymentType === info.deploymentType);
  if (told !== undefined && told.id !== flavor.id) {
    throw new ConfigError({
      code: "E_CONFIG_INVALID",
      message: `The connection says deployment: ${flavor.id}, and ${settings.site} is ${told.id}`,
      hint: `Set deployment: ${told.id}, and the way to sign in that goes with it.`,
    });
  }
  const user = await readMyself(calls, flavor);
  const who = user.emailAddress ?? user.displayName ?? flavor.personId(user) ?? "somebody";
  return {
    identity: `${who} at ${new URL(settings.site).host}`,
    apiVersion: flavor.apiVersion,
    expiresAt: null,
    proved: [`signed in at Jira ${info.version ?? flavor.deploymentType}`],
    warnings: settings.auth.endsWith("token") && flavor.id === "cloud" ? [tokenWarning] : [],
  };
}

const tokenWarning =
  "An API token ends after a year at most, and Jira does not tell when: note the date. Webhooks need a Jira " +
  "administrator; without them a change is seen by the next poll, and by the search only once its index has it.";
