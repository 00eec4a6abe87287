// Refusals of a mapping, found when it is compiled against what the vendors say of their objects. Told all at once.
import { nearestName } from "../config/nearest.ts";
import type { ConfigPath } from "../config/problems.ts";
import type { Side, SyncConfig } from "../config/types.ts";
import type { ErrorCode } from "../contract/error-codes.ts";
import { ConfigError } from "../contract/errors.ts";
import type { FieldDescription, ObjectDescription } from "../contract/records.ts";
import { sides } from "../contract/sides.ts";
import type { CompiledExpression, ExpressionFault, ExpressionScope, ResultKind } from "./expressions.ts";

/** Where in a sync's configuration something stands. */
export interface FaultPlace {
  /** Keys below the sync; an entry of `fields` is named by its label (`Subject ↔ subject`). */
  readonly path: ConfigPath;
  /** Points at the key itself; absent: at its value. */
  readonly target?: "key";
  /** UTF-16 code units into the text there. */
  readonly offset?: number;
}

/** One thing in a sync that the vendors' objects do not allow. */
export interface MappingFault {
  readonly code: ErrorCode;
  readonly connection: string;
  readonly message: string;
  /** What to do; absent: what the code's entry in the catalogue says. */
  readonly hint?: string;
  /** The nearest valid name, where one is near. */
  readonly suggestion?: string;
  /** The text around the fault, for where the file can't be shown. */
  readonly excerpt?: string;
  readonly place: FaultPlace;
}

/** All that is wrong with a sync. A single fault has its own code and hint; of several the code where they share it. */
export class MappingError extends ConfigError {
  readonly faults: readonly MappingFault[];

  constructor(faults: readonly MappingFault[]) {
    const [first] = faults;
    const isOneKind = faults.every(({ code }) => code === first?.code);
    const isOnePlace = faults.every(({ connection }) => connection === first?.connection);
    const [only] = faults.length === 1 ? faults : [];
    const hint = only?.suggestion === undefined ? only?.hint : `Write it as ${only.suggestion}.`;
    super({
      code: first !== undefined && isOneKind ? first.code : "E_CONFIG_INVALID",
      message:
        only === undefined
          ? faults.map(({ message }) => message).join("; ")
          : [only.message, ...(only.excerpt === undefined ? [] : [only.excerpt])].join("\n"),
      ...(hint === undefined ? {} : { hint }),
      ...(first !== undefined && isOnePlace ? { connection: first.connection } : {}),
    });
    this.faults = faults;
  }
}

/** What the action returns; undefined when it found faults, which are then added to `faults`. */
export function attempt<T>(faults: MappingFault[], action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    faults.push(...error.faults);
    return undefined;
  }
}

/** Makes something of each item. @throws MappingError with the faults of all of them. */
export function makeEach<Item, T>(items: readonly Item[], make: (item: Item, index: number) => T): T[] {
  const faults: MappingFault[] = [];
  const made = items.flatMap((item, index) => {
    const one = attempt(faults, () => ({ value: make(item, index) }));
    return one === undefined ? [] : [one.value];
  });
  if (faults.length > 0) throw new MappingError(faults);
  return made;
}

/** Makes something for both sides. @throws MappingError with the faults of both. */
export function makeBoth<T>(make: (side: Side) => T): Readonly<Record<Side, T>> {
  const faults: MappingFault[] = [];
  const [left, right] = sides.map((side) => attempt(faults, () => ({ value: make(side) })));
  if (left === undefined || right === undefined) throw new MappingError(faults);
  return { left: left.value, right: right.value };
}

/** A mapping the vendors' objects do not allow. */
export function mappingFault(
  sync: SyncConfig,
  side: Side,
  message: string,
  hint: string,
  place: FaultPlace,
  suggestion?: string,
): MappingError {
  const fault: MappingFault = {
    code: "E_CONFIG_INVALID",
    connection: sync[side].connection,
    message: `Sync ${sync.name} ${message}`,
    hint,
    place,
  };
  return new MappingError([suggestion === undefined ? fault : { ...fault, suggestion }]);
}

/** The side's field of this name. @throws MappingError E_FIELD_UNKNOWN with the nearest name. */
export function findField(
  sync: SyncConfig,
  object: ObjectDescription,
  name: string,
  side: Side,
  place: FaultPlace,
): FieldDescription {
  const found = object.fields.find((field) => field.name === name);
  if (found) return found;
  const { connection } = sync[side];
  const names = object.fields.map((field) => field.name);
  const suggestion = nearestName(name, names);
  const message = `Sync ${sync.name} maps the ${side} field ${name}, which ${object.name} at ${connection} does not have`;
  const fault: MappingFault = { code: "E_FIELD_UNKNOWN", connection, message, place };
  throw new MappingError([suggestion === undefined ? fault : { ...fault, suggestion }]);
}

const mostShown = 160;

/** The line of a text that holds an offset, with a caret below it. */
function pointAt(text: string, offset: number): string {
  const start = text.lastIndexOf("\n", Math.max(0, offset - 1)) + 1;
  const from = Math.max(start, offset - mostShown / 2);
  const line = text.slice(from).split("\n")[0]?.slice(0, mostShown) ?? "";
  return `  ${line}\n  ${" ".repeat(offset - from)}^`;
}

/** Where in the configuration an expression stands. */
export interface ExpressionPlace {
  readonly sync: SyncConfig;
  /** The side whose records it reads. */
  readonly side: Side;
  /** `where`, `rule 2`, `the right field subject`. */
  readonly what: string;
  /** As FaultPlace. */
  readonly path: ConfigPath;
}

function expressionError(place: ExpressionPlace, text: string, fault: ExpressionFault): MappingError {
  const { sync, side, what, path } = place;
  const { message, offset, suggestion, field } = fault;
  return new MappingError([
    {
      code: field === undefined ? "E_EXPRESSION" : "E_FIELD_UNKNOWN",
      connection: sync[side].connection,
      message: `Sync ${sync.name}, ${what}, character ${offset + 1}: ${message}`,
      excerpt: pointAt(text, offset),
      place: { path, offset },
      ...(suggestion === undefined ? {} : { suggestion }),
    },
  ]);
}

/**
 * An expression compiled against the fields of the side it reads.
 * @throws MappingError E_EXPRESSION, or E_FIELD_UNKNOWN for a field the object lacks, with the place in the text.
 */
export function compileExpression(
  place: ExpressionPlace,
  scope: ExpressionScope,
  text: string,
  accepts: ResultKind,
): CompiledExpression {
  const compiled = scope.compile(text, accepts);
  if ("evaluate" in compiled) return compiled;
  throw expressionError(place, text, compiled);
}
