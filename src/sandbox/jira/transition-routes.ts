// /issue/KEY/transitions: the ways out of a status, and walking one.
import type { Answer, Call } from "../edge.ts";
import { objectAt, textAt } from "../json.ts";
import { refuse } from "./errors.ts";
import { CALLER, issueOf, mustBeFree } from "./issue-calls.ts";
import type { Api } from "./routes.ts";
import type { Site } from "./site.ts";
import { readBody, viewOf } from "./view.ts";
import { showTransition, transitionsOf, walk } from "./workflow.ts";

export function addTransitionRoutes({ site, route }: Api): void {
  route("GET", "/issue/:issue/transitions", (call) => list(site, call));
  route("POST", "/issue/:issue/transitions", (call) => step(site, call));
}

/** Nobody is told that they may not: the list is empty. */
function list(site: Site, call: Call): Answer {
  const view = viewOf(site, call);
  const issue = issueOf(site, call);
  const wanted = call.query.get("transitionId");
  const ways = site.settings.mayTransition ? transitionsOf(view, issue) : [];
  const withFields = (call.query.get("expand") ?? "").includes("transitions.fields");
  const shown = ways
    .filter(({ id }) => wanted === null || id === wanted)
    .map((way) => showTransition(view, issue, way, withFields));
  return { status: 200, body: { expand: "transitions", transitions: shown } };
}

function step(site: Site, call: Call): Answer {
  const view = viewOf(site, call);
  const issue = issueOf(site, call);
  const body = readBody(call);
  const id = textAt(objectAt(body, "transition") ?? {}, "id");
  if (id === null) throw refuse(400, "Missing 'transition' identifier");
  if (!site.settings.mayTransition)
    throw refuse(400, "It seems that you have tried to perform a workflow operation that is not valid.");
  mustBeFree(site, issue);
  walk(view, issue, id, body, CALLER);
  return { status: 204, wrote: true };
}
