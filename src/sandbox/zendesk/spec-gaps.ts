// Where the published description is stricter than the real service: each loosening with its reason.
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../json.ts";

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

/** The description as JSON Schema that ajv takes: `nullable` spelled out, known gaps opened. */
export function relaxSpec(spec: JsonObject): JsonObject {
  const relaxed = relaxNode(spec);
  if (!isJsonObject(relaxed)) return spec;
  const components = relaxed.components;
  const schemas = isJsonObject(components) ? components.schemas : undefined;
  if (!isJsonObject(components) || !isJsonObject(schemas)) return relaxed;
  const entries = Object.entries(schemas).map(([name, schema]) => [name, relaxSchema(name, schema)] as const);
  return { ...relaxed, components: { ...components, schemas: Object.fromEntries(entries) } };
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

function relaxNode(node: Json): Json {
  if (isJsonArray(node)) return node.map(relaxNode);
  if (!isJsonObject(node)) return node;
  const {
    nullable,
    example: _example,
    examples: _examples,
    readOnly: _readOnly,
    writeOnly: _writeOnly,
    ...rest
  } = node;
  const relaxed: JsonObject = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [key, relaxNode(value)]),
  );
  return nullable === true ? { anyOf: [relaxed, { type: "null" }] } : relaxed;
}
