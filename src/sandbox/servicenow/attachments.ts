// Files at records: a row of sys_attachment each, and its bytes apart.
import { refuse } from "./errors.ts";
import type { Instance, Row } from "./instance.ts";
import { stamp, type WriteContext } from "./write.ts";

export interface NewFile {
  readonly table: string;
  readonly recordId: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/**
 * The parent is not touched, unless the instance is set to.
 * @throws Refusal 400, 403, 413: what is missing, not allowed or too large
 */
export function addFile(context: WriteContext, file: NewFile): Row {
  const { instance, actor, nowMs } = context;
  const parent = instance.types.has(file.table) ? instance.row(file.table, file.recordId) : null;
  if (parent === null || (actor.isCaller && instance.access.denies("read", parent.type, parent)))
    throw refuse(400, "Invalid table or record", `${file.table} ${file.recordId}`);
  checkFile(instance, file);
  const type = instance.type("sys_attachment");
  const isDenied =
    instance.access.denies("create", type, null) || instance.access.denies("write", parent.type, parent);
  if (actor.isCaller && isDenied)
    throw refuse(403, "Operation Failed", "ACL Exception Insert Failed due to security constraints");
  const size = String(file.bytes.byteLength);
  const values = {
    file_name: file.name,
    content_type: file.type,
    size_bytes: size,
    size_compressed: size,
    compressed: "true",
    table_name: parent.type.name,
    table_sys_id: parent.id,
  };
  const row = instance.put("sys_attachment", values, nowMs, actor.name);
  instance.files.set(row.id, file.bytes);
  if (instance.settings.attachments.touchParent) stamp(context, parent);
  instance.listener?.(row, "insert");
  return row;
}

function checkFile({ settings }: Instance, { name, bytes }: NewFile): void {
  const { maxBytes, extensions } = settings.attachments;
  if (name === "") throw refuse(400, "Missing parameter", "file_name");
  if (bytes.byteLength > maxBytes) throw refuse(413, "File size exceeds the maximum allowed", name);
  const extension = name.split(".").at(-1) ?? "";
  if (extensions !== "" && !extensions.split(",").includes(extension))
    throw refuse(403, "Operation Failed", `File type ${extension} is not allowed`);
}
