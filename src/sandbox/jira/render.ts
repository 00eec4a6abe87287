// An issue as answers show it: each field by its kind, and only the fields that were asked for.
import { isJsonArray, type Json, type JsonObject } from "../json.ts";
import { showComments } from "./comments.ts";
import { FIELDS, type Field, fieldOf, type Kind, type Option } from "./fields.ts";
import { showFile } from "./files.ts";
import { type Issue, type IssueState, type Named, stampOf } from "./model.ts";
import { showIssueType, showNamed, showOption, showPerson, showProject, showStatus } from "./render-parts.ts";
import { ISSUE_TYPES, PRIORITIES, RESOLUTIONS, STATUSES } from "./setup.ts";
import { showText, type View } from "./view.ts";

type Show = (stored: string, field: Field, view: View) => Json;

const byId = <Row extends { readonly id: string }>(rows: readonly Row[], id: string): Row | null =>
  rows.find((row) => row.id === id) ?? null;

function shownBy<Row extends { readonly id: string }>(
  rows: readonly Row[],
  show: (view: View, row: Row) => Json,
): Show {
  return (stored, _field, view) => {
    const row = byId(rows, stored);
    return row === null ? null : show(view, row);
  };
}

const named = (rows: readonly Named[], path: string): Show =>
  shownBy(rows, (view, row) => showNamed(view, row, path));

const showOptionOf: Show = (stored, { options }, view) => {
  const option = byId(options, stored);
  return option === null ? null : showOption(view, option);
};

/** Kinds whose stored value is an id; the others show what is stored. */
const BY_ID: Readonly<Partial<Record<Kind, Show>>> = {
  user: (stored, _field, view) => showPerson(view, stored),
  priority: named(PRIORITIES, "priority"),
  resolution: named(RESOLUTIONS, "resolution"),
  status: shownBy(STATUSES, showStatus),
  issuetype: shownBy(ISSUE_TYPES, showIssueType),
  option: showOptionOf,
  options: showOptionOf,
  project: (stored, _field, view) => {
    const project = view.site.projects.get(stored);
    return project === undefined ? null : showProject(view, project);
  },
  parent: (stored, _field, view) => showParent(view, stored),
  components: (stored, _field, view) => {
    const component = view.site.components.get(stored);
    return component === undefined ? null : showNamed(view, component, "component");
  },
  versions: (stored, _field, view) => {
    const version = view.site.versions.get(stored);
    return version === undefined ? null : showNamed(view, version, "version");
  },
};

export function showValue(view: View, field: Field, stored: Json): Json {
  if (stored === null) return null;
  if (field.kind === "rich") return showText(view, stored);
  if (field.kind === "cascade") return showCascade(view, field.options, stored);
  const show = BY_ID[field.kind];
  if (show === undefined) return stored;
  if (!isJsonArray(stored)) return show(String(stored), field, view);
  return stored.map((each) => show(String(each), field, view)).filter((each) => each !== null);
}

function showCascade(view: View, options: readonly Option[], stored: Json): Json {
  const [parentId, childId] = isJsonArray(stored) ? stored.map(String) : [];
  const parent = byId(options, parentId ?? "");
  if (parent === null) return null;
  const child = byId(parent.children ?? [], childId ?? "");
  return { ...showOption(view, parent), ...(child === null ? {} : { child: showOption(view, child) }) };
}

function showParent(view: View, id: string): Json {
  const parent = view.site.issues.get(id);
  if (parent === undefined || parent.isDeleted) return null;
  const { key, values } = parent.state;
  return { id, key, self: `${view.base}/issue/${id}`, fields: { summary: values.summary ?? null } };
}

/** Fields by `fields=`: names, `*all`, `*navigable`, and names to leave out behind a minus. */
export function chooseFields(asked: readonly string[], usual: readonly string[]): (id: string) => boolean {
  const given = asked.length === 0 ? usual : asked;
  const wanted = new Set(given.filter((name) => !name.startsWith("-")));
  const left = new Set(given.filter((name) => name.startsWith("-")).map((name) => name.slice(1)));
  const isAll = wanted.has("*all") || (wanted.size === 0 && left.size > 0);
  const isNavigable = wanted.has("*navigable");
  return (id) => {
    if (left.has(id)) return false;
    if (isAll || wanted.has(id)) return true;
    return isNavigable && id !== "comment" && id !== "attachment";
  };
}

export interface Asked {
  readonly wants: (fieldId: string) => boolean;
  readonly properties: readonly string[];
  readonly expand: ReadonlySet<string>;
}

export function showIssue(view: View, issue: Issue, state: IssueState, asked: Asked): JsonObject {
  const fields = showFields(view, issue, state, asked.wants);
  const properties = asked.properties.flatMap((key) => {
    const value = state.properties.get(key);
    return value === undefined ? [] : [[key, value] as const];
  });
  return {
    expand: "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations",
    id: issue.id,
    self: `${view.base}/issue/${issue.id}`,
    key: state.key,
    ...(asked.properties.length === 0 ? {} : { properties: Object.fromEntries(properties) }),
    ...(asked.expand.has("names")
      ? { names: Object.fromEntries(FIELDS.map(({ id, name }) => [id, name])) }
      : {}),
    ...(asked.expand.has("schema")
      ? { schema: Object.fromEntries(FIELDS.map(({ id, schema }) => [id, schema])) }
      : {}),
    fields,
  };
}

function showFields(view: View, issue: Issue, state: IssueState, wants: (id: string) => boolean): JsonObject {
  const shown: Record<string, Json> = {};
  const system: Readonly<Record<string, () => Json>> = {
    created: () => stampOf(issue.createdMs),
    updated: () => stampOf(state.updatedMs),
    creator: () => showPerson(view, issue.creatorId),
    comment: () => showComments(view, issue.id, state),
    attachment: () => state.files.map((file) => showFile(view, file)),
    issuelinks: () => [],
    subtasks: () => [],
  };
  for (const { id } of FIELDS) {
    const field = fieldOf(id);
    if (field === null || !wants(id) || system[id] !== undefined) continue;
    if (id !== "parent" || state.values.parent !== undefined)
      shown[id] = showValue(view, field, state.values[id] ?? blankOf(field));
  }
  for (const [id, show] of Object.entries(system)) if (wants(id)) shown[id] = show();
  return shown;
}

/** Lists are empty where single values are null; custom fields are always null. */
const blankOf = ({ schema, id }: Field): Json =>
  schema.type === "array" && !id.startsWith("customfield_") ? [] : null;
