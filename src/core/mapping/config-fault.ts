// Refusals of a mapping, found when it is compiled against what the vendors say of their objects.
import { nearestName } from "../config/nearest.ts";
import type { Side, SyncConfig } from "../config/types.ts";
import { ConfigError } from "../contract/errors.ts";
import type { FieldDescription, ObjectDescription } from "../contract/records.ts";
import type { CompiledExpression, ExpressionFault, ExpressionScope, ResultKind } from "./expressions.ts";

/** A mapping the vendors' objects do not allow. */
export function mappingFault(sync: SyncConfig, side: Side, message: string, hint: string): ConfigError {
  return new ConfigError({
    code: "E_CONFIG_INVALID",
    connection: sync[side].connection,
    message: `Sync ${sync.name} ${message}`,
    hint,
  });
}

/** The side's field of this name. @throws ConfigError E_FIELD_UNKNOWN with the nearest name. */
export function findField(
  sync: SyncConfig,
  object: ObjectDescription,
  name: string,
  side: Side,
): FieldDescription {
  const found = object.fields.find((field) => field.name === name);
  if (found) return found;
  const near = nearestName(
    name,
    object.fields.map((field) => field.name),
  );
  throw new ConfigError({
    code: "E_FIELD_UNKNOWN",
    connection: sync[side].connection,
    message: `Sync ${sync.name} maps the ${side} field ${name}, which ${object.name} at ${sync[side].connection} does not have`,
    ...(near === undefined ? {} : { hint: `Write it as ${near}.` }),
  });
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
}

function expressionError(
  { sync, side, what }: ExpressionPlace,
  text: string,
  fault: ExpressionFault,
): ConfigError {
  const { message, offset, suggestion } = fault;
  return new ConfigError({
    code: fault.field === undefined ? "E_EXPRESSION" : "E_FIELD_UNKNOWN",
    connection: sync[side].connection,
    message: `Sync ${sync.name}, ${what}, character ${offset + 1}: ${message}\n${pointAt(text, offset)}`,
    ...(suggestion === undefined ? {} : { hint: `Write it as ${suggestion}.` }),
  });
}

/**
 * An expression compiled against the fields of the side it reads.
 * @throws ConfigError E_EXPRESSION, or E_FIELD_UNKNOWN for a field the object lacks, with the place in the text.
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
