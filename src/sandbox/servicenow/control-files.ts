// Files of the emulated instance as people at their desks add, read and remove them.
import { problem, readJson } from "../control-call.ts";
import type { Edge } from "../edge.ts";
import { textAt } from "../json.ts";
import { addFile } from "./attachments.ts";
import { answered, deskContext, rawRow } from "./control.ts";
import { cell, type Instance } from "./instance.ts";
import { deleteRow } from "./write.ts";

/** `/servicenow/files`: GET (`?record=ID`), POST `{table_name, table_sys_id, file_name, content_type, text | base64}`; `/ID` DELETE, `/ID/content` GET. */
export function addFileControl(edge: Edge, instance: Instance): void {
  edge.route("GET", "/servicenow/files", (call) => {
    const record = call.query.get("record");
    const rows = [...instance.rows("sys_attachment")].filter(
      (row) => record === null || cell(row, "table_sys_id") === record,
    );
    return { status: 200, body: { records: rows.map((row) => rawRow(instance, row)) } };
  });
  edge.route("POST", "/servicenow/files", (call) =>
    answered(() => {
      const body = readJson(call);
      const base64 = textAt(body, "base64");
      const bytes = base64 === null ? Buffer.from(textAt(body, "text") ?? "") : Buffer.from(base64, "base64");
      const row = addFile(deskContext(instance, call), {
        table: textAt(body, "table_name") ?? "incident",
        recordId: textAt(body, "table_sys_id") ?? "",
        name: textAt(body, "file_name") ?? "file.txt",
        type: textAt(body, "content_type") ?? "application/octet-stream",
        bytes,
      });
      return { status: 201, body: { record: rawRow(instance, row) } };
    }),
  );
  edge.route("GET", "/servicenow/files/:id/content", (call) => {
    const bytes = instance.files.get(call.params.id ?? "");
    if (bytes === undefined) return problem(404, "there is no such file");
    return { status: 200, bytes, headers: { "content-type": "application/octet-stream" } };
  });
  edge.route("DELETE", "/servicenow/files/:id", (call) => {
    const row = instance.row("sys_attachment", call.params.id ?? "");
    if (row === null) return problem(404, "there is no such file");
    return answered(() => {
      deleteRow(deskContext(instance, call), row);
      return { status: 204 };
    });
  });
}
