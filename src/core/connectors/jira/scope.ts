// Which issues an object's name stands for: `issue`, `issue:SUP`, `issue:SUP:Bug`. Pure.
import { baseObject } from "../../contract/objects.ts";

/** Null for what is not narrowed down. */
export interface Scope {
  /** Key of the project. */
  readonly project: string | null;
  /** Name of the issue type. */
  readonly issueType: string | null;
}

export const issueObject = "issue";

/** Of scoped names; the project's key as Jira makes them, then the issue type's name as people see it. */
export const scopedPattern = "issue:[A-Z][A-Z0-9_]*(?::.+)?";

/** The scope in an object's name; `usual` for the bare one, null for a name of another form. */
export function readScope(name: string, usual: Scope): Scope | null {
  if (name === issueObject) return usual;
  if (!new RegExp(`^(?:${scopedPattern})$`).test(name)) return null;
  const [, project = "", ...type] = name.split(":");
  return { project, issueType: type.length === 0 ? null : type.join(":") };
}

/** A text inside JQL. */
export function jqlText(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

/** The conditions of a scope in JQL; none for all issues. */
export function jqlOf({ project, issueType }: Scope): readonly string[] {
  return [
    ...(project === null ? [] : [`project = ${jqlText(project)}`]),
    ...(issueType === null ? [] : [`issuetype = ${jqlText(issueType)}`]),
  ];
}

/** The scope of a name as CEL over `record`; null for the bare name, whose scope is the connection's. */
export function scopeOf(name: string): string | null {
  if (baseObject(name) !== issueObject) return null;
  const scope = readScope(name, { project: null, issueType: null });
  const parts = [
    ...(scope?.project ? [`record.project == ${JSON.stringify(scope.project)}`] : []),
    ...(scope?.issueType ? [`record.issuetype == ${JSON.stringify(scope.issueType)}`] : []),
  ];
  return parts.length === 0 ? null : parts.join(" && ");
}
