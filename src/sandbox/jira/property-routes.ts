// Entity properties of issues: they move no stamp, and only those who ask for a key see it.
import type { Call } from "../edge.ts";
import type { Json } from "../json.ts";
import { readAny } from "./comment-routes.ts";
import { refuse } from "./errors.ts";
import { CALLER, issueOf } from "./issue-calls.ts";
import type { Issue } from "./model.ts";
import { checkKey, checkValue } from "./properties.ts";
import type { Api } from "./routes.ts";
import { viewOf } from "./view.ts";

export function addPropertyRoutes({ site, route }: Api): void {
  route("GET", "/issue/:issue/properties", (call) => {
    const issue = issueOf(site, call);
    const base = `${viewOf(site, call).base}/issue/${issue.id}/properties`;
    const keys = [...issue.state.properties.keys()].map((key) => ({ self: `${base}/${key}`, key }));
    return { status: 200, body: { keys } };
  });
  route("GET", "/issue/:issue/properties/:key", (call) => {
    const { key, value } = propertyOf(issueOf(site, call), call);
    return { status: 200, body: { key, value } };
  });
  route("PUT", "/issue/:issue/properties/:key", (call) => {
    const issue = issueOf(site, call);
    const key = checkKey(call.params.key ?? "");
    const value = checkValue(readAny(call));
    const isNew = !issue.state.properties.has(key);
    store(issue, new Map([...issue.state.properties, [key, value]]));
    site.announce({ name: "issue_property_set", issue, actorId: CALLER, property: { key, value } });
    return { status: isNew ? 201 : 200, body: {}, wrote: true };
  });
  route("DELETE", "/issue/:issue/properties/:key", (call) => {
    const issue = issueOf(site, call);
    const { key, value } = propertyOf(issue, call);
    store(issue, new Map([...issue.state.properties].filter(([name]) => name !== key)));
    site.announce({ name: "issue_property_deleted", issue, actorId: CALLER, property: { key, value } });
    return { status: 204, wrote: true };
  });

  /** The index shows properties as late as everything else. */
  function store(issue: Issue, properties: ReadonlyMap<string, Json>): void {
    issue.state = { ...issue.state, properties };
    site.index.put(issue);
  }
}

/** @throws Refusal 404 */
function propertyOf(issue: Issue, call: Call): { readonly key: string; readonly value: Json } {
  const key = call.params.key ?? "";
  const value = issue.state.properties.get(key);
  if (value !== undefined) return { key, value };
  throw refuse(404, `The property with key '${key}' does not exist.`);
}
