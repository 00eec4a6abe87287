// An issue's files as an object of the contract. They carry no mark: ours are told by who attached them.
import { attempt } from "../../connector-parts/encoding.ts";
import { describeFixed, requireFields } from "../../connector-parts/fixed-fields.ts";
import { done, failed, gone } from "../../connector-parts/outcomes.ts";
import type { Content, CreateItem, ObjectPort, WriteResult } from "../../contract/connector.ts";
import { SyncError, ValidationError } from "../../contract/errors.ts";
import { type ChildContext, type ChildKind, createChildPort } from "./child-ports.ts";
import { attachmentFields, encodeAttachment, partsOf, toAttachment } from "./child-record.ts";
import { type Attachment, Attachments, type Issue } from "./schema.ts";
import { timeOf } from "./times.ts";

export const attachmentObject = "issue_attachment";

const operation = "attach a file";
const mostFileBytes = 2 ** 31;

/** The files of the issues with the given fields. @throws ConfigError for a field they don't have */
export function createAttachmentPort(context: ChildContext, names: readonly string[]): ObjectPort {
  const { children, flavor } = context;
  requireFields("Jira attachment", attachmentFields, names);
  const toRecords = (issueId: string, files: readonly Attachment[]) =>
    files.map((file) => toAttachment(issueId, file, names, flavor));
  const filesAt = async (issueId: string) => {
    const issue = await children.issue(issueId, ["attachment"]);
    return issue === null ? [] : filesIn(issue);
  };
  const kind: ChildKind = {
    object: attachmentObject,
    columns: ["attachment"],
    recordsOf: async (issue) => toRecords(issue.id, filesIn(issue)),
    read: async (issueId) => toRecords(issueId, await filesAt(issueId)),
    findLike: async (issueId, values, since) => {
      const ownId = await context.ownId();
      const ours = (await filesAt(issueId)).filter(
        ({ author, filename, created }) =>
          ownId !== null &&
          author != null &&
          flavor.personId(author) === ownId &&
          filename === values.filename &&
          (timeOf(created) ?? 0) >= since,
      );
      return toRecords(issueId, ours);
    },
    add: (item) => attach(context, item),
  };
  return {
    ...createChildPort(context, kind),
    describe: async () => describeFixed(attachmentObject, "Issue attachment", attachmentFields),
    content: (id) => readContent(context, id),
  };
}

function filesIn(issue: Issue): readonly Attachment[] {
  const files = Attachments.safeParse(issue.fields.attachment ?? []);
  return files.success ? files.data : [];
}

async function attach(context: ChildContext, { fields, content }: CreateItem): Promise<WriteResult> {
  const outcome = attempt(() => encodeAttachment(fields));
  if ("error" in outcome) return failed(outcome.error);
  if (content === undefined) {
    const message = "A file to attach came without its content";
    return failed(new ValidationError({ code: "E_RECORD_INVALID", message, operation }));
  }
  const { issueId, name } = outcome.value;
  const [made] = await context.children.attach(issueId, name, content, context.newBoundary());
  if (made !== undefined) return done(`${issueId}-${made.id}`);
  const message = "Jira's answer names no file";
  return failed(new SyncError({ code: "E_OUTCOME_UNKNOWN", message, operation, effect: "unknown" }));
}

async function readContent({ children, flavor }: ChildContext, id: string): Promise<Content> {
  const parts = partsOf(id);
  if (parts === null) throw gone("Jira", "file", id, operation);
  const file = await children.showAttachment(parts.ownId);
  const path = flavor.contentPath(file);
  if (path === null) throw gone("Jira", "file", id, operation);
  return {
    name: file.filename,
    type: file.mimeType ?? "application/octet-stream",
    sizeBytes: file.size ?? 0,
    async *bytes() {
      // One byte more than told, so that a file that grew is seen to have grown.
      const response = await children.download(path, (file.size ?? mostFileBytes) + 1);
      yield* response.stream ?? [];
    },
  };
}
