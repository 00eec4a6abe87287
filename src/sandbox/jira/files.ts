// Attachments of issues: how they are shown, added and taken away.
import type { JsonObject } from "../json.ts";
import { type Issue, type StoredFile, stampOf } from "./model.ts";
import { showPerson } from "./render-parts.ts";
import type { Site } from "./site.ts";
import type { View } from "./view.ts";

export function showFile(view: View, file: StoredFile): JsonObject {
  const origin = new URL(view.base).origin;
  const atServer = `${origin}/secure/attachment/${file.id}/${encodeURIComponent(file.name)}`;
  return {
    self: `${view.base}/attachment/${file.id}`,
    id: file.id,
    filename: file.name,
    author: showPerson(view, file.authorId),
    created: stampOf(file.createdMs),
    size: file.bytes.byteLength,
    mimeType: file.type,
    content: view.isCloud ? `${view.base}/attachment/content/${file.id}` : atServer,
  };
}

export function addFile(
  site: Site,
  issue: Issue,
  given: Pick<StoredFile, "name" | "type" | "bytes">,
  authorId: string,
): StoredFile {
  const facts = { id: site.nextId(), authorId, createdMs: site.clock.now(), token: site.random.text(24) };
  const file: StoredFile = { ...given, ...facts };
  const item = { field: "Attachment", fieldId: "attachment", custom: false, from: null, fromString: null };
  const items = [{ ...item, to: file.id, toString: file.name }];
  site.change(issue, { files: [...issue.state.files, file] }, authorId, items);
  site.announce({ name: "jira:issue_updated", issue, actorId: authorId, items });
  return file;
}

export function removeFile(site: Site, issue: Issue, file: StoredFile, actorId: string): void {
  const item = { field: "Attachment", fieldId: "attachment", custom: false, to: null, toString: null };
  const items = [{ ...item, from: file.id, fromString: file.name }];
  site.change(issue, { files: issue.state.files.filter(({ id }) => id !== file.id) }, actorId, items);
  site.announce({ name: "jira:issue_updated", issue, actorId, items });
}

/** A file and its issue, by the file's id. */
export function findFile(
  site: Site,
  id: string,
): { readonly issue: Issue; readonly file: StoredFile } | null {
  for (const issue of site.issues.values()) {
    const file = issue.isDeleted ? undefined : issue.state.files.find((each) => each.id === id);
    if (file !== undefined) return { issue, file };
  }
  return null;
}
