// What makes sense in one entry of a sync's `fields`, and between the entries. Works on unchecked data.
import { sides } from "../contract/sides.ts";
import type { ConfigDocument, Target } from "./document.ts";
import {
  computationOf,
  computations,
  directionOf,
  type FieldShape,
  nameOn,
  onlyDirection,
  writes,
} from "./field-shape.ts";
import type { ConfigPath, ConfigProblem } from "./problems.ts";
import { valueAt } from "./schema-problems.ts";
import type { Direction, Side } from "./types.ts";
import { textAt } from "./unchecked.ts";

const plainOnly = ["values", "reference", "users"] as const;

interface Entry {
  readonly path: ConfigPath;
  readonly field: FieldShape;
  /** Whether the key is there at all, whatever its value. */
  has(key: string): boolean;
  problem(key: string, target: Target, message: string): ConfigProblem;
}

function entriesOf(document: ConfigDocument, sync: string): Entry[] {
  const fields = valueAt(document.data, ["syncs", sync, "fields"]);
  if (!Array.isArray(fields)) return [];
  return fields.flatMap((settings: unknown, index) => {
    if (typeof settings !== "object" || settings === null || Array.isArray(settings)) return [];
    const path = ["syncs", sync, "fields", index];
    return [
      {
        path,
        field: shapeOf(settings),
        has: (key: string) => Object.hasOwn(settings, key),
        problem: (key: string, target: Target, message: string) =>
          document.problemAt([...path, key], target, message),
      },
    ];
  });
}

function shapeOf(settings: object): FieldShape {
  const text = (key: string): string | undefined => {
    const value = valueAt(settings, [key]);
    return typeof value === "string" ? value : undefined;
  };
  return {
    left: text("left"),
    right: text("right"),
    direction: text("direction"),
    template: text("template"),
    constant: valueAt(settings, ["constant"]),
    expression: text("expression"),
    toRight: text("toRight"),
    toLeft: text("toLeft"),
  };
}

/** Problems of a sync's fields: keys that exclude each other, ways that do not exist, fields written twice. */
export function checkFields(document: ConfigDocument, sync: string): ConfigProblem[] {
  const given = valueAt(document.data, ["syncs", sync, "direction"]);
  const syncDirection = given === "left-to-right" || given === "right-to-left" ? given : "both";
  const entries = entriesOf(document, sync);
  return [
    ...entries.flatMap((entry) => {
      const faults = checkShape(entry);
      return [...faults, ...(faults.length > 0 ? [] : checkDirection(entry, syncDirection))];
    }),
    ...entries.flatMap((entry) => checkInvertible(document, entry, syncDirection)),
    ...sides.flatMap((side) => checkWrittenOnce(entries, side, syncDirection)),
    ...checkUnits(document, entries, syncDirection),
  ];
}

function checkShape(entry: Entry): ConfigProblem[] {
  const { has, problem } = entry;
  const computed = computations.filter(has);
  const expressions = ["toRight", "toLeft"].filter(has);
  const [first, second] = [...computed, ...expressions];
  if (first === undefined) return [...checkNamed(entry), ...checkTranslation(entry)];
  if (second !== undefined && computed.length > 0)
    return [problem(second, "key", `"${first}" and "${second}" exclude each other`)];
  const misplaced = plainOnly.filter(has);
  if (misplaced.length > 0)
    return misplaced.map((key) => problem(key, "key", `"${key}" can't be used with "${first}"`));
  if (expressions.length > 0) return checkNamed(entry);
  if (has("left") && has("right")) {
    const message = `"${first}" computes the field of one side; name only that side's, not both`;
    return [problem(first, "key", message)];
  }
  const side = has("left") ? "left" : "right";
  return has(side) ? [] : [problem(side, "key", `"${first}" needs the field it is for: "left" or "right"`)];
}

function checkNamed({ path, has, problem }: Entry): ConfigProblem[] {
  const where = typeof path.at(-1) === "number" ? " in this item" : "";
  return sides
    .filter((side) => !has(side))
    .map((side) => problem(side, "key", `the key "${side}" is missing${where}`));
}

function checkTranslation({ has, problem }: Entry): ConfigProblem[] {
  const ways = plainOnly.filter(has);
  const [first, second] = ways;
  if (second !== undefined)
    return [problem(second, "key", `"${String(first)}" and "${second}" exclude each other`)];
  if (!has("required") || first === "reference" || first === "users") return [];
  return [problem("required", "key", '"required" goes with "reference" or "users"')];
}

function checkDirection({ field, problem }: Entry, syncDirection: Direction): ConfigProblem[] {
  const only = onlyDirection(field);
  const own = field.direction;
  if (only !== null && own !== undefined && own !== only && writes(own, oppositeOf(only))) {
    return [problem("direction", "value", noWayBack(field, own, only))];
  }
  const direction = directionOf(field, syncDirection);
  if (syncDirection === "both" || direction === syncDirection) return [];
  if (own === undefined) {
    const key = computationOf(field) ?? (field.toRight === undefined ? "toLeft" : "toRight");
    const message = `the field can only go "${direction}", but its sync only goes "${syncDirection}"`;
    return [problem(key, "key", message)];
  }
  return [
    problem("direction", "value", `the field goes "${own}", but its sync only goes "${syncDirection}"`),
  ];
}

const oppositeOf = (direction: Direction): Side => (direction === "left-to-right" ? "left" : "right");

function noWayBack(field: FieldShape, own: string, only: Direction): string {
  const computation = computationOf(field);
  const why =
    computation === "template"
      ? "a template is read backwards only when it has exactly one {Field}"
      : computation === "constant"
        ? "a constant says nothing about the other side"
        : computation === "expression"
          ? "an expression can't be read backwards; give both fields with toRight and toLeft"
          : `there is no ${field.toLeft === undefined ? "toLeft" : "toRight"} for the way back`;
  return `the field can't go "${own}", only "${only}": ${why}`;
}

function checkInvertible(
  document: ConfigDocument,
  { path, field }: Entry,
  syncDirection: Direction,
): ConfigProblem[] {
  const direction = directionOf(field, syncDirection);
  const values = valueAt(document.data, [...path, "values"]);
  if (direction === "left-to-right" || typeof values !== "object" || values === null) return [];
  const leftOf = new Map<string, string>();
  return Object.entries(values).flatMap(([left, given]: [string, unknown]) => {
    const rights = (Array.isArray(given) ? given : [given]).filter((one) => typeof one === "string");
    return rights.flatMap((right) => {
      const earlier = leftOf.get(right);
      leftOf.set(right, earlier ?? left);
      if (earlier === undefined) return [];
      const message =
        earlier === left
          ? `"${left}" names "${right}" twice`
          : `"${earlier}" and "${left}" both become "${right}", so "${right}" can't be read back ` +
            `(direction ${direction}); give each its own, or set the field's direction to left-to-right`;
      return [document.problemAt([...path, "values", left], "value", message)];
    });
  });
}

/** One entry at most writes a field, and a pair of fields stands once. */
function checkWrittenOnce(entries: readonly Entry[], side: Side, syncDirection: Direction): ConfigProblem[] {
  const written = new Set<string>();
  const pairs = new Set<string>();
  return entries.flatMap(({ field, has, problem }) => {
    const name = nameOn(field, side);
    if (name === undefined) return [];
    const pair = JSON.stringify([field.left?.trim(), field.right?.trim()]);
    const isRepeated = pairs.has(pair);
    pairs.add(pair);
    const isWriter = writes(directionOf(field, syncDirection), side);
    if ((isWriter && written.has(name)) || (isRepeated && side === "right")) {
      const key = has(side) ? side : "template";
      return [problem(key, "value", `the ${side} field "${name}" is mapped twice`)];
    }
    if (isWriter) written.add(name);
    return [];
  });
}

/** Fields that are decided together go the same way and by the same policy. */
function checkUnits(
  document: ConfigDocument,
  entries: readonly Entry[],
  syncDirection: Direction,
): ConfigProblem[] {
  const first = new Map<string, { readonly direction: string; readonly policy: string | null }>();
  return entries.flatMap(({ path, field, problem }) => {
    const unit = textAt(document.data, [...path, "unit"]);
    if (unit === null) return [];
    const own = {
      direction: directionOf(field, syncDirection),
      policy:
        textAt(document.data, [...path, "conflicts"]) ??
        textAt(document.data, [...path.slice(0, 2), "conflicts"]),
    };
    const other = first.get(unit) ?? own;
    first.set(unit, other);
    const differing = (["direction", "policy"] as const).find((key) => own[key] !== other[key]);
    if (differing === undefined) return [];
    const [name, asked] = differing === "policy" ? ["conflicts", "default"] : ["direction", ""];
    const values = `${other[differing] ?? asked} and ${own[differing] ?? asked}`;
    return [
      problem("unit", "value", `the fields of the unit "${unit}" need the same ${name}; they have ${values}`),
    ];
  });
}
