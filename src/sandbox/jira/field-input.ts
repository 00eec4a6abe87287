// The `fields` and `update` of a write: checked against a screen, read into values, all faults told at once.
import { isJsonArray, isJsonObject, type Json, type JsonObject, objectAt } from "../json.ts";
import { brokenRule } from "../settings.ts";
import { type FieldErrors, refuseFields } from "./errors.ts";
import type { Field } from "./fields.ts";
import type { Values } from "./model.ts";
import { type Place, readValue, ValueFault } from "./values.ts";

interface Input {
  readonly fields: JsonObject;
  readonly update: JsonObject;
}

/** What is written of the fields. A comment in `update` is none of them. */
export function inputOf(body: JsonObject): Input {
  const { comment: _comment, ...update } = objectAt(body, "update") ?? {};
  return { fields: objectAt(body, "fields") ?? {}, update };
}

/** The bodies of comments that a write adds. */
export function commentsIn(body: JsonObject): readonly JsonObject[] {
  const verbs = objectAt(body, "update")?.comment;
  return (isJsonArray(verbs) ? verbs : []).map((verb) => objectAt(verb, "add")).filter(isJsonObject);
}

/** The values that a write leaves behind in the fields it names. @throws Refusal 400 */
export function readFields(
  place: Place,
  input: Input,
  screen: readonly Field[],
  before: Values,
): Record<string, Json> {
  const errors: Record<string, string> = {};
  const values: Record<string, Json> = {};
  const read = (id: string, work: (field: Field) => Json) => {
    const field = screen.find((each) => each.id === id);
    if (field === undefined)
      errors[id] = `Field '${id}' cannot be set. It is not on the appropriate screen, or unknown.`;
    else values[id] = caught(errors, id, () => work(field));
  };
  for (const [id, value] of Object.entries(input.fields)) read(id, (field) => readValue(value, field, place));
  for (const [id, verbs] of Object.entries(input.update)) {
    if (id in input.fields) errors[id] = `Field '${id}' cannot be set and updated in one request.`;
    else read(id, (field) => applyVerbs(place, field, verbs, before[id] ?? null));
  }
  Object.assign(errors, brokenBy(place, input, values));
  if (Object.keys(errors).length > 0) throw refuseFields(errors);
  return values;
}

function caught(errors: Record<string, string>, id: string, work: () => Json): Json {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ValueFault)) throw error;
    errors[id] = error.message;
    return null;
  }
}

function applyVerbs(place: Place, field: Field, verbs: Json, before: Json): Json {
  let value = before;
  for (const verb of isJsonArray(verbs) ? verbs : []) {
    const [name = "", operand = null] = isJsonObject(verb) ? (Object.entries(verb)[0] ?? []) : [];
    value = applyVerb(place, field, name, operand, value);
  }
  return value;
}

function applyVerb(place: Place, field: Field, verb: string, operand: Json, value: Json): Json {
  if (!field.operations.includes(verb)) throw new ValueFault(`Operation '${verb}' is not supported.`);
  if (verb === "set") return readValue(operand, field, place);
  const given = readValue([operand], field, place);
  const items = isJsonArray(given) ? given : [];
  const held = isJsonArray(value) ? value : [];
  if (verb === "remove") return held.filter((item) => !items.includes(item));
  return [...held, ...items.filter((item) => !held.includes(item))];
}

/** A rule of the administrator's names a field and what it may not be set to: a text, or a value's name. */
function brokenBy({ view }: Place, { fields }: Input, values: Values): FieldErrors {
  const named = Object.keys(values).map((id) => {
    const given = fields[id] ?? null;
    return [id, isJsonObject(given) ? (given.name ?? given.value ?? given.id ?? null) : given] as const;
  });
  const broken = brokenRule(view.site.settings.validationRules, Object.fromEntries(named));
  return broken === null ? {} : { [broken.field]: broken.message };
}
