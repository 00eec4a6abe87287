// A comment and a file both ways: as Jira sends it → record, values → what Jira takes. Pure.
import {
  invalid,
  isText,
  orNull,
  writableField,
  writeFlag,
  writeText,
} from "../../connector-parts/encoding.ts";
import { type FixedField, givenOnce, readOnly } from "../../connector-parts/fixed-fields.ts";
import { versioned } from "../../connector-parts/versions.ts";
import type { FieldValues, Value, VendorRecord } from "../../contract/records.ts";
import type { Flavor } from "./flavor.ts";
import { isIssueId } from "./issue.ts";
import type { Attachment, Comment } from "./schema.ts";
import { utcOf } from "./times.ts";

const parent: FixedField = {
  label: "Issue",
  type: "reference",
  ...givenOnce,
  required: true,
  refersTo: ["issue"],
};

/** Comments are added by integ, and neither changed nor taken away. */
export function commentFields(flavor: Flavor): Readonly<Record<string, FixedField>> {
  return {
    id: { label: "ID", type: "id", ...readOnly },
    issue_id: parent,
    body: { label: "Comment", type: "longtext", ...givenOnce, required: true, format: flavor.text },
    public: { label: "Public", type: "boolean", ...givenOnce },
    author_id: { label: "Author", type: "reference", ...readOnly, refersTo: ["user"] },
    created: { label: "Created", type: "datetime", ...readOnly },
  };
}

export const attachmentFields: Readonly<Record<string, FixedField>> = {
  id: { label: "ID", type: "id", ...readOnly },
  issue_id: parent,
  filename: { label: "File name", type: "text", ...givenOnce, required: true },
  author_id: { label: "Author", type: "reference", ...readOnly, refersTo: ["user"] },
  size: { label: "Size in bytes", type: "number", ...readOnly },
  mime_type: { label: "Content type", type: "text", ...readOnly },
  created: { label: "Created", type: "datetime", ...readOnly },
};

const childId = /^(\d{1,16})-(\d{1,16})$/;

/** The parts of a record id, the issue's and the child's own; null when it is none. */
export function partsOf(id: string): { readonly issueId: string; readonly ownId: string } | null {
  const [, issueId, ownId] = childId.exec(id) ?? [];
  return issueId === undefined || ownId === undefined ? null : { issueId, ownId };
}

/** Property by which service projects keep a comment from their customers. */
export const internalProperty = "sd.public.comment";

function propertyOf(comment: Comment, key: string): Value {
  return comment.properties?.find((property) => property.key === key)?.value ?? null;
}

function member(value: Value, name: string): Value | undefined {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? (value as Readonly<Record<string, Value>>)[name] : undefined;
}

/** `jsdPublic` says true outside service projects too, and nothing on servers: the property and a restriction decide. */
function isPublic(comment: Comment): boolean {
  if (comment.visibility || comment.jsdPublic === false) return false;
  return member(propertyOf(comment, internalProperty), "internal") !== true;
}

/** Digest of the values a comment of ours was made with; null for others. */
export function digestIn(comment: Comment, property: string): string | null {
  const digest = member(propertyOf(comment, property), "digest");
  return isText(digest) ? digest : null;
}

function record(id: string, changedAt: string, names: readonly string[], values: FieldValues): VendorRecord {
  const fields = Object.fromEntries(names.map((name): [string, Value] => [name, values[name] ?? null]));
  return versioned({ id, modifiedAt: utcOf(changedAt) ?? "", deleted: false, correlationKey: null, fields });
}

/** A comment as a record: its id is the issue's and its own, so that it can be read without a search. */
export function toComment(
  issueId: string,
  comment: Comment,
  names: readonly string[],
  flavor: Flavor,
): VendorRecord {
  const id = `${issueId}-${comment.id}`;
  return record(id, comment.updated ?? comment.created, names, {
    id,
    issue_id: issueId,
    body: comment.body === "" ? null : (comment.body ?? null),
    public: isPublic(comment),
    author_id: comment.author ? flavor.personId(comment.author) : null,
    created: utcOf(comment.created),
  });
}

/** A file as a record, named likewise. */
export function toAttachment(
  issueId: string,
  file: Attachment,
  names: readonly string[],
  flavor: Flavor,
): VendorRecord {
  const id = `${issueId}-${file.id}`;
  return record(id, file.created, names, {
    id,
    issue_id: issueId,
    filename: orNull(file.filename),
    author_id: file.author ? flavor.personId(file.author) : null,
    size: file.size ?? null,
    mime_type: orNull(file.mimeType),
    created: utcOf(file.created),
  });
}

function issueIdIn(values: FieldValues): string {
  const issueId = values.issue_id ?? null;
  if (isText(issueId) && isIssueId(issueId)) return issueId;
  throw invalid("issue_id", "the id of an issue");
}

/** Values of a new comment, checked. Without `public` nothing is shown to customers. @throws Unfit */
export function encodeComment(values: FieldValues, flavor: Flavor) {
  const fields = commentFields(flavor);
  for (const name of Object.keys(values)) writableField("Jira comment", fields, name, "creatable");
  const issueId = issueIdIn(values);
  const body = values.body ?? null;
  const isDocument = flavor.text === "adf" && member(body, "type") === "doc";
  const isWiki = flavor.text === "wiki" && isText(body) && body.trim() !== "";
  if (!isDocument && !isWiki) throw invalid("body", "filled, in the format of this Jira");
  const flag = values.public ?? null;
  return { issueId, body, isPublic: flag === null ? false : writeFlag("public", flag) };
}

/** Values of a new file, checked. @throws Unfit */
export function encodeAttachment(values: FieldValues) {
  for (const name of Object.keys(values))
    writableField("Jira attachment", attachmentFields, name, "creatable");
  const name = writeText("filename", values.filename ?? null) ?? "";
  if (name.trim() === "") throw invalid("filename", "filled");
  return { issueId: issueIdIn(values), name };
}
