// People by e-mail address: for fields that name one. Jira Cloud hides most addresses; the setting `people` fills in.
import { inParallel } from "../../connector-parts/parallel.ts";
import type { UserPort } from "../../contract/users.ts";
import type { Calls } from "./calls.ts";
import type { Settings } from "./config.ts";
import type { Flavor } from "./flavor.ts";

/** @see UserPort. What the operator has written comes before what Jira tells. */
export function createUsers(
  calls: Calls,
  flavor: Flavor,
  { people }: Pick<Settings, "people">,
  ownId: () => Promise<string | null>,
): UserPort {
  const addresses = new Map([...people].map(([email, id]) => [id, email]));
  return {
    emails: async (ids) => {
      if (ids.length === 0) return new Map();
      const own = await ownId();
      const all = [...new Set(ids)];
      const asked = all.filter((id) => id !== own);
      const written = asked.flatMap((id) => pair(id, addresses.get(id)));
      const rest = asked.filter((id) => !addresses.has(id) && flavor.personPattern.test(id));
      const shown = rest.length === 0 ? [] : await flavor.showPeople(calls, rest);
      const told = shown.flatMap((user) => pair(flavor.personId(user), user.emailAddress?.toLowerCase()));
      const nobody = all.filter((id) => id === own).map((id) => [id, ""] as const);
      return new Map([...nobody, ...written, ...told]);
    },
    ids: async (emails) => {
      const wanted = [...new Set(emails.map((email) => email.trim().toLowerCase()))].filter(Boolean);
      const found = await inParallel(wanted, async (email): Promise<readonly [string, readonly string[]]> => {
        const written = people.get(email);
        if (written !== undefined) return [email, [written]];
        // The search finds parts of names too, and on servers who has left.
        const users = (await flavor.findPeople(calls, email)).filter(
          (user) => user.emailAddress?.toLowerCase() === email && user.active !== false,
        );
        return [email, users.flatMap((user) => flavor.personId(user) ?? [])];
      });
      return new Map(found.filter(([, ids]) => ids.length > 0));
    },
  };
}

function pair(id: string | null, email: string | null | undefined): readonly (readonly [string, string])[] {
  return id === null || email === null || email === undefined || email === "" ? [] : [[id, email]];
}
