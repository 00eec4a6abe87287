// Many issues at once: read by ids or keys, and created, where some may fail.
import { type Answer, type Call, Refusal } from "../edge.ts";
import { arrayAt, isJsonObject, type Json, type JsonObject } from "../json.ts";
import { refuse } from "./errors.ts";
import { CALLER } from "./issue-calls.ts";
import { showCreated } from "./issue-routes.ts";
import { createIssue } from "./issues.ts";
import type { Issue } from "./model.ts";
import { chooseFields, showIssue } from "./render.ts";
import type { Api } from "./routes.ts";
import type { Site } from "./site.ts";
import { readBody, type View, viewOf } from "./view.ts";

const MOST_READ = 100;
const MOST_CREATED = 50;

export function addBulkRoutes({ site, route }: Api): void {
  route("POST", "/issue/bulkfetch", (call) => readMany(site, call));
  route("POST", "/issue/bulk", (call) => createMany(site, call));
}

/** In ascending order of ids; keys an issue had before it moved lead to it. */
function readMany(site: Site, call: Call): Answer {
  const body = readBody(call);
  const texts = (key: string) => (arrayAt(body, key) ?? []).map(String);
  const names = texts("issueIdsOrKeys");
  if (names.length === 0 || names.length > MOST_READ)
    throw refuse(400, `The number of issues must lie between 1 and ${MOST_READ}.`);
  const view = viewOf(site, call);
  const found = new Map<string, Issue>();
  const issueErrors: JsonObject[] = [];
  for (const name of names) {
    const issue = site.find(name);
    if (issue !== null && !site.hides(site.projectOf(issue.state))) found.set(issue.id, issue);
    else
      issueErrors.push({
        id: name,
        errorMessage: "Issue does not exist or you do not have permission to see it.",
      });
  }
  const asked = {
    wants: chooseFields(texts("fields"), ["*navigable"]),
    properties: texts("properties"),
    expand: new Set(texts("expand")),
  };
  const issues = [...found.values()]
    .sort((left, right) => Number(left.id) - Number(right.id))
    .map((issue) => showIssue(view, issue, issue.state, asked));
  return { status: 200, body: { issues, issueErrors } };
}

function createMany(site: Site, call: Call): Answer {
  const items = arrayAt(readBody(call), "issueUpdates") ?? [];
  if (items.length === 0 || items.length > MOST_CREATED)
    throw refuse(400, `The number of issues must lie between 1 and ${MOST_CREATED}.`);
  const view = viewOf(site, call);
  const issues: JsonObject[] = [];
  const errors: JsonObject[] = [];
  for (const [index, item] of items.entries()) {
    const made = createOne(view, item);
    if ("status" in made) errors.push({ ...made, failedElementNumber: index });
    else issues.push(showCreated(view, made));
  }
  return { status: issues.length === 0 ? 400 : 201, body: { issues, errors }, wrote: issues.length > 0 };
}

function createOne(
  view: View,
  item: Json,
): Issue | { readonly status: number; readonly elementErrors: Json } {
  try {
    return createIssue(view, isJsonObject(item) ? item : {}, CALLER);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: error.answer.status, elementErrors: error.answer.body ?? null };
  }
}
