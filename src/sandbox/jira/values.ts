// What writers may put into a field: read by its kind into what is stored.
import { isJsonArray, isJsonObject, type Json, type JsonObject, textAt } from "../json.ts";
import { faultOfDocument, isBlankDocument, plainText } from "./adf.ts";
import type { Field, Kind, Option } from "./fields.ts";
import type { Named, Project } from "./model.ts";
import { ISSUE_TYPES, PRIORITIES, RESOLUTIONS } from "./setup.ts";
import { storeText, type View } from "./view.ts";

/** What is wrong with the value of one field, in the vendor's words. */
export class ValueFault extends Error {}

export interface Place {
  readonly view: View;
  readonly project: Project;
}

type Read = (value: Json, field: Field, place: Place) => Json;

const SUMMARY_LENGTH = 255;
const TEXT_LENGTH = 32_767;

const READERS: Readonly<Record<Kind, Read>> = {
  text: readText,
  rich: (value, _field, { view }) => readRich(value, view),
  number: (value) => expectKind(value, "number", "a number"),
  date: (value) => readDate(value),
  datetime: (value) => readMoment(value),
  option: (value, field) => pickOption(value, field.options).id,
  options: (value, field) => eachOf(value, (item) => pickOption(item, field.options).id),
  cascade: readCascade,
  user: (value, field, place) => readUser(value, field, place),
  labels: (value) => [...new Set(eachOf(value, readLabel).map(String))],
  priority: (value) => pick(value, PRIORITIES, "The priority selected is invalid."),
  resolution: (value) => pick(value, RESOLUTIONS, "The resolution selected is invalid."),
  issuetype: readIssueType,
  project: (_value, _field, { project }) => project.id,
  parent: readParent,
  components: (value, _field, place) =>
    eachOf(value, (item) => pickOwn(item, place, place.view.site.components, "Component")),
  versions: (value, _field, place) =>
    eachOf(value, (item) => pickOwn(item, place, place.view.site.versions, "Version")),
  status: () => fault("Status is set by transitions."),
};

/** @throws ValueFault */
export function readValue(value: Json, field: Field, place: Place): Json {
  const isList = field.schema.type === "array";
  if (value === null) return isList ? [] : null;
  return READERS[field.kind](value, field, place);
}

function fault(text: string): never {
  throw new ValueFault(text);
}

function expectKind(value: Json, kind: "string" | "number", name: string): Json {
  return typeof value === kind ? value : fault(`Operation value must be ${name}`);
}

function readText(value: Json, field: Field): Json {
  if (typeof value !== "string") return fault("Operation value must be a string");
  if (field.id === "summary" && /[\r\n]/.test(value))
    return fault("The summary is invalid because it contains newline characters.");
  if (value.length > SUMMARY_LENGTH)
    return fault(`${field.name} must be less than ${SUMMARY_LENGTH} characters.`);
  const kept = value.trim();
  return kept === "" ? null : kept;
}

/** Rich text in the format of the request; null when it says nothing. @throws ValueFault */
export function readRich(value: Json, view: View): Json {
  const stored = view.text === "adf" ? readDocument(value) : readMarkup(value, view);
  if (stored !== null && plainText(stored).length > TEXT_LENGTH)
    return fault(`The entered text is too long. It exceeds the allowed limit of ${TEXT_LENGTH} characters.`);
  return stored;
}

function readDocument(value: Json): Json {
  if (!isJsonObject(value) || faultOfDocument(value) !== null)
    return fault("Operation value must be an Atlassian Document (see the Atlassian Document Format)");
  return isBlankDocument(value) ? null : value;
}

function readMarkup(value: Json, view: View): Json {
  if (typeof value !== "string") return fault("Operation value must be a string");
  return value === "" ? null : storeText(view, value);
}

function readDate(value: Json): Json {
  const isDate = typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value);
  const isReal = isDate && new Date(`${value}T00:00:00Z`).toISOString().startsWith(value);
  return isReal ? value : fault(`Error parsing date string: ${String(value)}`);
}

/** `2026-05-06T08:47:45.000+0000`; milliseconds and an offset without a colon. */
function readMoment(value: Json): Json {
  const isMoment =
    typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d{4}$/.test(value);
  const atMs = isMoment ? Date.parse(value.replace(/(\d\d)$/, ":$1")) : Number.NaN;
  if (Number.isNaN(atMs)) return fault(`Error parsing date string: ${String(value)}`);
  return new Date(atMs).toISOString().replace("Z", "+0000");
}

function eachOf(value: Json, read: (item: Json) => Json): readonly Json[] {
  if (!isJsonArray(value)) return fault("data was not an array");
  return value.map(read);
}

function readLabel(value: Json): Json {
  if (typeof value !== "string" || value === "") return fault("Operation value must be a string");
  if (/\s/.test(value)) return fault(`The label '${value}' contains spaces which is invalid.`);
  return value.length > SUMMARY_LENGTH
    ? fault(`The label is longer than ${SUMMARY_LENGTH} characters.`)
    : value;
}

function pickOption(value: Json, options: readonly Option[]): Option {
  const given = isJsonObject(value) ? value : {};
  const found = options.find(({ id, value: shown }) => id === given.id || shown === given.value);
  return found ?? fault(`Option value '${String(given.value ?? given.id)}' is not valid`);
}

function readCascade(value: Json, field: Field): Json {
  const parent = pickOption(value, field.options);
  const child = isJsonObject(value) ? (value.child ?? null) : null;
  return child === null ? [parent.id] : [parent.id, pickOption(child, parent.children ?? []).id];
}

function pick(value: Json, among: readonly Named[], wrong: string): Json {
  const given = isJsonObject(value) ? value : {};
  const found = among.find(({ id, name }) => id === String(given.id) || name === given.name);
  return found?.id ?? fault(wrong);
}

function pickOwn(
  value: Json,
  { project }: Place,
  all: ReadonlyMap<string, Named & { readonly projectId: string }>,
  what: string,
): Json {
  const own = [...all.values()].filter(({ projectId }) => projectId === project.id);
  const given: JsonObject = isJsonObject(value) ? value : {};
  const found = own.find(({ id, name }) => id === given.id || name === given.name);
  return found?.id ?? fault(`${what} name '${String(given.name ?? given.id)}' is not valid`);
}

function readIssueType(value: Json, _field: Field, { project }: Place): Json {
  const own = ISSUE_TYPES.filter(({ id }) => project.issueTypeIds.includes(id));
  return pick(value, own, "The issue type selected is invalid.");
}

function readParent(value: Json, _field: Field, { view, project }: Place): Json {
  const parent = view.site.find(textAt(value, "id") ?? textAt(value, "key") ?? "");
  const isOwn = parent !== null && parent.state.values.project === project.id;
  return isOwn ? parent.id : fault("Could not find issue by id or key.");
}

/** People go by account id in the Cloud, by name in Data Center. */
function readUser(value: Json, field: Field, { view }: Place): Json {
  const given = view.isCloud ? (textAt(value, "accountId") ?? textAt(value, "id")) : textAt(value, "name");
  if (given === null) return null;
  const users = [...view.site.users.values()];
  const user = users.find(({ accountId, name }) => given === (view.isCloud ? accountId : name));
  if (user === undefined) return fault(`User '${given}' does not exist.`);
  const mayWork = user.active && user.accountType === "atlassian";
  if (field.id === "assignee" && !mayWork) return fault(`User '${given}' cannot be assigned issues.`);
  return user.accountId;
}
