// The two kinds of people and how their changes are told.
import type { Feed, ObjectPort } from "../../contract/connector.ts";
import { ConfigError } from "../../contract/errors.ts";
import type { Calls } from "./calls.ts";
import { readByCursor } from "./cursor-export.ts";
import { type FeedContext, toSeconds } from "./feed-position.ts";
import { type PeopleKind, PeoplePort } from "./people.ts";
import { exportOrganizations, exportUsers, organizationCalls, userCalls } from "./people-client.ts";
import { organizationFields, userFields } from "./people-fields.ts";
import type { Organization, User } from "./people-schema.ts";
import { readTimed } from "./timed-export.ts";

type PeopleContext = Pick<FeedContext, "clock" | "log"> & { readonly calls: Calls };

// Ten requests a minute for the whole account, all its tools included.
const exportEveryMs = 60_000;

function onlyExport(object: string, changes: (position: string | null) => ReturnType<ObjectPort["changes"]>) {
  const feeds: readonly Feed[] = [{ name: "export", role: "net", everyMs: () => exportEveryMs }];
  return {
    feeds,
    changes: async (feed: string, position: string | null) => {
      if (feed === "export") return changes(position);
      throw new ConfigError({ code: "E_INPUT", message: `Zendesk's ${object}s have no feed "${feed}"` });
    },
  };
}

/** The users of an account with the given fields. @throws ConfigError for a field users don't have. */
export function createUserPort(context: PeopleContext, fields: readonly string[]): ObjectPort {
  const kind: PeopleKind<User> = {
    object: "user",
    label: "User",
    fields: userFields,
    calls: userCalls(context.calls),
    deleteFeed: true,
    // Nobody is to get mail because a sync made their account.
    onCreate: { skip_verify_email: true },
    searches: { email: (email) => ({ query: `email:"${email.replaceAll('"', "")}"` }) },
  };
  const port = new PeoplePort(kind, fields);
  const changes = (position: string | null) =>
    readByCursor(context, position, async (from) => {
      const page = await exportUsers(context.calls, { ...from });
      const times = page.users.map((user) => toSeconds(Date.parse(user.updated_at)) || 0);
      return {
        records: page.users.map((user) => port.toRecord(user)),
        newest: Math.max(0, ...times),
        cursor: page.after_cursor,
        isEnd: page.end_of_stream,
      };
    });
  return port.withFeeds(onlyExport("user", changes));
}

/** The organizations of an account with the given fields. @throws ConfigError for a field they don't have. */
export function createOrganizationPort(context: PeopleContext, fields: readonly string[]): ObjectPort {
  const kind: PeopleKind<Organization> = {
    object: "organization",
    label: "Organization",
    fields: organizationFields,
    calls: organizationCalls(context.calls),
    // The export has no documented mark of deletion; a sweep finds what is gone.
    deleteFeed: false,
    onCreate: {},
    searches: { name: (name) => ({ name }) },
  };
  const port = new PeoplePort(kind, fields);
  const load = (start_time: number) => exportOrganizations(context.calls, { start_time });
  const changes = (position: string | null) =>
    readTimed(context, "export", position, load, (page) =>
      page.organizations.map((organization) => port.toRecord(organization)),
    );
  return port.withFeeds(onlyExport("organization", changes));
}
