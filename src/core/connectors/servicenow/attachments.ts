// Files of a table's records as an object of the contract. Adding one need not move its record: they have feeds of
// their own. Source: servicenow.com docs "Attachment API".
import { attempt, invalid, isText, writableField, writeText } from "../../connector-parts/encoding.ts";
import { type FixedField, givenOnce, readOnly } from "../../connector-parts/fixed-fields.ts";
import { done, failed, gone } from "../../connector-parts/outcomes.ts";
import type { Content, CreateItem, ObjectPort, WriteResult } from "../../contract/connector.ts";
import { ValidationError } from "../../contract/errors.ts";
import type { FieldValues } from "../../contract/records.ts";
import type { AttachmentClient } from "./attachment-client.ts";
import { type ChildContext, type ChildKind, createChildPort, ownFields } from "./child-ports.ts";
import { parentField } from "./names.ts";
import { isSysId } from "./record.ts";

/** The files of a table's records with the given fields. */
export function createAttachmentPort(
  context: ChildContext,
  client: AttachmentClient,
  table: string,
  names: readonly string[],
): ObjectPort {
  const fields: Readonly<Record<string, FixedField>> = {
    ...ownFields(table),
    file_name: { label: "File name", type: "text", ...givenOnce, required: true },
    size: { label: "Size in bytes", type: "number", ...readOnly },
    content_type: { label: "Content type", type: "text", ...readOnly },
  };
  const kind: ChildKind = {
    object: `${table}.attachments`,
    label: "ServiceNow attachment",
    fields,
    table: "sys_attachment",
    columns: ["file_name", "content_type", "size_bytes"],
    where: [{ field: "table_name", is: "=", value: table }],
    parentColumn: "table_sys_id",
    valuesOf: ({ file_name: name, content_type: type, size_bytes: size }) => ({
      file_name: name || null,
      content_type: type || null,
      size: size ? Number(size) : null,
    }),
    holds: (row, values) => row.file_name === values.file_name,
    add: (item) => attach(client, table, fields, item),
  };
  return { ...createChildPort(context, kind, names), content: (id) => readContent(client, id) };
}

/** Values of a new file, checked. @throws Unfit */
function encode(values: FieldValues, fields: Readonly<Record<string, FixedField>>) {
  for (const name of Object.keys(values)) writableField("ServiceNow attachment", fields, name, "creatable");
  const parent = values[parentField] ?? null;
  if (!isText(parent) || !isSysId(parent)) throw invalid(parentField, "the sys_id of a record");
  const name = writeText("file_name", values.file_name ?? null) ?? "";
  if (name.trim() === "") throw invalid("file_name", "filled");
  return { parent, name };
}

async function attach(
  client: AttachmentClient,
  table: string,
  fields: Readonly<Record<string, FixedField>>,
  item: CreateItem,
): Promise<WriteResult> {
  const outcome = attempt(() => encode(item.fields, fields));
  if ("error" in outcome) return failed(outcome.error);
  const { content } = item;
  if (content === undefined) {
    const message = "A file to attach came without its content";
    return failed(new ValidationError({ code: "E_RECORD_INVALID", message, operation: "attach a file" }));
  }
  const { parent, name } = outcome.value;
  return done((await client.upload(table, parent, name, content)).sys_id);
}

async function readContent(client: AttachmentClient, id: string): Promise<Content> {
  if (!isSysId(id)) throw gone("ServiceNow", "attachment", id);
  const file = await client.show(id);
  const sizeBytes = Number(file.size_bytes);
  return {
    name: file.file_name,
    type: file.content_type || "application/octet-stream",
    sizeBytes,
    async *bytes() {
      // One byte more than told, so that a file that grew is seen to have grown.
      const response = await client.download(id, sizeBytes + 1);
      yield* response.stream ?? [];
    },
  };
}
