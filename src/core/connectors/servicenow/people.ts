// People by e-mail address: for fields that name one.
import { inParallel } from "../../connector-parts/parallel.ts";
import type { UserPort } from "../../contract/users.ts";
import { isQueryable } from "./query.ts";
import { isSysId } from "./record.ts";
import type { TableClient } from "./table-client.ts";

const table = "sys_user";
const idsPerQuestion = 100;

/** @see UserPort */
export function createUsers(tables: TableClient, ownName: () => Promise<string>): UserPort {
  return {
    emails: async (ids) => {
      const asked = [...new Set(ids.filter(isSysId))];
      const emails = new Map<string, string>();
      const own = asked.length === 0 ? "" : await ownName();
      for (let from = 0; from < asked.length; from += idsPerQuestion) {
        const values = asked.slice(from, from + idsPerQuestion);
        const where = [{ field: "sys_id", is: "IN", values }] as const;
        for await (const rows of tables.all({ table, where, fields: ["email", "user_name"] }))
          for (const { sys_id: id = "", email = "", user_name: name } of rows)
            if (email !== "" || name === own) emails.set(id, name === own ? "" : email.toLowerCase());
      }
      return emails;
    },
    ids: async (emails) => {
      const wanted = [...new Set(emails.map((email) => email.trim().toLowerCase()))].filter((email) =>
        isQueryable(email),
      );
      const found = await inParallel(wanted, async (email): Promise<readonly [string, readonly string[]]> => {
        const ids: string[] = [];
        const where = [
          { field: "email", is: "=", value: email },
          { field: "active", is: "=", value: "true" },
        ] as const;
        for await (const rows of tables.all({ table, where, fields: [] }))
          ids.push(...rows.map(({ sys_id: id = "" }) => id));
        return [email, ids];
      });
      return new Map(found.filter(([, ids]) => ids.length > 0));
    },
  };
}
