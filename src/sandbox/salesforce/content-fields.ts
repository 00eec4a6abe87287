// The fields of what hangs on a case: comments, and files with their versions and links (object reference).
import { AUDIT_FIELDS, type Field, field, picklist, reference, SYSTEM, text } from "./fields.ts";

const DELETED = field("IsDeleted", "Deleted", "boolean", { ...SYSTEM, defaultValue: false });
const FIXED = { nillable: false, fixed: true } as const;

export const CASE_COMMENT_FIELDS: readonly Field[] = [
  field("Id", "Case Comment Id", "id", SYSTEM),
  reference("ParentId", "Parent ID", ["Case"], "Parent", FIXED),
  field("IsPublished", "Published", "boolean", { ...SYSTEM, writable: true, defaultValue: false }),
  field("CommentBody", "Body", "textarea", {
    length: 4000,
    writable: true,
    filterable: false,
    sortable: false,
  }),
  ...AUDIT_FIELDS,
  DELETED,
];

/** Where a file can be shown; of these the emulated org has records. */
const PLACES = ["Account", "Case", "Contact", "Organization", "User"];

export const CONTENT_VERSION_FIELDS: readonly Field[] = [
  field("Id", "ContentVersion ID", "id", SYSTEM),
  reference("ContentDocumentId", "ContentDocument ID", ["ContentDocument"], "ContentDocument", {
    ...SYSTEM,
    writable: true,
    fixed: true,
  }),
  field("IsLatest", "Is Latest", "boolean", SYSTEM),
  field("ContentUrl", "Content URL", "url", { length: 1300, writable: true }),
  field("VersionNumber", "Version Number", "string", { length: 20 }),
  text("Title", "Title", 255, SYSTEM),
  field("Description", "Description", "textarea", { length: 1000, writable: true }),
  text("PathOnClient", "Path On Client", 500, { fixed: true }),
  reference("FirstPublishLocationId", "First Publish Location ID", PLACES, "FirstPublishLocation", {
    fixed: true,
  }),
  reference("OwnerId", "Owner ID", ["User"], "Owner", { ...SYSTEM, writable: true }),
  ...AUDIT_FIELDS,
  DELETED,
  field("FileType", "File Type", "string", { ...SYSTEM, length: 20 }),
  field("VersionData", "Version Data", "base64", {
    writable: true,
    fixed: true,
    filterable: false,
    sortable: false,
  }),
  field("ContentSize", "Size", "int"),
  field("FileExtension", "File Extension", "string", { length: 40 }),
  field("Checksum", "Checksum", "string", { length: 50 }),
];

export const CONTENT_DOCUMENT_FIELDS: readonly Field[] = [
  field("Id", "ContentDocument ID", "id", SYSTEM),
  ...AUDIT_FIELDS,
  DELETED,
  reference("OwnerId", "Owner ID", ["User"], "Owner", { ...SYSTEM, writable: true }),
  text("Title", "Title", 255, SYSTEM),
  reference(
    "LatestPublishedVersionId",
    "Latest Published Version ID",
    ["ContentVersion"],
    "LatestPublishedVersion",
    {
      writable: false,
    },
  ),
  field("FileType", "File Type", "string", { length: 20 }),
  field("FileExtension", "File Extension", "string", { length: 40 }),
  field("ContentSize", "Size", "int"),
];

export const CONTENT_LINK_FIELDS: readonly Field[] = [
  field("Id", "ContentDocumentLink ID", "id", SYSTEM),
  reference("LinkedEntityId", "Linked Entity ID", PLACES, "LinkedEntity", FIXED),
  reference("ContentDocumentId", "ContentDocument ID", ["ContentDocument"], "ContentDocument", FIXED),
  DELETED,
  field("SystemModstamp", "System Modstamp", "datetime", SYSTEM),
  picklist("ShareType", "Share Type", ["V", "C", "I"]),
  picklist("Visibility", "Visibility", ["AllUsers", "InternalUsers", "SharedUsers"], "AllUsers"),
];
