// What the control routes of one site share: the desk at which people find and type things.
import { problem } from "../control-call.ts";
import { Refusal } from "../edge.ts";
import type { Json } from "../json.ts";
import type { Issue } from "./model.ts";
import type { Site } from "./site.ts";
import type { View } from "./view.ts";
import { documentOf } from "./wiki.ts";

export interface ControlParts {
  readonly site: Site;
  /** How the site itself shows things. */
  view(): View;
}

/** What somebody typed, as the site's API takes it. */
export const typedText = (site: Site, text: Json): Json =>
  typeof text === "string" && site.isCloud ? documentOf(text) : text;

/** @throws Refusal 404 */
export function issueAt(site: Site, idOrKey: string): Issue {
  const issue = site.find(idOrKey);
  if (issue !== null) return issue;
  throw new Refusal(problem(404, "there is no such issue"));
}
