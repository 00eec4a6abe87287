// Comments of cases. They take no custom fields, so no key; without Modify All Data their text can't be changed.
import type { CreateItem, WriteResult } from "../../contract/connector.ts";
import { ValidationError } from "../../contract/errors.ts";
import { saveRows } from "./batches.ts";
import { findAlike } from "./find-like.ts";
import type { ObjectKind } from "./kinds.ts";
import type { ObjectOptions } from "./objects.ts";
import { quote, splitIn } from "./soql.ts";
import { writeValues } from "./values.ts";

/** Vendor: the body is limited in bytes of UTF-8, though described with a length of 4,000. */
const bodyBytes = 4000;
const body = "CommentBody";
const parent = "ParentId";

export const commentKind: ObjectKind = {
  capabilities: { correlationField: null },
  describe(field) {
    // Vendor: without Modify All Data only IsPublished can be updated; describe does not say so.
    const described = { ...field, updatable: field.updatable && field.name === "IsPublished" };
    return field.name === body ? { ...described, maxBytes: bodyBytes } : described;
  },
  create: createComments,
  findLike: (options, items, since) =>
    findAlike(options, {
      items,
      since,
      parentField: parent,
      conditions: async (parents) => splitIn(parent, parents.map(quote)),
    }),
};

async function createComments(options: ObjectOptions, items: readonly CreateItem[]): Promise<WriteResult[]> {
  const described = await options.describe();
  const refused = items.map((item) => tooLong(item));
  const fitting = items.filter((_, at) => refused[at] === null);
  const rows = fitting.map((item) => writeValues(described, item.fields));
  const operation = "create CaseComment";
  const saved = await saveRows(rows, (batch) => options.client.insert(options.object, batch), operation);
  const left = saved.values();
  return refused.flatMap((refusal) => refusal ?? left.next().value ?? []);
}

function tooLong({ fields }: CreateItem): WriteResult | null {
  const sizeBytes = Buffer.byteLength(String(fields[body] ?? ""));
  if (sizeBytes <= bodyBytes) return null;
  const error = new ValidationError({
    code: "E_RECORD_INVALID",
    message: `The comment has ${sizeBytes} bytes; Salesforce stores ${bodyBytes} of UTF-8 in ${body}`,
    hint: `Shorten the comment, or let the mapping cut ${body} to what fits; then run \`integ replay-dlq\`.`,
    operation: "create CaseComment",
  });
  return { status: "failed", error };
}
