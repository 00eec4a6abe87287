// Where the published description is stricter than the real service: each loosening with its reason.
import { arrayAt, isJsonArray, isJsonObject, type Json, type JsonObject, objectAt } from "../json.ts";
import type { SpecDialect } from "../spec-check.ts";

/** Values the real service sends as null though the description gives them a plain type (recorded answers). */
const NULL_IN_PRACTICE: Readonly<Record<string, readonly string[]>> = {
  TicketObject: [
    "recipient",
    "raw_subject",
    "forum_topic_id",
    "satisfaction_rating",
    "sharing_agreement_ids",
    "satisfaction_probability",
  ],
  TicketFieldValueInput: ["value"],
  UserForAdmin: ["id", "default_group_id", "signature", "details", "notes", "last_login_at"],
  // Said in words only: "If height is unknown, returns null".
  AttachmentBaseObject: ["height", "width"],
  TicketFieldObject: ["agent_description", "sub_type_id", "relationship_target_type"],
};

/** Enumerations that miss a value the service documents elsewhere: exports show deleted tickets. */
const MISSING_VALUES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  TicketObject: { status: ["deleted"] },
};

/** Shapes too narrow for documented answers: rows of jobs carry index, id and action together; event values vary. */
const OPENED: readonly (readonly [string, string | null])[] = [
  ["JobStatusResultObject", null],
  ["AuditObject", "events"],
];

function relaxSpec(spec: JsonObject): JsonObject {
  const components = objectAt(spec, "components");
  const schemas = objectAt(components ?? {}, "schemas");
  if (components === null || schemas === null) return spec;
  const entries = Object.entries(schemas).map(([name, schema]) => [name, relaxSchema(name, schema)] as const);
  return { ...spec, components: { ...components, schemas: Object.fromEntries(entries) } };
}

function relaxSchema(name: string, schema: Json): Json {
  if (!isJsonObject(schema)) return schema;
  if (OPENED.some(([opened, property]) => opened === name && property === null)) return {};
  const properties = schema.properties;
  if (!isJsonObject(properties)) return schema;
  const relaxed = Object.entries(properties).map(
    ([key, value]) => [key, relaxProperty(name, key, value)] as const,
  );
  return { ...schema, properties: Object.fromEntries(relaxed) };
}

function relaxProperty(name: string, key: string, value: Json): Json {
  if (OPENED.some(([opened, property]) => opened === name && property === key)) return { type: "array" };
  const more = MISSING_VALUES[name]?.[key];
  const withValues =
    more !== undefined && isJsonObject(value) && isJsonArray(value.enum)
      ? { ...value, enum: [...value.enum, ...more] }
      : value;
  return NULL_IN_PRACTICE[name]?.includes(key) ? { anyOf: [withValues, { type: "null" }] } : withValues;
}

/** Names a ticket may carry in a request; the last three are described only for some bulk bodies. */
function ticketProperties(spec: JsonObject): ReadonlySet<string> {
  const schemas = objectAt(objectAt(spec, "components") ?? {}, "schemas") ?? {};
  const properties = objectAt(objectAt(schemas, "TicketObject") ?? {}, "properties") ?? {};
  return new Set([...Object.keys(properties), "id", "additional_tags", "remove_tags"]);
}

/** The description allows further properties everywhere; a ticket's invented ones would pass unseen. */
function unknownNames(spec: JsonObject): (path: string, body: Json) => readonly string[] {
  const known = ticketProperties(spec);
  return (_path, body) => {
    const one = objectAt(body, "ticket");
    const tickets = [
      ...(one === null ? [] : [one]),
      ...(arrayAt(body, "tickets") ?? []).filter(isJsonObject),
    ];
    const names = new Set(tickets.flatMap((ticket) => Object.keys(ticket)));
    return [...names].filter((name) => !known.has(name)).map((name) => `/ticket/${name} is not described`);
  };
}

export const zendeskSpec: SpecDialect = { relax: relaxSpec, unknownNames };
