// What can be written: fields, priorities, statuses, resolutions, and what an issue of a project and type is created with.
import type { Answer, Call } from "../edge.ts";
import type { Json, JsonObject } from "../json.ts";
import { errorAnswer, refuse } from "./errors.ts";
import { FIELDS } from "./fields.ts";
import type { Named } from "./model.ts";
import { projectOf } from "./project-routes.ts";
import { CATEGORIES, showIssueType, showNamed, showStatus } from "./render-parts.ts";
import type { Api } from "./routes.ts";
import { createScreen, describeField, isRequired, issueTypesOf } from "./screens.ts";
import { DEFAULT_PRIORITY, ISSUE_TYPES, PRIORITIES, RESOLUTIONS, STATUSES } from "./setup.ts";
import type { Site } from "./site.ts";
import { pageOf, type View, valuesPage, viewOf } from "./view.ts";

const MOST_METADATA = 200;
const SPEC_CATEGORIES = { new: "TODO", indeterminate: "IN_PROGRESS", done: "DONE" } as const;

export function addMetadataRoutes({ site, route }: Api): void {
  const view = (call: Call) => viewOf(site, call);
  const list = (rows: (view: View) => readonly Json[]) => (call: Call) => ({
    status: 200,
    body: rows(view(call)),
  });
  route(
    "GET",
    "/field",
    list(() => FIELDS.map(showField)),
  );
  route(
    "GET",
    "/priority",
    list((shown) => PRIORITIES.map((each) => showPriority(shown, each))),
  );
  route(
    "GET",
    "/resolution",
    list((shown) => RESOLUTIONS.map((each) => showNamed(shown, each, "resolution"))),
  );
  route(
    "GET",
    "/status",
    list((shown) => STATUSES.map((status) => showStatus(shown, status))),
  );
  route(
    "GET",
    "/issuetype",
    list((shown) => ISSUE_TYPES.map((type) => showIssueType(shown, type))),
  );
  route("GET", "/priority/search", (call) => {
    const rows = PRIORITIES.map((each) => ({
      ...showPriority(view(call), each),
      isDefault: each.id === DEFAULT_PRIORITY,
    }));
    return { status: 200, body: valuesPage(call, rows) };
  });
  route("GET", "/resolution/search", (call) => {
    const rows = RESOLUTIONS.map((each) => showNamed(view(call), each, "resolution"));
    return { status: 200, body: valuesPage(call, rows) };
  });
  route("GET", "/statuses/search", (call) => {
    const rows = STATUSES.map(({ id, name, category }) => ({
      id,
      name,
      statusCategory: SPEC_CATEGORIES[category],
      scope: { type: "GLOBAL" },
      description: "",
    }));
    return { status: 200, body: valuesPage(call, rows) };
  });
  route(
    "GET",
    "/statuscategory",
    list((shown) =>
      Object.values(CATEGORIES).map((category) => ({
        self: `${shown.base}/statuscategory/${category.id}`,
        ...category,
      })),
    ),
  );
  route("GET", "/issue/createmeta/:project/issuetypes", (call) => typesFor(site, call));
  route("GET", "/issue/createmeta/:project/issuetypes/:type", (call) => fieldsFor(site, call));
}

function showField({ id, name, schema, clauses }: (typeof FIELDS)[number]): JsonObject {
  const custom = id.startsWith("customfield_");
  return {
    id,
    key: id,
    name,
    custom,
    orderable: true,
    navigable: true,
    searchable: true,
    clauseNames: [...clauses],
    schema,
  };
}

const showPriority = (view: View, priority: Named): JsonObject => ({
  ...showNamed(view, priority, "priority"),
  statusColor: "#ffab00",
  description: "",
});

function typesFor(site: Site, call: Call): Answer {
  const view = viewOf(site, call);
  const rows = issueTypesOf(projectOf(site, call)).map((type) => showIssueType(view, type));
  return metadataPage(site, call, rows, "issueTypes");
}

function fieldsFor(site: Site, call: Call): Answer {
  const view = viewOf(site, call);
  const project = projectOf(site, call);
  const type = issueTypesOf(project).find(({ id }) => id === call.params.type);
  if (type === undefined) throw refuse(400, "Issue type is not valid");
  const rows = createScreen(view, type).map((field) => ({
    ...describeField(view, field, project, isRequired(view, field)),
    fieldId: field.id,
  }));
  return metadataPage(site, call, rows, "fields");
}

/** Data Center names the rows as all its lists do. */
function metadataPage(site: Site, call: Call, rows: readonly JsonObject[], name: string): Answer {
  if (Number(call.query.get("maxResults") ?? 50) > MOST_METADATA)
    return errorAnswer(400, [`maxResults must not be greater than ${MOST_METADATA}`]);
  if (!site.isCloud) return { status: 200, body: valuesPage(call, rows) };
  const { rows: shown, ...place } = pageOf(call, rows, 50, MOST_METADATA);
  return { status: 200, body: { ...place, [name]: [...shown] } };
}
