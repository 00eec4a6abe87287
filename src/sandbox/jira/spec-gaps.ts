// Where the published description is narrower than the real service: each loosening with its reason.
import { isJsonObject, type Json, type JsonObject, objectAt } from "../json.ts";
import type { SpecDialect } from "../spec-check.ts";
import { fieldOf } from "./fields.ts";

/** Sent as null though described as plain text: a history's side that was blank (recorded answers). */
const NULL_IN_PRACTICE: Readonly<Record<string, readonly string[]>> = {
  ChangeDetails: ["from", "fromString", "to", "toString"],
};

function relax(spec: JsonObject): JsonObject {
  const components = objectAt(spec, "components") ?? {};
  const schemas = { ...objectAt(components, "schemas") };
  for (const [name, keys] of Object.entries(NULL_IN_PRACTICE)) {
    const schema = objectAt(schemas, name) ?? {};
    const properties: Record<string, Json> = { ...objectAt(schema, "properties") };
    for (const key of keys) properties[key] = { anyOf: [properties[key] ?? {}, { type: "null" }] };
    schemas[name] = { ...schema, properties };
  }
  return { ...spec, components: { ...components, schemas } };
}

const WRITES = /\/issue(\/[^/]+)?(\/transitions)?$/;

/** The names of issue fields are not described; one that the site does not have would pass unseen. */
function unknownNames(): (path: string, body: Json) => readonly string[] {
  return (path, body) => {
    if (!WRITES.test(path) || !isJsonObject(body)) return [];
    const names = ["fields", "update"].flatMap((key) => Object.keys(objectAt(body, key) ?? {}));
    const unknown = names.filter((name) => name !== "comment" && fieldOf(name) === null);
    return unknown.map((name) => `/fields/${name} is not described`);
  };
}

export const jiraSpec: SpecDialect = { relax, unknownNames };
