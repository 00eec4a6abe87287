// What the routes about issues have in common: the issue a path names, who writes, and writes that collide.
import type { Call } from "../edge.ts";
import { noIssue, refuse } from "./errors.ts";
import type { Issue } from "./model.ts";
import { INTEGRATION_USER } from "./setup.ts";
import type { Site } from "./site.ts";

/** Everybody who gets in is the same user. */
export const CALLER = INTEGRATION_USER;

/** @throws Refusal 404 for issues that are gone, were never there, or are hidden */
export function issueOf(site: Site, call: Call): Issue {
  return visibleIssue(site, call.params.issue ?? "");
}

/** @throws Refusal 404 */
export function visibleIssue(site: Site, idOrKey: string): Issue {
  const issue = site.find(idOrKey);
  if (issue === null || site.hides(site.projectOf(issue.state))) throw noIssue();
  return issue;
}

/** @throws Refusal 409 where the settings say that somebody else is writing to the issue */
export function mustBeFree(site: Site, issue: Issue): void {
  const { conflicting } = site.settings;
  if (!conflicting.includes(issue.id) && !conflicting.includes(issue.state.key)) return;
  throw refuse(409, "The issue could not be updated due to a conflicting update.");
}

/** A comma-separated list of the query; empty when absent. */
export function listOf(call: Call, name: string): readonly string[] {
  return call.query
    .getAll(name)
    .flatMap((text) => text.split(","))
    .map((text) => text.trim())
    .filter((text) => text !== "");
}
