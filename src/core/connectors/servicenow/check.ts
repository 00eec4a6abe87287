// Proves that a connection is signed in, reads what it needs, and asks about times as the instance means them.
import type { CheckResult } from "../../contract/connector.ts";
import { AuthError, ConfigError, isConnectionFault } from "../../contract/errors.ts";
import type { Settings } from "./config.ts";
import type { Row } from "./schema.ts";
import type { TableClient } from "./table-client.ts";

export const apiVersion = "v2";
const needed = ["sys_db_object", "sys_dictionary", "sys_choice", "sys_journal_field"] as const;

/** @throws ConfigError where times in queries mean another zone than UTC; AuthError when nobody is signed in */
export async function checkConnection(
  tables: TableClient,
  settings: Settings,
  username: string,
): Promise<CheckResult> {
  const fields = ["user_name", "email", "time_zone", "sys_updated_on"];
  const where = [{ field: "user_name", is: "=", value: username }] as const;
  const { body } = await tables.list({ table: "sys_user", where, fields: ["sys_id", ...fields], limit: 1 });
  const [user] = body;
  const proved = [`signed in at ${settings.instance}`];
  if (user !== undefined) {
    await provesZone(tables, user);
    proved.push("times in queries are UTC");
  }
  const warnings = user === undefined ? [unseen(username)] : [];
  for (const table of needed) {
    if (await canRead(tables, table)) proved.push(`reads ${table}`);
    else warnings.push(`The integration's user may not read ${table}.`);
  }
  return {
    identity: `${user === undefined ? `${username} (not found)` : user.email || username} at ${new URL(settings.instance).host}`,
    apiVersion,
    expiresAt: null,
    proved,
    warnings,
  };
}

/** A time in a query is read in the user's zone: our own record is asked for by the time it was last changed. */
async function provesZone(
  tables: TableClient,
  { sys_id: id = "", sys_updated_on: at = "" }: Row,
): Promise<void> {
  const where = [
    { field: "sys_id", is: "=", value: id },
    { field: "sys_updated_on", is: "=", value: at },
  ] as const;
  const { body } = await tables.list({ table: "sys_user", where, fields: ["sys_id"], limit: 1 });
  if (body.length > 0) return;
  throw new ConfigError({
    code: "E_CONFIG_INVALID",
    message: "The instance reads times in queries in another zone than UTC, so changes would be missed",
    hint: "Set the time zone of the integration's user to GMT and its date format to yyyy-MM-dd, then try again.",
  });
}

async function canRead(tables: TableClient, table: string): Promise<boolean> {
  try {
    await tables.list({ table, where: [], fields: ["sys_id"], limit: 1 });
    return true;
  } catch (error) {
    if (error instanceof AuthError && error.code === "E_AUTH_SCOPE") return false;
    if (isConnectionFault(error)) throw error;
    return false;
  }
}

const unseen = (username: string): string =>
  `There is no user ${username} in sys_user, or it may not read its own record. Give the user ID that integ signs in as: by that it tells what it wrote itself. Whether times in queries are UTC is not proven: set that user's time zone to GMT.`;
