// Jira Cloud: REST v3, documents as text, account ids, search by token.
// Source: developer.atlassian.com, REST API v3: "Issue search", "Issues", "Users".
import type { Flavor, SearchAsk } from "./flavor.ts";
import { markProperty } from "./marker.ts";
import { BulkIssues, SearchByToken, UserPage, Users } from "./schema.ts";

const api = "/rest/api/3";
const pageSize = 100;
const markProperties = [markProperty];
const mostPeople = 90;

function jqlOf({ conditions, since }: SearchAsk): string {
  // Milliseconds without quotes: a written time has the grain of a minute and the zone of the user's profile.
  const all = [...conditions, `updated >= ${since}`];
  return `${all.join(" AND ")} ORDER BY updated ASC, key ASC`;
}

export const cloud: Flavor = {
  id: "cloud",
  deploymentType: "Cloud",
  api,
  apiVersion: "v3",
  text: "adf",
  personId: (user) => user.accountId ?? null,
  personPattern: /^[\w:-]{1,128}$/,
  person: (id) => ({ accountId: id }),
  // Not by the address in the file, which is the site's: who calls through the gateway can't go there.
  contentPath: ({ id }) => `${api}/attachment/content/${id}`,
  newestFirst: "-created",

  async search(calls, ask) {
    const { body, serverTime } = await calls.ask(SearchByToken, {
      path: `${api}/search/jql`,
      json: {
        jql: jqlOf(ask),
        maxResults: pageSize,
        fields: ask.fields,
        properties: markProperties,
        ...(ask.token === null ? {} : { nextPageToken: ask.token }),
      },
      operation: "search issues",
      urgency: ask.urgency ?? "live",
    });
    // A short or empty page is no end, a repeated token is one: it would go round for ever.
    const token = body.isLast === true ? null : (body.nextPageToken ?? null);
    return { body: { issues: body.issues, next: token === ask.token ? null : token }, serverTime };
  },

  async readMany(calls, ids, fields) {
    const json = { issueIdsOrKeys: ids, fields, properties: markProperties };
    const path = `${api}/issue/bulkfetch`;
    return (await calls.ask(BulkIssues, { path, json, operation: "read issues" })).body.issues;
  },

  async showPeople(calls, ids) {
    const found = [];
    for (let from = 0; from < ids.length; from += mostPeople) {
      const some = ids.slice(from, from + mostPeople).map((id) => `accountId=${encodeURIComponent(id)}`);
      const path = `${api}/user/bulk?${some.join("&")}&maxResults=${mostPeople}`;
      found.push(...(await calls.get(UserPage, path, "read people")).values);
    }
    return found;
  },

  async findPeople(calls, text) {
    const people = await calls.get(Users, `${api}/user/search`, "find people", { query: text });
    // Apps have accounts too.
    return people.filter(({ accountType }) => accountType !== "app");
  },
};
