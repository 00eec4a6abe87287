// What may be written: the rules of the sync, and what the vendor is known to refuse.

import { flowsTo } from "../config/direction.ts";
import type { Side, SyncConfig, ValidationRule } from "../config/types.ts";
import { ValidationError } from "../contract/errors.ts";
import type {
  FieldDescription,
  FieldType,
  FieldValues,
  ObjectDescription,
  Value,
} from "../contract/records.ts";
import { canonical } from "./canonical.ts";
import type { FieldEnd, FieldPair, Mapping, Write } from "./compile.ts";
import { compileExpression, findField, makeBoth, makeEach, mappingFault } from "./config-fault.ts";
import { convertType, textOf } from "./convert.ts";
import type { ExpressionScope } from "./expressions.ts";
import { undecided } from "./faults.ts";
import { formatOf, textTypes } from "./rich.ts";
import { openZone } from "./times.ts";
import { checkListed } from "./value-maps.ts";

type Scopes = Readonly<Record<Side, () => ExpressionScope>>;
type Check = (fields: FieldValues, write: Write | undefined) => ValidationError | null;

/** The checks of a write. @throws ConfigError E_EXPRESSION, E_FIELD_UNKNOWN for a rule that does not fit the object. */
export function compileValidation(
  sync: SyncConfig,
  objects: Readonly<Record<Side, ObjectDescription>>,
  pairs: readonly FieldPair[],
  scopes: Scopes,
): Mapping["validate"] {
  const compileSide = (side: Side): Check[] => {
    const ends = pairs.filter(({ direction }) => flowsTo(direction, side)).map((pair) => pair.ends[side]);
    const rules = makeEach(sync.rules, (rule, index) =>
      rule.side === side ? [compileRule(sync, rule, index, scopes[side]())] : [],
    );
    return [
      missing(objects[side], unfilledFields(objects[side], ends)),
      ...ends.flatMap(checksOf),
      ...rules.flat(),
    ];
  };
  const checks = makeBoth(compileSide);
  return (fields, side, write) => {
    for (const check of checks[side]) {
      const fault = check(fields, write);
      if (fault !== null) return fault;
    }
    return null;
  };
}

function compileRule(sync: SyncConfig, rule: ValidationRule, index: number, scope: ExpressionScope): Check {
  const compile = (key: "when" | "expression", text: string) => {
    const place = { sync, side: rule.side, what: `rule ${index + 1}`, path: ["rules", index, key] };
    return compileExpression(place, scope, text, "condition");
  };
  const when = rule.when === undefined ? null : compile("when", rule.when);
  const holds = compile("expression", rule.expression);
  return (fields) => {
    try {
      if (when !== null && when.evaluate(fields) !== true) return null;
      if (holds.evaluate(fields) === true) return null;
    } catch (error) {
      return undecided(`Rule ${index + 1} of the sync can't be computed`, error);
    }
    return new ValidationError({ code: "E_RULE", message: rule.message });
  };
}

function refusal(message: string, step = "Correct the record or the mapping"): ValidationError {
  const hint = `${step}, then run \`integ replay-dlq\`.`;
  return new ValidationError({ code: "E_MAPPING_VALUE", message, hint });
}

const requiredOf = ({ fields }: ObjectDescription): readonly FieldDescription[] =>
  fields.filter((field) => field.required && field.creatable);

/** Native names of the fields that a new record must have and that none of `ends`, which are written, fills. */
export function unfilledFields(object: ObjectDescription, ends: readonly FieldEnd[]): readonly string[] {
  const filled = new Set(ends.map(({ name }) => name));
  return requiredOf(object).flatMap(({ name }) => (filled.has(name) ? [] : [name]));
}

function missing(object: ObjectDescription, unfilled: readonly string[]): Check {
  const required = requiredOf(object);
  const [unmapped] = unfilled;
  const step = unmapped && `Map ${unmapped}, or give it a \`constant\``;
  return (fields, write) => {
    if (write?.kind !== "create") return null;
    const blank = required.filter((field) => canonical(fields[field.name], field.type) === null);
    if (blank.length === 0) return null;
    return refusal(`A new ${object.name} needs ${blank.map((field) => field.name).join(", ")}`, step);
  };
}

const isSent = (end: FieldEnd, write: Write | undefined): boolean =>
  write === undefined || write.changed.includes(end.name);

function checksOf(end: FieldEnd): Check[] {
  return [...listCheck(end), ...lengthCheck(end)];
}

function listCheck(end: FieldEnd): Check[] {
  const { values } = end;
  if (values === null) return [];
  const listed = new Set(values);
  return [
    (fields, write) => {
      const value = canonical(fields[end.name], end.type);
      if (value === null || !isSent(end, write)) return null;
      const unknown = (Array.isArray(value) ? value : [value]).find((one) => !listed.has(textOf(one) ?? ""));
      return unknown === undefined ? null : refusal(`${end.name} does not list ${JSON.stringify(unknown)}`);
    },
  ];
}

function lengthCheck(end: FieldEnd): Check[] {
  const { maxLength, maxBytes = null } = end;
  if ((maxLength === null && maxBytes === null) || formatOf(end) === "adf" || !textTypes.has(end.type))
    return [];
  return [
    (fields, write) => {
      const text: Value | undefined = fields[end.name];
      if (typeof text !== "string" || !isSent(end, write)) return null;
      if (maxLength !== null && text.length > maxLength)
        return refusal(`${end.name} takes ${maxLength} characters, this is ${text.length}`);
      const bytes = maxBytes === null ? 0 : new TextEncoder().encode(text).length;
      return maxBytes !== null && bytes > maxBytes
        ? refusal(`${end.name} takes ${maxBytes} bytes, this is ${bytes}`)
        : null;
    },
  ];
}

/** @throws MappingError for each field that records are matched by and the object lacks, and each pair that never fits. */
export function checkMatch(sync: SyncConfig, objects: Readonly<Record<Side, ObjectDescription>>): void {
  makeEach(sync.match, (rule, index) => {
    const fieldOn = (side: Side) =>
      findField(sync, objects[side], rule[side], side, { path: ["match", index, side] });
    const { left, right } = makeBoth(fieldOn);
    if (canEqual(left.type, right.type)) return;
    const message = `matches the left field ${left.name} (${left.type}) with the right field ${right.name} (${right.type}), and no value of one is ever one of the other`;
    const hint = "Match by two fields that hold the same value, such as a number or a name.";
    throw mappingFault(sync, "right", message, hint, { path: ["match", index, "right"] });
  });
}

/** Records are matched by their values as text; values of different kinds here are never spelled alike. */
const spellings: Readonly<Partial<Record<FieldType, string>>> = {
  boolean: "truth",
  date: "day",
  datetime: "time",
  number: "number",
  id: "id",
  reference: "id",
};

/** Whether the values of two types can be equal at all; some vendors' ids are numbers. */
function canEqual(left: FieldType, right: FieldType): boolean {
  const [a, b] = [spellings[left], spellings[right]];
  if (a === undefined || b === undefined || a === b) return true;
  return [a, b].every((one) => one === "id" || one === "number");
}

/** @throws MappingError for what `archive` writes that is unknown, can't be written or can't be held. */
export function checkArchive(sync: SyncConfig, objects: Readonly<Record<Side, ObjectDescription>>): void {
  makeBoth((side) =>
    makeEach(Object.entries(sync.deletes.archive[side] ?? {}), ([name, value]) =>
      checkArchived(sync, objects[side], side, name, value),
    ),
  );
}

function checkArchived(
  sync: SyncConfig,
  object: ObjectDescription,
  side: Side,
  name: string,
  value: Value,
): void {
  const place = { path: ["deletes", "set", side, name] };
  const field = findField(sync, object, name, side, place);
  if (!field.updatable)
    throw mappingFault(sync, side, `archives by ${name}, which can't be updated`, "Name another field.", {
      ...place,
      target: "key",
    });
  const converted = convertType(canonical(value, field.type), field.type, openZone("UTC"));
  if (converted === undefined) {
    const message = `archives with ${JSON.stringify(value)} in ${name}, which is a ${field.type}`;
    throw mappingFault(sync, side, message, "Correct `set` under `deletes`.", place);
  }
  const end = { ...field, read: () => null };
  checkListed({ sync, side, end, what: "archives with", place }, converted);
}
