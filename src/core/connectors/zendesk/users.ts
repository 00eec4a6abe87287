// People by e-mail address: for fields that name one.
import { inParallel } from "../../connector-parts/parallel.ts";
import type { UserPort } from "../../contract/users.ts";
import { type Calls, pageSize } from "./calls.ts";
import { userCalls } from "./people-client.ts";

const idPattern = /^\d{1,16}$/;

/** @see UserPort. Only the primary address counts; the search that finds addresses may be some seconds late. */
export function createUsers(calls: Calls, ownId: () => Promise<string | null>): UserPort {
  const users = userCalls(calls);
  return {
    emails: async (ids) => {
      const people = [...new Set(ids.filter((id) => idPattern.test(id)))];
      if (people.length === 0) return new Map();
      const own = await ownId();
      const wanted = people.filter((id) => id !== own);
      const found = new Map<string, string>(people.filter((id) => id === own).map((id) => [id, ""] as const));
      for (let from = 0; from < wanted.length; from += pageSize) {
        const rows = await users.showMany(wanted.slice(from, from + pageSize));
        for (const { id, email } of rows)
          if (typeof email === "string" && email !== "") found.set(id, email.toLowerCase());
      }
      return found;
    },
    ids: async (emails) => {
      const wanted = [...new Set(emails.map((email) => email.trim().toLowerCase()))];
      const askable = wanted.filter((email) => email !== "" && !email.includes('"'));
      const found = await inParallel(askable, async (email): Promise<[string, readonly string[]]> => {
        const rows = await users.search({ query: `email:"${email}"` });
        // The search also finds part of an address.
        const same = rows.filter((row) => row.email?.toLowerCase() === email && row.active !== false);
        return [email, same.map((row) => row.id)];
      });
      return new Map(found.filter(([, ids]) => ids.length > 0));
    },
  };
}
