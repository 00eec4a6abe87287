// Comments of a table's records as an object of the contract. They are written into one of two journal fields, the one
// that customers see or the one for work notes, and read from the table of journal entries.
// Source: servicenow.com docs "Retrieving journal entries".
import {
  attempt,
  invalid,
  isText,
  writableField,
  writeFlag,
  writeText,
} from "../../connector-parts/encoding.ts";
import { type FixedField, givenOnce } from "../../connector-parts/fixed-fields.ts";
import { done, failed } from "../../connector-parts/outcomes.ts";
import type { CreateItem, ObjectPort, WriteResult } from "../../contract/connector.ts";
import { SyncError } from "../../contract/errors.ts";
import type { FieldValues } from "../../contract/records.ts";
import { type ChildContext, type ChildKind, createChildPort, findOurs, ownFields } from "./child-ports.ts";
import { fromJournal, toJournal } from "./journal-text.ts";
import { parentField } from "./names.ts";
import { isSame, isSysId } from "./record.ts";
import { timeOf } from "./times.ts";

const publicJournal = "comments";
const privateJournal = "work_notes";

/** The comments of a table's records with the given fields. */
export function createCommentPort(
  context: ChildContext,
  table: string,
  names: readonly string[],
): ObjectPort {
  const { codeTags } = context.settings;
  const fields: Readonly<Record<string, FixedField>> = {
    ...ownFields(table),
    text: {
      label: "Comment",
      type: "longtext",
      ...givenOnce,
      required: true,
      format: codeTags ? "html" : "plain",
    },
    public: { label: "Public", type: "boolean", ...givenOnce },
  };
  const finding: Omit<ChildKind, "add"> = {
    object: `${table}.comments`,
    label: "ServiceNow comment",
    fields,
    table: "sys_journal_field",
    columns: ["element", "value"],
    where: [
      { field: "name", is: "=", value: table },
      { field: "element", is: "IN", values: [publicJournal, privateJournal] },
    ],
    parentColumn: "element_id",
    valuesOf: ({ element, value = "" }) => ({
      text: fromJournal(value, codeTags) || null,
      public: element === publicJournal,
    }),
    holds: ({ element, value = "" }, { text, public: isPublic }) =>
      element === journalOf(isPublic === true) && isText(text) && isSame(value, toJournal(text, codeTags)),
  };
  const made = new Set<string>();
  const add: ChildKind["add"] = async (item) => {
    const result = await addComment(context, table, finding, item, made);
    if (result.status === "done") remember(made, result.id);
    return result;
  };
  return createChildPort(context, { ...finding, add }, names);
}

const journalOf = (isPublic: boolean): string => (isPublic ? publicJournal : privateJournal);

/** Values of a new comment, checked. Without `public` nothing is shown to customers. @throws Unfit */
function encode(values: FieldValues, fields: Readonly<Record<string, FixedField>>) {
  for (const name of Object.keys(values)) writableField("ServiceNow comment", fields, name, "creatable");
  const parent = values[parentField] ?? null;
  if (!isText(parent) || !isSysId(parent)) throw invalid(parentField, "the sys_id of a record");
  const text = writeText("text", values.text ?? null) ?? "";
  if (text.trim() === "") throw invalid("text", "filled");
  const flag = values.public ?? null;
  return { parent, text, isPublic: flag === null ? false : writeFlag("public", flag) };
}

async function addComment(
  context: ChildContext,
  table: string,
  finding: Omit<ChildKind, "add">,
  { fields }: CreateItem,
  madeBefore: ReadonlySet<string>,
): Promise<WriteResult> {
  const outcome = attempt(() => encode(fields, finding.fields));
  if ("error" in outcome) return failed(outcome.error);
  const { parent, text, isPublic } = outcome.value;
  const entry = { [journalOf(isPublic)]: toJournal(text, context.settings.codeTags) };
  // A second entry when repeated.
  const stored = await context.tables.patch(table, parent, entry, ["sys_id", "sys_updated_on"], "once");
  const since = (timeOf(stored.sys_updated_on) ?? context.changes.clock.now()) - searchMs;
  const found = (await findOurs(context, finding, fields, since)).filter(
    ({ sys_id: id = "" }) => !madeBefore.has(id),
  );
  const made = found.toSorted((left, right) => timeIn(right) - timeIn(left))[0]?.sys_id;
  if (made !== undefined) return done(made);
  return failed(
    new SyncError({
      code: "E_OUTCOME_UNKNOWN",
      message: `The comment was sent, and the journal of ${table} shows no entry of it`,
      hint: "See that the integration's user may write comments and work notes and read sys_journal_field, and that `username` of the connection is its user ID.",
      operation: "add comment",
      effect: "unknown",
    }),
  );
}

const mostRemembered = 1000;

/** Two of ours that say the same within a second are told apart by which was made before. */
function remember(made: Set<string>, id: string): void {
  made.add(id);
  const [oldest] = made;
  if (made.size > mostRemembered && oldest !== undefined) made.delete(oldest);
}

/** The answer to a write names no entry: it is looked for from so long before. */
const searchMs = 10_000;

const timeIn = ({ sys_created_on: at }: Readonly<Record<string, string>>): number => timeOf(at) ?? 0;
