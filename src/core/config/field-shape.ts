// What kind of entry a field of a sync is, and which way it goes. For checked and for unchecked settings alike.
import { soleField } from "../mapping/template.ts";
import type { Direction, Side } from "./types.ts";

/** The keys of a field that say how it is made; a key that is absent or no text is undefined. */
export interface FieldShape {
  readonly left?: string | undefined;
  readonly right?: string | undefined;
  readonly direction?: string | undefined;
  readonly template?: string | undefined;
  readonly constant?: unknown;
  readonly expression?: string | undefined;
  readonly toRight?: string | undefined;
  readonly toLeft?: string | undefined;
}

export const computations = ["template", "constant", "expression"] as const;

/** How the field's value is computed for the one side it names; null when it is not. */
export function computationOf(field: FieldShape): (typeof computations)[number] | null {
  return computations.find((key) => field[key] !== undefined) ?? null;
}

/** The side a computed field names. */
export const computedSide = (field: FieldShape): Side => (field.right === undefined ? "left" : "right");

/** Native name on a side: as given, or the one placeholder of a template that can be read backwards. */
export function nameOn(field: FieldShape, side: Side): string | undefined {
  const named = field[side]?.trim();
  if (named !== undefined || field.template === undefined) return named;
  return soleField(field.template) ?? undefined;
}

const towards = (side: Side): Direction => (side === "right" ? "left-to-right" : "right-to-left");

/** The only way the field can go; null when it can go both. */
export function onlyDirection(field: FieldShape): Direction | null {
  const computation = computationOf(field);
  if (
    computation === "template" &&
    nameOn(field, "left") !== undefined &&
    nameOn(field, "right") !== undefined
  )
    return null;
  if (computation !== null) return towards(computedSide(field));
  if (field.toRight !== undefined && field.toLeft === undefined) return "left-to-right";
  return field.toLeft !== undefined && field.toRight === undefined ? "right-to-left" : null;
}

function isDirection(text: string | undefined): text is Direction {
  return text === "both" || text === "left-to-right" || text === "right-to-left";
}

/** The direction a field takes: its own, else the only one it has, else its sync's. */
export function directionOf(field: FieldShape, syncDirection: Direction): Direction {
  return isDirection(field.direction) ? field.direction : (onlyDirection(field) ?? syncDirection);
}

/** Whether a field of this direction writes the side. */
export const writes = (direction: string, side: Side): boolean =>
  direction === "both" || direction === towards(side);
