// The calls about users and organizations: paths, parameters and effect of each.
import type { z } from "zod";
import { type Calls, type JsonObject, pageSize, paging, type Query } from "./calls.ts";
import {
  type Organization,
  OrganizationEnvelope,
  OrganizationExport,
  OrganizationPage,
  type User,
  UserEnvelope,
  UserExport,
  UserPage,
} from "./people-schema.ts";
import type { PageMeta } from "./schema.ts";

export interface PersonPage<Row> {
  readonly rows: readonly Row[];
  readonly meta: PageMeta;
}

/** The calls of one kind. All throw what the client throws. */
export interface PeopleCalls<Row> {
  /** At most 100 ids; unknown and deleted ones are left out. */
  showMany(ids: readonly string[]): Promise<readonly Row[]>;
  /** Keys without commas, 50 at most: they all stand in one address. */
  showByExternalIds(externalIds: readonly string[]): Promise<readonly Row[]>;
  search(query: Query): Promise<readonly Row[]>;
  list(after: string | undefined): Promise<PersonPage<Row>>;
  /** Gives the new record's id. */
  create(row: JsonObject): Promise<string>;
  update(id: string, row: JsonObject): Promise<void>;
  delete(id: string): Promise<void>;
}

interface Names<Row> {
  readonly one: string;
  readonly many: string;
  readonly envelope: z.ZodType<string>;
  readonly page: z.ZodType<PersonPage<Row>>;
}

const userNames: Names<User> = {
  one: "user",
  many: "users",
  envelope: UserEnvelope.transform(({ user }) => user.id),
  page: UserPage.transform(({ users, meta }) => ({ rows: users, meta })),
};

const organizationNames: Names<Organization> = {
  one: "organization",
  many: "organizations",
  envelope: OrganizationEnvelope.transform(({ organization }) => organization.id),
  page: OrganizationPage.transform(({ organizations, meta }) => ({ rows: organizations, meta })),
};

/** @see PeopleCalls */
export function userCalls(calls: Calls): PeopleCalls<User> {
  return peopleCalls(calls, userNames);
}

/** @see PeopleCalls */
export function organizationCalls(calls: Calls): PeopleCalls<Organization> {
  return peopleCalls(calls, organizationNames);
}

function peopleCalls<Row>(calls: Calls, { one, many, envelope, page }: Names<Row>): PeopleCalls<Row> {
  const read = (path: string, operation: string, query: Query) => calls.get(page, path, operation, query);
  return {
    showMany: async (ids) => (await read(`${many}/show_many`, `read ${many}`, { ids: ids.join(",") })).rows,
    showByExternalIds: async (externalIds) => {
      const query = { external_ids: externalIds.join(",") };
      return (await read(`${many}/show_many`, `look up ${many}`, query)).rows;
    },
    search: async (query) =>
      (await read(`${many}/search`, `look up ${many}`, { ...query, per_page: pageSize })).rows,
    list: (after) => read(many, `list ${many}`, paging(after)),
    create: (row) =>
      calls.send(envelope, {
        method: "POST",
        path: many,
        json: { [one]: row },
        operation: `create ${one}`,
        endpointClass: "account",
        effect: "once",
      }),
    update: async (id, row) => {
      await calls.request({
        method: "PUT",
        path: `${many}/${id}`,
        json: { [one]: row },
        operation: `update ${one}`,
        endpointClass: "account",
        effect: "repeatable",
      });
    },
    delete: async (id) => {
      await calls.request({
        method: "DELETE",
        path: `${many}/${id}`,
        operation: `delete ${one}`,
        endpointClass: "account",
        effect: "repeatable",
      });
    },
  };
}

/** A page of the users' export, by `cursor` or from `start_time` (Unix seconds). */
export function exportUsers(calls: Calls, query: Query): Promise<z.output<typeof UserExport>> {
  return calls.get(UserExport, "incremental/users/cursor.json", "export changed users", query, "incremental");
}

/** A page of the organizations' export from `start_time` (Unix seconds). */
export function exportOrganizations(
  calls: Calls,
  query: Query,
): Promise<z.output<typeof OrganizationExport>> {
  const path = "incremental/organizations.json";
  return calls.get(OrganizationExport, path, "export changed organizations", query, "incremental");
}
