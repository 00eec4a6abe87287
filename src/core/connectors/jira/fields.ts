// The fields of an issue as Jira describes them: those of a create, those of the site, and those every issue has.
import { ConfigError } from "../../contract/errors.ts";
import type { FieldDescription, ObjectDescription } from "../../contract/records.ts";
import type { Flavor } from "./flavor.ts";
import type { Metadata } from "./metadata.ts";
import type { FieldMeta, ListedField, Status } from "./schema.ts";
import type { Scope } from "./scope.ts";
import { codecOf, nameOf } from "./values.ts";

const fixed = { required: false, maxLength: null, values: null } as const;
const readOnly = { ...fixed, creatable: false, updatable: false } as const;

/** Keys of the categories that every state belongs to. */
export const categories = ["new", "indeterminate", "done"] as const;
export type Category = (typeof categories)[number];

/** Fields of every issue that no screen has. */
const ownFields: readonly FieldDescription[] = [
  { name: "id", label: "ID", type: "id", ...readOnly },
  { name: "key", label: "Key", type: "text", ...readOnly },
  { name: "created", label: "Created", type: "datetime", ...readOnly },
  { name: "updated", label: "Updated", type: "datetime", ...readOnly },
  { name: "resolution", label: "Resolution", type: "picklist", ...readOnly },
  { name: "creator", label: "Creator", type: "reference", refersTo: ["user"], ...readOnly },
];

/** Written by transitions, never as such. */
function stateFields(statuses: readonly Status[] | null): readonly FieldDescription[] {
  const written = { ...fixed, type: "picklist", creatable: true, updatable: true } as const;
  return [
    { ...written, name: "status", label: "Status", values: statuses?.map(({ name }) => name) ?? null },
    { ...written, name: "statusCategory", label: "Status category", values: categories },
  ];
}

/** Set where a create says what it makes; neither can be changed by an update. */
const placeFields = ["project", "issuetype"];

function describeMeta(field: FieldMeta, flavor: Flavor): FieldDescription | null {
  const codec = codecOf(field);
  if (codec === null) return null;
  const allowed = field.allowedValues ?? [];
  const isPlace = placeFields.includes(field.fieldId);
  return {
    name: field.fieldId,
    label: field.name,
    type: codec.type,
    creatable: true,
    updatable: !isPlace,
    required: field.required && field.hasDefaultValue !== true,
    maxLength: field.fieldId === "summary" ? 255 : (codec.maxLength ?? null),
    values: allowed.length > 0 && field.fieldId !== "project" ? allowed.map(nameOf) : null,
    ...(codec.isRich === true ? { format: flavor.text } : {}),
    ...(codec.refersTo === undefined ? {} : { refersTo: codec.refersTo }),
  };
}

/** A field of the site that this create has no place for: its value is seen and not written. */
function describeListed({ id, name, schema }: ListedField, flavor: Flavor): FieldDescription | null {
  if (!schema) return null;
  const field = describeMeta({ fieldId: id, name, schema, required: false }, flavor);
  return field === null ? null : { ...field, creatable: false, updatable: false };
}

/** Of several types: a field that one type can't do without is still free where another has none of it. */
function mergeTypes(types: readonly ReadonlyMap<string, FieldMeta>[]): ReadonlyMap<string, FieldMeta> {
  const merged = new Map<string, FieldMeta>();
  for (const [id, field] of types.flatMap((fields) => [...fields])) {
    const before = merged.get(id);
    const allowed = [...(before?.allowedValues ?? []), ...(field.allowedValues ?? [])];
    const allowedValues = [...new Map(allowed.map((one) => [nameOf(one), one])).values()];
    const required = types.every((fields) => fields.get(id)?.required === true);
    merged.set(id, { ...field, required, ...(allowedValues.length > 0 ? { allowedValues } : {}) });
  }
  return merged;
}

async function createFieldsOf(
  metadata: Metadata,
  { project, issueType }: Scope,
): Promise<ReadonlyMap<string, FieldMeta>> {
  if (project === null) return new Map();
  const types = await metadata.types(project);
  const wanted = types.filter(({ name, subtask }) => (issueType === null ? !subtask : name === issueType));
  if (wanted.length === 0) {
    throw new ConfigError({
      code: "E_OBJECT_UNKNOWN",
      message: `In the Jira project ${project} nobody can create ${issueType === null ? "anything" : `a ${issueType}`}`,
      hint: `Types that can be created there: ${types.map(({ name }) => name).join(", ") || "none"}.`,
    });
  }
  const fields = await Promise.all(wanted.map(({ id }) => metadata.fields(project, id)));
  return mergeTypes(fields);
}

/** Without a project it is not known what a create takes: every field may be tried, and Jira says where it fits. */
function openFields(listed: readonly ListedField[], flavor: Flavor): readonly FieldDescription[] {
  const required = new Set(["summary", ...placeFields]);
  return listed.flatMap(({ id, name, schema }) => {
    const field = schema
      ? describeMeta({ fieldId: id, name, schema, required: required.has(id) }, flavor)
      : null;
    return field === null ? [] : [field];
  });
}

/** Describes the issues of a scope under the object's name. @throws ConfigError for a type nobody can create */
export async function describeIssue(
  name: string,
  scope: Scope,
  metadata: Metadata,
  flavor: Flavor,
): Promise<ObjectDescription> {
  const { project, issueType } = scope;
  const listed = await metadata.listed();
  const created = await createFieldsOf(metadata, scope);
  const statuses = project === null ? null : await metadata.statuses(project, issueType);
  const described = [...created.values()].flatMap((field) => {
    const description = describeMeta(field, flavor);
    return description === null ? [] : [given(description, scope)];
  });
  const rest =
    project === null
      ? openFields(listed, flavor)
      : listed.flatMap((field) => describeListed(field, flavor) ?? []);
  // The first that speaks of a field is believed.
  const all = [...ownFields, ...stateFields(statuses), ...described, ...rest];
  const fields = [...new Map(all.toReversed().map((field) => [field.name, field])).values()].toReversed();
  return { name, label: "Issue", fields };
}

/** What the scope says needs nobody to say it. */
function given(field: FieldDescription, { project, issueType }: Scope): FieldDescription {
  const isGiven =
    (field.name === "project" && project !== null) || (field.name === "issuetype" && issueType !== null);
  return isGiven ? { ...field, creatable: false, required: false } : field;
}
