// Creating, changing and deleting records: policies first, then the rules that follow, stamps, journal entries, and who hears of it.
import { brokenRule } from "../settings.ts";
import { aborted, aclException } from "./errors.ts";
import { type Actor, cell, type Instance, type Operation, type Row } from "./instance.ts";
import { addEntry, entriesOf } from "./journal-entries.ts";
import type { TableType } from "./tables.ts";
import { alignStates, numberFields, refuseChange, settleChange } from "./task-rules.ts";
import type { Values } from "./values.ts";
import { readStamp, stampOf } from "./zones.ts";

export interface WriteContext {
  readonly instance: Instance;
  readonly actor: Actor;
  readonly nowMs: number;
  /** setWorkflow(false): no rules run, nobody hears of it. */
  readonly quiet: boolean;
  /** autoSysFields(false): no stamp moves. */
  readonly unstamped: boolean;
}

/** A write about to happen; `row` null: a new record. */
export interface Change {
  readonly context: WriteContext;
  readonly type: TableType;
  readonly row: Row | null;
  /** Accepted values, to which rules add. */
  readonly values: Values;
}

export function callerContext(instance: Instance, actor: Actor): WriteContext {
  return { instance, actor, nowMs: instance.clock.now(), quiet: false, unstamped: false };
}

/** @throws Refusal 403: access, a data policy, an aborting rule */
export function insertRow(context: WriteContext, type: TableType, given: Values): Row {
  const { instance, actor } = context;
  if (actor.isCaller && instance.access.denies("create", type, null)) throw aclException("Insert");
  alignStates(given);
  const change: Change = { context, type, row: null, values: given };
  refuse(change);
  const values = withDefaults(type, given);
  settleChange({ ...change, values });
  const journal = takeJournal(type, values);
  const own = numberFields(instance, type);
  const row = instance.put(type.name, { ...Object.fromEntries(values), ...own }, context.nowMs, actor.name);
  addEntries(context, row, journal);
  announce(context, row, "insert");
  return row;
}

/** @returns whether anything changed. @throws Refusal 403 */
export function updateRow(context: WriteContext, row: Row, values: Values): boolean {
  const { instance, actor } = context;
  if (actor.isCaller && instance.access.denies("write", row.type, row)) throw aclException("Update");
  alignStates(values);
  const change: Change = { context, type: row.type, row, values };
  refuse(change);
  if (!context.quiet) settleChange(change);
  const journal = takeJournal(row.type, values);
  const changed = [...values].filter(([name, value]) => cell(row, name) !== value);
  if (changed.length === 0 && journal.length === 0) return false;
  for (const [name, value] of changed) setValue(row, name, value);
  if (!context.unstamped) stamp(context, row);
  addEntries(context, row, journal);
  announce(context, row, "update");
  return true;
}

/** With its entries and files. @throws Refusal 403 */
export function deleteRow(context: WriteContext, row: Row): void {
  const { instance, actor, nowMs } = context;
  if (actor.isCaller && instance.access.denies("delete", row.type, row)) throw aclException("Delete");
  instance.drop(row);
  for (const entry of entriesOf(instance, row.id)) instance.drop(entry);
  for (const file of [...instance.rows("sys_attachment")]) {
    if (cell(file, "table_sys_id") === row.id) dropFile(instance, file);
  }
  if (row.type.name === "sys_attachment") instance.files.delete(row.id);
  const key = { tablename: row.type.name, documentkey: row.id };
  const shown = cell(row, row.type.display);
  if (instance.settings.auditDeletes)
    instance.put("sys_audit_delete", { ...key, display_value: shown }, nowMs, actor.name);
  const gone = { fieldname: "DELETED", oldvalue: shown, newvalue: "DELETED", user: actor.name };
  instance.put("sys_audit", { ...key, ...gone }, nowMs, actor.name);
  announce(context, row, "delete");
}

/** Out of the deleted records; entries and files stay gone. */
export function restoreRow({ instance, actor, nowMs }: WriteContext, id: string): Row | null {
  const row = instance.restore(id);
  if (row === null) return null;
  const recovered = { tablename: row.type.name, documentkey: id, fieldname: "RECOVERED", user: actor.name };
  instance.put("sys_audit", recovered, nowMs, actor.name);
  return row;
}

function dropFile(instance: Instance, file: Row): void {
  instance.drop(file);
  instance.files.delete(file.id);
}

function refuse(change: Change): void {
  const { context, type, row, values } = change;
  if (context.quiet) return;
  const broken = brokenRule(context.instance.settings.validationRules, Object.fromEntries(values));
  if (broken !== null) throw aborted(broken.message);
  const missing = [...type.byName.values()].filter(({ name, mandatory }) => {
    return mandatory && (values.get(name) ?? (row === null ? "" : cell(row, name))) === "";
  });
  refuseMissing(missing.map(({ label }) => label));
  refuseMissing(refuseChange(change));
}

function refuseMissing(labels: readonly string[]): void {
  if (labels.length > 0)
    throw aborted(`Data Policy Exception: The following fields are mandatory: ${labels.join(", ")}`);
}

function withDefaults(type: TableType, given: Values): Values {
  const values: Values = new Map();
  for (const { name, defaultValue } of type.byName.values()) {
    if (defaultValue !== "") values.set(name, defaultValue);
  }
  for (const [name, value] of given) values.set(name, value);
  return values;
}

/** Column and text. */
type JournalTexts = readonly (readonly [string, string])[];

function addEntries(context: WriteContext, row: Row, texts: JournalTexts): void {
  const { instance, actor, nowMs } = context;
  for (const [element, text] of texts)
    announce(context, addEntry(instance, row, element, text, actor, nowMs), "insert");
}

/** Takes journal texts out of the values: records never hold them. */
function takeJournal(type: TableType, values: Values): JournalTexts {
  const texts = [...values].filter(([name]) => type.byName.get(name)?.type === "journal_input");
  for (const [name] of texts) values.delete(name);
  return texts.filter(([, text]) => text !== "");
}

function setValue(row: Row, name: string, value: string): void {
  if (value === "") row.values.delete(name);
  else row.values.set(name, value);
}

/** An update that changes nothing but who was there and when. */
export function stamp({ instance, actor, nowMs }: WriteContext, row: Row): void {
  // Times never go back: an edit that comes late has the stamp of the one that passed it.
  const lastMs = readStamp(cell(row, "sys_updated_on")) ?? nowMs;
  setValue(row, "sys_updated_on", stampOf(Math.max(nowMs, lastMs)));
  setValue(row, "sys_updated_by", actor.name);
  const count = Number(cell(row, "sys_mod_count")) + instance.settings.modCountStep;
  setValue(row, "sys_mod_count", String(count));
}

function announce({ instance, quiet }: WriteContext, row: Row, operation: Operation): void {
  if (!quiet) instance.listener?.(row, operation);
}
