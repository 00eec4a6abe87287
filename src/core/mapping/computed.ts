// Fields whose values are made, not copied: constants, templates and expressions.

import type { Computed, Side } from "../config/types.ts";
import type { FieldValues, Value } from "../contract/records.ts";
import { otherSide, sides } from "../contract/sides.ts";
import { sameValue } from "./canonical.ts";
import type { FieldEnd, FieldPair } from "./compile.ts";
import { compileExpression, findField, makeBoth, makeEach, mappingFault } from "./config-fault.ts";
import { convertType, noCounterpart, textOf } from "./convert.ts";
import { basics, defaultOf, madeName, type PairSurroundings, realEnd } from "./ends.ts";
import { type ExpressionScope, expressionScope } from "./expressions.ts";
import { faultValue, undecided } from "./faults.ts";
import { placeOf } from "./labels.ts";
import { canonicalOf, formatOf, reformat, storable } from "./rich.ts";
import { frameOf, parseTemplate } from "./template.ts";
import type { Zone } from "./times.ts";
import type { Ends } from "./translate.ts";
import { checkListed } from "./value-maps.ts";

/** Makes the value of a target from the fields of the other side's record. It may throw anything. */
type Compute = (fields: FieldValues) => Value;

/** A field made from the whole record of the other side; it goes one way. @throws ConfigError. */
export function compileComputed(surroundings: PairSurroundings, side: Side, zone: Zone): FieldPair {
  const { field } = surroundings;
  const target = realEnd(surroundings, side);
  const compute = compileCompute(surroundings, side, target, zone);
  const source: FieldEnd = {
    ...target,
    name: madeName(target.name),
    isMade: true,
    creatable: false,
    updatable: false,
    required: false,
    read: (record) => {
      try {
        return storable(compute(record.fields), target);
      } catch (error) {
        return faultValue(`The value of ${target.name} can't be computed`, error);
      }
    },
  };
  const otherwise = defaultOf(surroundings, target, side, zone);
  const ends = side === "right" ? { left: source, right: target } : { left: target, right: source };
  return {
    ...basics(field, ends),
    translate: (value) => storable(value, target) ?? otherwise,
  };
}

function compileCompute(surroundings: PairSurroundings, side: Side, target: FieldEnd, zone: Zone): Compute {
  const { sync, field, objects, scopes } = surroundings;
  const computed: Computed | null = field.computed[side];
  if (computed?.kind === "constant") return constantOf(surroundings, side, target, computed.value, zone);
  const from = otherSide(side);
  const into = (value: Value): Value => asTarget(value, target, zone);
  if (computed?.kind === "template") return compileTemplate(surroundings, from, computed.template, into);
  const what = `the ${side} field ${target.name} of ${objects[side].name}`;
  const key = field.left !== null && field.right !== null ? wayKey(side) : "expression";
  const place = { sync, side: from, what, path: placeOf(field, key).path };
  const expression = compileExpression(place, scopes[from](), computed?.expression ?? "", target.type);
  return (fields) => into(expression.evaluate(fields));
}

/** A computed value in the target's type and format. @throws RangeError when the type can't hold it. */
function asTarget(value: Value, target: FieldEnd, zone: Zone): Value {
  const clean = canonicalOf(value, { ...target, format: "plain" });
  const converted = convertType(clean, target.type, zone);
  if (converted === undefined) throw new RangeError(`${JSON.stringify(value)} is no ${target.type}`);
  return reformat(converted, "plain", formatOf(target));
}

function constantOf(
  { sync, field }: PairSurroundings,
  side: Side,
  target: FieldEnd,
  value: Value,
  zone: Zone,
): Compute {
  const place = placeOf(field, "constant");
  const converted = convertType(canonicalOf(value, { ...target, format: "plain" }), target.type, zone);
  if (converted === undefined) {
    const message = `has the constant ${JSON.stringify(value)} for the ${side} field ${target.name}, which is a ${target.type}`;
    throw mappingFault(sync, side, message, `Give a ${target.type} as the constant.`, place);
  }
  checkListed({ sync, side, end: target, what: "has the constant", place }, converted);
  const constant = canonicalOf(reformat(converted, "plain", formatOf(target)), target);
  if (target.type !== "number" && !sameValue(constant, storable(constant, target))) {
    const message = `has a constant for the ${side} field ${target.name} that is longer than what it stores`;
    throw mappingFault(sync, side, message, "Give a shorter constant.", place);
  }
  return () => constant;
}

function compileTemplate(
  { sync, field: entry, objects }: PairSurroundings,
  from: Side,
  template: string,
  into: (value: Value) => Value,
): Compute {
  const place = placeOf(entry, "template");
  const parsed = parseTemplate(template);
  if (!("parts" in parsed))
    throw mappingFault(sync, from, `has a faulty template: ${parsed.fault}`, "Correct the template.", place);
  const parts = makeEach(parsed.parts, (part) =>
    part.kind === "text"
      ? part
      : { kind: "field" as const, field: findField(sync, objects[from], part.name, from, place) },
  );
  return (fields) => {
    const texts = parts.map((part) => {
      if (part.kind === "text") return part.text;
      const value = canonicalOf(fields[part.field.name], part.field);
      return value === null ? null : (textOf(reformat(value, formatOf(part.field), "plain")) ?? null);
    });
    const hasFields = parts.some((part) => part.kind === "field");
    const isBlank = parts.every((part, index) => part.kind === "text" || texts[index] === null);
    return hasFields && isBlank ? null : into(texts.map((text) => text ?? "").join(""));
  };
}

/**
 * The two ways of a field that is computed from the other one alone and back: a template around one field, or two
 * expressions that see only the field they read. @throws ConfigError.
 */
export function compileWays(
  surroundings: PairSurroundings,
  ends: Ends,
  zone: Zone,
): Pick<FieldPair, "translate"> {
  const way = (to: Side) => {
    const change = compileChange(surroundings, ends, to, zone);
    const otherwise = defaultOf(surroundings, ends[to], to, zone);
    return (value: Value): Value => {
      const clean = canonicalOf(value, ends[otherSide(to)]);
      return clean === null ? otherwise : (change(clean) ?? otherwise);
    };
  };
  const ways = makeBoth(way);
  return { translate: (value, to) => ways[to](value) };
}

const wayKey = (to: Side): string => (to === "right" ? "toRight" : "toLeft");

type Change = (value: Value) => Value;

function compileChange({ sync, field }: PairSurroundings, ends: Ends, to: Side, zone: Zone): Change {
  const framed = sides.find((side) => field.computed[side]?.kind === "template");
  const template = framed && field.computed[framed];
  if (template?.kind === "template")
    return framed === to
      ? addFrame(ends, to, template.template, zone)
      : takeFrame(ends, to, template.template, zone);
  const computed = field.computed[to];
  const from = ends[otherSide(to)];
  const text = computed?.kind === "expression" ? computed.expression : "";
  const scope: ExpressionScope = expressionScope([from]);
  const place = {
    sync,
    side: otherSide(to),
    what: `${wayKey(to)} of ${from.name} (it may read record.${from.name} alone)`,
    path: placeOf(field, wayKey(to)).path,
  };
  const expression = compileExpression(place, scope, text, ends[to].type);
  return (value) => {
    try {
      return storable(asTarget(expression.evaluate({ [from.name]: value }), ends[to], zone), ends[to]);
    } catch (error) {
      throw undecided(`The value of ${ends[to].name} can't be computed`, error);
    }
  };
}

/** The value inside the template's fixed text, cut so that the fixed text fits too. */
function addFrame(ends: Ends, to: Side, template: string, zone: Zone): Change {
  const { before, after } = frameOf(template);
  const from = ends[otherSide(to)];
  const target = ends[to];
  const bytes = new TextEncoder().encode(before + after).length;
  const room = {
    type: "text" as const,
    maxLength:
      target.maxLength === null ? null : Math.max(0, target.maxLength - before.length - after.length),
    maxBytes: target.maxBytes == null ? null : Math.max(0, target.maxBytes - bytes),
  };
  return (value) => {
    const inner = textOf(reformat(value, formatOf(from), "plain"));
    const text = inner === undefined ? undefined : storable(inner, room);
    if (text === null) return null;
    const framed =
      typeof text === "string" ? convertType(`${before}${text}${after}`, target.type, zone) : undefined;
    if (framed === undefined) throw noCounterpart(value, from.name, target.name, "it is no text");
    return storable(reformat(framed, "plain", formatOf(target)), target);
  };
}

function takeFrame(ends: Ends, to: Side, template: string, zone: Zone): Change {
  const { before, after } = frameOf(template);
  const from = ends[otherSide(to)];
  const target = ends[to];
  return (value) => {
    const text = textOf(reformat(value, formatOf(from), "plain")) ?? "";
    const fits =
      text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after);
    if (!fits) throw noCounterpart(value, from.name, target.name, `it has not the form ${template}`);
    const inner = canonicalOf(text.slice(before.length, text.length - after.length), {
      ...target,
      type: "text",
      format: "plain",
    });
    const converted = convertType(inner, target.type, zone);
    if (converted === undefined)
      throw noCounterpart(value, from.name, target.name, `it is no ${target.type}`);
    return storable(reformat(converted, "plain", formatOf(target)), target);
  };
}
