// Projects: found, read, with the statuses of their issue types.
import type { Answer, Call } from "../edge.ts";
import type { JsonObject } from "../json.ts";
import type { Project } from "./model.ts";
import { showComponent, showVersion } from "./releases.ts";
import { showIssueType, showPerson, showProject, showStatus } from "./render-parts.ts";
import type { Api } from "./routes.ts";
import { issueTypesOf } from "./screens.ts";
import { DESK_USER, STATUSES } from "./setup.ts";
import type { Site } from "./site.ts";
import { type View, valuesPage, viewOf } from "./view.ts";

export function addProjectRoutes({ site, route }: Api): void {
  route("GET", "/project", (call) => ({
    status: 200,
    body: visible(site, call).map((each) => listed(viewOf(site, call), each)),
  }));
  route("GET", "/project/search", (call) => search(site, call));
  route("GET", "/project/:project", (call) => {
    const view = viewOf(site, call);
    return { status: 200, body: showWhole(view, projectOf(site, call)) };
  });
  route("GET", "/project/:project/statuses", (call) => {
    const view = viewOf(site, call);
    const statuses = STATUSES.map((status) => showStatus(view, status));
    const types = issueTypesOf(projectOf(site, call)).map((type) => {
      const { self, id, name, subtask } = showIssueType(view, type);
      return { self: self ?? "", id: id ?? "", name: name ?? "", subtask: subtask ?? false, statuses };
    });
    return { status: 200, body: types };
  });
  route("GET", "/issuetype/project", (call) => {
    const project = site.visibleProject(call.query.get("projectId") ?? "");
    return {
      status: 200,
      body: issueTypesOf(project).map((type) => showIssueType(viewOf(site, call), type)),
    };
  });
}

export const projectOf = (site: Site, call: Call): Project => site.visibleProject(call.params.project ?? "");

const visible = (site: Site, _call: Call): readonly Project[] =>
  [...site.projects.values()].filter((project) => !site.hides(project));

const listed = (view: View, project: Project): JsonObject => ({
  ...showProject(view, project),
  ...(view.isCloud ? { isPrivate: false, style: "classic", properties: {} } : {}),
});

function search(site: Site, call: Call): Answer {
  const view = viewOf(site, call);
  const asked = call.query.get("query")?.toLowerCase() ?? "";
  const keys = call.query.getAll("keys");
  const fits = ({ key, name }: Project): boolean =>
    (keys.length === 0 || keys.includes(key)) &&
    [key, name].some((text) => text.toLowerCase().includes(asked));
  const rows = visible(site, call)
    .filter(fits)
    .map((project) => listed(view, project));
  return { status: 200, body: valuesPage(call, rows) };
}

function showWhole(view: View, project: Project): JsonObject {
  const { site } = view;
  const own = <Row extends { readonly projectId: string }>(rows: ReadonlyMap<string, Row>) =>
    [...rows.values()].filter(({ projectId }) => projectId === project.id);
  const lead = showPerson(view, DESK_USER);
  return {
    ...listed(view, project),
    expand: "description,lead,issueTypes,url,projectKeys",
    description: "",
    ...(lead === null ? {} : { lead }),
    components: own(site.components).map((component) => showComponent(view, component)),
    issueTypes: issueTypesOf(project).map((type) => showIssueType(view, type)),
    assigneeType: "UNASSIGNED",
    versions: own(site.versions).map((version) => showVersion(view, version)),
    roles: {},
  };
}
