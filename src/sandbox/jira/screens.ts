// Which fields an issue's screens have, what they take, and how that is described.
import type { Json, JsonObject } from "../json.ts";
import { FIELDS, type Field, type Option } from "./fields.ts";
import type { IssueType, Named, Project } from "./model.ts";
import { showIssueType, showNamed, showOption, showProject } from "./render-parts.ts";
import { ISSUE_TYPES, PRIORITIES, RESOLUTIONS } from "./setup.ts";
import type { View } from "./view.ts";

export function issueTypesOf(project: Project): readonly IssueType[] {
  return project.issueTypeIds.flatMap((id) => ISSUE_TYPES.find((type) => type.id === id) ?? []);
}

export function createScreen({ site }: View, type: IssueType): readonly Field[] {
  const { offScreen } = site.settings;
  return FIELDS.filter(
    ({ id, isFixed }) => !isFixed && !offScreen.includes(id) && (id !== "parent" || type.subtask),
  );
}

/** An issue is moved by other means than an edit. */
export function editScreen(view: View, type: IssueType): readonly Field[] {
  return createScreen(view, type).filter(({ id }) => id !== "project" && id !== "parent");
}

export function isRequired({ site }: View, field: Field): boolean {
  const always = ["summary", "project", "issuetype", "parent"];
  return always.includes(field.id) || site.settings.requiredFields.includes(field.id);
}

/** A field as `createmeta`, `editmeta` and transitions describe it. */
export function describeField(view: View, field: Field, project: Project, required: boolean): JsonObject {
  const allowed = allowedValues(view, field, project);
  const isPerson = field.kind === "user";
  return {
    required,
    schema: field.schema,
    name: field.name,
    key: field.id,
    hasDefaultValue: field.id === "priority" || field.id === "reporter",
    operations: [...field.operations],
    ...(allowed === null ? {} : { allowedValues: [...allowed] }),
    ...(isPerson
      ? { autoCompleteUrl: `${view.base}/user/assignable/search?project=${project.key}&query=` }
      : {}),
  };
}

function allowedValues(view: View, field: Field, project: Project): readonly Json[] | null {
  const named = (rows: readonly Named[], path: string) => rows.map((row) => showNamed(view, row, path));
  const own = <Row extends { readonly projectId: string }>(all: ReadonlyMap<string, Row>) =>
    [...all.values()].filter(({ projectId }) => projectId === project.id);
  switch (field.kind) {
    case "option":
    case "options":
    case "cascade":
      return field.options.map((option) => describeOption(view, option));
    case "priority":
      return named(PRIORITIES, "priority");
    case "resolution":
      return named(RESOLUTIONS, "resolution");
    case "issuetype":
      return issueTypesOf(project).map((type) => showIssueType(view, type));
    case "project":
      return [showProject(view, project)];
    case "components":
      return named(own(view.site.components), "component");
    case "versions":
      return named(own(view.site.versions), "version");
    default:
      return null;
  }
}

function describeOption(view: View, option: Option): JsonObject {
  const children = option.children?.map((child) => describeOption(view, child));
  return { ...showOption(view, option), ...(children === undefined ? {} : { children }) };
}
