// People of the org by e-mail address.
import type { UserPort } from "../../contract/users.ts";
import type { SalesforceClient } from "./client.ts";
import { isRecordId, longRecordId, quote, splitIn } from "./soql.ts";

const userPrefix = "005";

/** Ids of queues and other non-users are left out of answers, and never asked for. */
export function createUsers(client: SalesforceClient, ownId: () => Promise<string>): UserPort {
  return {
    async emails(ids) {
      const users = ids.filter((id) => isRecordId(id) && id.startsWith(userPrefix));
      if (users.length === 0) return new Map();
      const own = await ownId();
      const found = new Map([[own, ""]]);
      const long = [...new Set(users.map(longRecordId))].filter((id) => id !== own);
      for (const condition of splitIn("Id", long.map(quote))) {
        const rows = await client.queryToEnd(`SELECT Id,Email FROM User WHERE ${condition}`, "live");
        for (const row of rows) if (typeof row.Email === "string") found.set(row.Id, row.Email.toLowerCase());
      }
      const known = users.map((id) => [id, found.get(longRecordId(id))] as const);
      return new Map(known.filter((entry): entry is [string, string] => entry[1] !== undefined));
    },
    async ids(emails) {
      const found = new Map<string, string[]>();
      const asked = [...new Set(emails.map((email) => email.toLowerCase()))].filter((email) => email !== "");
      for (const condition of splitIn("Email", asked.map(quote))) {
        const soql = `SELECT Id,Email FROM User WHERE ${condition} AND IsActive = true ORDER BY Id`;
        for (const row of await client.queryToEnd(soql, "live")) {
          const email = String(row.Email ?? "").toLowerCase();
          found.set(email, [...(found.get(email) ?? []), row.Id]);
        }
      }
      return found;
    },
  };
}
