// Searches: by token without a total in the Cloud, by offset in Data Center; the old address of the Cloud is gone.
import type { Answer, Call } from "../edge.ts";
import { type Json, textAt } from "../json.ts";
import { errorAnswer, goneSearch, refuse } from "./errors.ts";
import { type Asked, chooseFields, showIssue } from "./render.ts";
import type { Api } from "./routes.ts";
import { runJql } from "./search.ts";
import { askOfBody, askOfQuery, type SearchAsk } from "./search-ask.ts";
import { createPages, type SearchPages } from "./search-pages.ts";
import type { Site } from "./site.ts";
import { readBody, viewOf } from "./view.ts";

const MOST_RESULTS = 5000;
const MOST_RECONCILED = 50;
const MOST_PROPERTIES = 5;

export function addSearchRoutes({ site, route }: Api): void {
  const pages = createPages(site);
  route("POST", "/search/jql", (call) => byToken(site, pages, call, askOfBody(readBody(call))));
  route("GET", "/search/jql", (call) => byToken(site, pages, call, askOfQuery(call)));
  route("POST", "/search/approximate-count", (call) => {
    const found = runJql(site, textAt(readBody(call), "jql") ?? "", new Set(), true);
    return { status: 200, body: { count: found.length } };
  });
  route("GET", "/search", (call) => (site.isCloud ? goneSearch() : byOffset(site, call, askOfQuery(call))));
  route("POST", "/search", (call) =>
    site.isCloud ? goneSearch() : byOffset(site, call, askOfBody(readBody(call))),
  );
}

function byToken(site: Site, pages: SearchPages, call: Call, ask: SearchAsk): Answer {
  if (!site.isCloud) return errorAnswer(404, ["There is no such resource"]);
  if (ask.maxResults < 1 || ask.maxResults > MOST_RESULTS)
    throw refuse(400, `The value of maxResults must lie between 1 and ${MOST_RESULTS}.`);
  if (ask.reconcile.length > MOST_RECONCILED || ask.properties.length > MOST_PROPERTIES)
    throw refuse(400, "Too many reconcileIssues or properties.");
  const page = pages.next(ask);
  const view = viewOf(site, call);
  const shown = page.entries.map(({ issue, state }): Json => {
    if (ask.fields.length === 0 && ask.properties.length === 0) return { id: issue.id };
    return showIssue(view, issue, state, askedOf(ask, ["id"]));
  });
  const next = page.token === null ? {} : { nextPageToken: page.token };
  return { status: 200, body: { issues: shown, ...next, isLast: page.token === null } };
}

const askedOf = ({ fields, properties, expand }: SearchAsk, usual: readonly string[]): Asked => ({
  wants: chooseFields(fields, usual),
  properties,
  expand: new Set(expand),
});

/** Rows shift while issues change: the offset counts what is there now. */
function byOffset(site: Site, call: Call, ask: SearchAsk): Answer {
  const found = runJql(site, ask.jql, new Set(), false);
  const maxResults = Math.min(Math.max(0, ask.maxResults), 1000);
  const view = viewOf(site, call);
  const rows = found.slice(ask.startAt, ask.startAt + maxResults);
  const asked = askedOf(ask, ["*navigable"]);
  const issues = rows.map(({ issue, state }) => showIssue(view, issue, state, asked));
  const body = { expand: "schema,names", startAt: ask.startAt, maxResults, total: found.length, issues };
  return { status: 200, body };
}
