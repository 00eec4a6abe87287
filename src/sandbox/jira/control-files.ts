// Attachments as people at their desks add and delete them.
import { problem, readJson } from "../control-call.ts";
import { type Edge, Refusal } from "../edge.ts";
import { type JsonObject, textAt } from "../json.ts";
import { type ControlParts, issueAt } from "./control-desk.ts";
import { addFile, findFile, removeFile, showFile } from "./files.ts";
import type { Issue, StoredFile } from "./model.ts";
import { DESK_USER } from "./setup.ts";
import type { Site } from "./site.ts";
import type { View } from "./view.ts";

export function addFileControl(edge: Edge, { site, view }: ControlParts): void {
  edge.route("GET", "/jira/files", () => {
    const live = [...site.issues.values()].filter(({ isDeleted }) => !isDeleted);
    const rows = live.flatMap((issue) => issue.state.files.map((file) => dump(view(), issue, file)));
    return { status: 200, body: { files: rows } };
  });
  edge.route("POST", "/jira/files", (call) => {
    const input = readJson(call);
    const issue = issueAt(site, textAt(input, "issue") ?? "");
    const base64 = textAt(input, "base64");
    const bytes = base64 === null ? Buffer.from(textAt(input, "text") ?? "") : Buffer.from(base64, "base64");
    const type = textAt(input, "type") ?? "application/octet-stream";
    const file = addFile(site, issue, { name: textAt(input, "name") ?? "file", type, bytes }, DESK_USER);
    return { status: 201, body: { file: dump(view(), issue, file) } };
  });
  edge.route("GET", "/jira/files/:id/content", (call) => {
    const { file } = fileAt(site, call.params.id ?? "");
    return { status: 200, bytes: file.bytes, headers: { "content-type": file.type } };
  });
  edge.route("DELETE", "/jira/files/:id", (call) => {
    const { issue, file } = fileAt(site, call.params.id ?? "");
    removeFile(site, issue, file, DESK_USER);
    return { status: 204 };
  });
}

const dump = (view: View, issue: Issue, file: StoredFile): JsonObject => ({
  ...showFile(view, file),
  issue: issue.id,
});

/** @throws Refusal 404 */
function fileAt(site: Site, id: string): { readonly issue: Issue; readonly file: StoredFile } {
  const found = findFile(site, id);
  if (found !== null) return found;
  throw new Refusal(problem(404, "there is no such file"));
}
