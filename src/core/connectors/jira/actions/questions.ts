// What the two kinds of Jira are asked in different ways. Source: developer.atlassian.com, REST API v3 "Projects",
// "User search", "Issue search", and the reference of the Data Center platform.
import { z } from "zod";
import type { Calls, JsonObject } from "../calls.ts";
import type { Flavor } from "../flavor.ts";
import { Id, SearchByOffset, SearchByToken, type User, Users } from "../schema.ts";
import { readInOtherWords } from "./query-fault.ts";

const Project = z.object({ id: Id, key: z.string(), name: z.string(), projectTypeKey: z.string().nullish() });
type Project = z.output<typeof Project>;
const ProjectPage = z.object({ values: z.array(Project) });

export interface JqlAsk {
  readonly jql: string;
  readonly fields: readonly string[];
  readonly limit: number;
  /** As the page before gave it; null for the first page. */
  readonly next: string | null;
}

export interface FoundIssues {
  readonly issues: z.output<typeof SearchByToken>["issues"];
  /** Null on the last page. */
  readonly next: string | null;
}

interface Questions {
  projects(calls: Calls, api: string, text: string, limit: number): Promise<readonly Project[]>;
  assignable(calls: Calls, api: string, where: JsonObject, text: string): Promise<readonly User[]>;
  search(calls: Calls, api: string, ask: JqlAsk): Promise<FoundIssues>;
}

const operation = {
  projects: "list projects",
  people: "list assignable people",
  search: "search issues",
} as const;

const cloud: Questions = {
  projects: async (calls, api, query, maxResults) =>
    (await calls.get(ProjectPage, `${api}/project/search`, operation.projects, { query, maxResults })).values,
  assignable: (calls, api, where, query) =>
    calls.get(Users, `${api}/user/assignable/search`, operation.people, { ...textsOf(where), query }),
  search: async (calls, api, { jql, fields, limit, next }) => {
    const json = { jql, fields, maxResults: limit, ...(next === null ? {} : { nextPageToken: next }) };
    const asked = calls.ask(SearchByToken, { path: `${api}/search/jql`, json, operation: operation.search });
    const { body } = await asked.catch(readInOtherWords);
    return { issues: body.issues, next: body.isLast === true ? null : (body.nextPageToken ?? null) };
  },
};

const dataCenter: Questions = {
  // The list is given whole.
  projects: async (calls, api, text, limit) => {
    const all = await calls.get(z.array(Project), `${api}/project`, operation.projects);
    const wanted = text.toLowerCase();
    return all
      .filter(({ key, name }) => [key, name].some((one) => one.toLowerCase().includes(wanted)))
      .slice(0, limit);
  },
  assignable: (calls, api, where, username) =>
    calls.get(Users, `${api}/user/assignable/search`, operation.people, { ...textsOf(where), username }),
  search: async (calls, api, { jql, fields, limit, next }) => {
    const startAt = Number(next ?? 0);
    const json = { jql, fields, maxResults: limit, startAt };
    const asked = calls.ask(SearchByOffset, { path: `${api}/search`, json, operation: operation.search });
    const { body } = await asked.catch(readInOtherWords);
    const end = startAt + body.issues.length;
    return { issues: body.issues, next: body.issues.length === 0 || end >= body.total ? null : String(end) };
  },
};

const textsOf = (where: JsonObject): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(where).map(([name, value]) => [name, String(value)]));

export const questions: Readonly<Record<Flavor["id"], Questions>> = { cloud, "data-center": dataCenter };
