// Components and versions of projects: listed, read, made, changed, deleted.
import type { Answer, Call } from "../edge.ts";
import { type JsonObject, textAt } from "../json.ts";
import { errorAnswer, refuse, refuseFields } from "./errors.ts";
import type { Component, Project, Version } from "./model.ts";
import { projectOf } from "./project-routes.ts";
import { showComponent, showVersion } from "./releases.ts";
import type { Api } from "./routes.ts";
import type { Site } from "./site.ts";
import { readBody, type View, valuesPage, viewOf } from "./view.ts";

interface Shelf<Row extends Component | Version> {
  readonly site: Site;
  readonly name: "component" | "version";
  readonly rows: Map<string, Row>;
  blank(facts: Component): Row;
  /** A row as the body has it, laid over what was there. */
  read(body: JsonObject, start: Row): Row;
  show(view: View, row: Row): JsonObject;
}

export function addReleaseRoutes(api: Api): void {
  const { site } = api;
  addShelf(api, {
    site,
    name: "component",
    rows: site.components,
    blank: (facts) => facts,
    read: (body, start) => ({
      ...start,
      name: textAt(body, "name") ?? start.name,
      description: textAt(body, "description") ?? start.description,
    }),
    show: showComponent,
  });
  addShelf(api, {
    site,
    name: "version",
    rows: site.versions,
    blank: (facts) => ({ ...facts, released: false, archived: false, releaseDate: null, startDate: null }),
    read: readVersion,
    show: showVersion,
  });
}

function readVersion(body: JsonObject, start: Version): Version {
  const flag = (key: "released" | "archived") => (typeof body[key] === "boolean" ? body[key] : start[key]);
  return {
    ...start,
    name: textAt(body, "name") ?? start.name,
    description: textAt(body, "description") ?? start.description,
    released: flag("released"),
    archived: flag("archived"),
    releaseDate: textAt(body, "releaseDate") ?? start.releaseDate,
    startDate: textAt(body, "startDate") ?? start.startDate,
  };
}

function addShelf<Row extends Component | Version>({ route }: Api, shelf: Shelf<Row>): void {
  const { site, name, rows } = shelf;
  const own = (project: Project) => [...rows.values()].filter(({ projectId }) => projectId === project.id);
  const shown = (call: Call) => own(projectOf(site, call)).map((row) => shelf.show(viewOf(site, call), row));
  route("GET", `/project/:project/${name}s`, (call) => ({ status: 200, body: shown(call) }));
  route("GET", `/project/:project/${name}`, (call) => ({ status: 200, body: valuesPage(call, shown(call)) }));
  route("POST", `/${name}`, (call) => create(shelf, call));
  route("GET", `/${name}/:id`, (call) => {
    return { status: 200, body: shelf.show(viewOf(site, call), rowOf(shelf, call)) };
  });
  route("PUT", `/${name}/:id`, (call) => {
    const changed = shelf.read(readBody(call), rowOf(shelf, call));
    rows.set(changed.id, changed);
    return { status: 200, body: shelf.show(viewOf(site, call), changed), wrote: true };
  });
  route("DELETE", `/${name}/:id`, (call) => {
    rows.delete(rowOf(shelf, call).id);
    return { status: 204, wrote: true };
  });
}

function create<Row extends Component | Version>(shelf: Shelf<Row>, call: Call): Answer {
  const { site, name, rows } = shelf;
  const body = readBody(call);
  const project = site.project(textAt(body, "project") ?? String(body.projectId ?? ""));
  if (project === null || site.hides(project)) throw refuse(404, "The project does not exist.");
  if (!site.settings.projectAdmin)
    return errorAnswer(name === "component" ? 403 : 404, ["You must be an administrator of the project."]);
  const wanted = textAt(body, "name") ?? "";
  if (wanted === "") throw refuseFields({ name: `You must specify a valid ${name} name` });
  const isTaken = [...rows.values()].some((row) => row.projectId === project.id && row.name === wanted);
  if (isTaken) throw refuseFields({ name: `A ${name} with this name already exists in this project.` });
  const facts = { id: site.nextId(), name: wanted, description: "", projectId: project.id };
  const made = shelf.read(body, shelf.blank(facts));
  rows.set(made.id, made);
  return { status: 201, body: shelf.show(viewOf(site, call), made), wrote: true };
}

/** @throws Refusal 404 */
function rowOf<Row extends Component | Version>({ rows, name }: Shelf<Row>, call: Call): Row {
  const row = rows.get(call.params.id ?? "");
  if (row !== undefined) return row;
  throw refuse(404, `The ${name} with id ${call.params.id ?? ""} does not exist.`);
}
