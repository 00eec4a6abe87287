// What a value in JQL names: the ids of projects, types, people and options that are called so.
import { refuse } from "./errors.ts";
import type { Field } from "./fields.ts";
import { CALLER } from "./issue-calls.ts";
import type { Operand } from "./jql-parse.ts";
import { CATEGORIES } from "./render-parts.ts";
import { ISSUE_TYPES, PRIORITIES, RESOLUTIONS, STATUSES } from "./setup.ts";
import type { Site } from "./site.ts";

interface Row {
  readonly id: string;
  /** What it may be called, beside its id. */
  readonly names: readonly string[];
}

export const isText = ({ kind }: Field): boolean => kind === "text" || kind === "rich";

/** Ids with that name; none for EMPTY. @throws Refusal 400 for a value that does not exist */
export function idsNamed(
  site: Site,
  field: Field | "statuscategory",
  { text, isFunction, isQuoted }: Operand,
  name: string,
): readonly string[] {
  const word = text.toLowerCase();
  if (!isQuoted && (word === "empty" || word === "null")) return [];
  if (isFunction && word === "currentuser") return [CALLER];
  if (field !== "statuscategory" && field.kind === "labels") return [text];
  if (field !== "statuscategory" && field.id === "resolution" && word === "unresolved") return [];
  const ids = rowsOf(site, field)
    .filter(({ id, names }) => id === text || names.some((each) => each.toLowerCase() === word))
    .map(({ id }) => id);
  if (ids.length > 0) return ids;
  throw refuse(400, `The value '${text}' does not exist for the field '${name}'.`);
}

const named = (rows: readonly { readonly id: string; readonly name: string }[]): readonly Row[] =>
  rows.map(({ id, name }) => ({ id, names: [name] }));

function rowsOf(site: Site, field: Field | "statuscategory"): readonly Row[] {
  if (field === "statuscategory")
    return STATUSES.map(({ id, category }) => {
      const { id: number, key, name } = CATEGORIES[category];
      return { id, names: [name, key, String(number)] };
    });
  switch (field.kind) {
    case "project":
      return visibleProjects(site);
    case "issuetype":
      return named(ISSUE_TYPES);
    case "status":
      return named(STATUSES);
    case "priority":
      return named(PRIORITIES);
    case "resolution":
      return named(RESOLUTIONS);
    case "components":
      return named([...site.components.values()]);
    case "versions":
      return named([...site.versions.values()]);
    case "user":
      return [...site.users.values()].map(({ accountId, name }) => ({
        id: accountId,
        names: site.isCloud ? [] : [name],
      }));
    case "parent":
      return [...site.issues.values()].map(({ id, state }) => ({ id, names: [state.key] }));
    default:
      return field.options
        .flatMap((option) => [option, ...(option.children ?? [])])
        .map(({ id, value }) => ({ id, names: [value] }));
  }
}

function visibleProjects(site: Site): readonly Row[] {
  const visible = [...site.projects.values()].filter((project) => !site.hides(project));
  return visible.map(({ id, key, name }) => ({ id, names: [key, name] }));
}
