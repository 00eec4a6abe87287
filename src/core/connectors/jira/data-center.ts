// Jira Data Center: REST v2, wiki markup as text, user names, search by offset.
// Source: developer.atlassian.com, "Jira REST API examples", and the reference of the Data Center platform.
import { z } from "zod";
import type { Dated } from "../../connector-parts/answers.ts";
import { isGone } from "../../connector-parts/outcomes.ts";
import { inParallel } from "../../connector-parts/parallel.ts";
import { readPosition } from "../../connector-parts/positions.ts";
import type { Calls } from "./calls.ts";
import type { Flavor, SearchAsk, SearchPage } from "./flavor.ts";
import { Issue, SearchByOffset, User, Users } from "./schema.ts";
import { timeOf } from "./times.ts";

const api = "/rest/api/2";
const pageSize = 100;
const mostPeople = 50;

/** Offsets shift while issues change, so a page goes on from the time of the last row of the one before. */
const Token = z.strictObject({ from: z.number().int(), skip: z.number().int() });

async function search(calls: Calls, ask: SearchAsk): Promise<Dated<SearchPage>> {
  const at = ask.token === null ? { from: ask.since, skip: 0 } : readPosition(Token, "a search", ask.token);
  const all = [...ask.conditions, `updated >= ${at.from}`];
  const { body, serverTime } = await calls.ask(SearchByOffset, {
    path: `${api}/search`,
    json: {
      jql: `${all.join(" AND ")} ORDER BY updated ASC, key ASC`,
      startAt: at.skip,
      maxResults: pageSize,
      fields: [...new Set([...ask.fields, "updated"])],
    },
    operation: "search issues",
    urgency: ask.urgency ?? "live",
  });
  return { body: { issues: body.issues, next: nextOf(at, body) }, serverTime };
}

function nextOf(
  at: z.infer<typeof Token>,
  { issues, total }: z.output<typeof SearchByOffset>,
): string | null {
  const last = issues.at(-1);
  if (last === undefined || at.skip + issues.length >= total) return null;
  const from = timeOf(last.fields.updated) ?? at.from;
  // Only where a whole page has one time is there no way but the offset.
  return JSON.stringify(from > at.from ? { from, skip: 0 } : { from, skip: at.skip + issues.length });
}

async function readOne(calls: Calls, id: string, fields: readonly string[]): Promise<readonly Issue[]> {
  try {
    const query = { fields: fields.join(",") };
    return [await calls.get(Issue, `${api}/issue/${id}`, "read issue", query)];
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

async function showPerson(calls: Calls, username: string): Promise<readonly User[]> {
  try {
    return [await calls.get(User, `${api}/user`, "read person", { username })];
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

export const dataCenter: Flavor = {
  id: "data-center",
  deploymentType: "Server",
  api,
  apiVersion: "v2",
  text: "wiki",
  personId: (user) => user.name ?? null,
  // User names come from directories of all kinds, blanks included.
  personPattern: /^[^\p{Cc}]{1,255}$/u,
  person: (id) => ({ name: id }),
  contentPath: ({ content }) => content ?? null,
  // Not documented for servers.
  newestFirst: null,
  search,
  readMany: async (calls, ids, fields) => (await inParallel(ids, (id) => readOne(calls, id, fields))).flat(),
  showPeople: async (calls, ids) => (await inParallel(ids, (id) => showPerson(calls, id))).flat(),
  findPeople: (calls, text) =>
    calls.get(Users, `${api}/user/search`, "find people", { username: text, maxResults: mostPeople }),
};
