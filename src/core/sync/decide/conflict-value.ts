// Whether a value that a person chose for a conflict fits the field on both sides. Pure.
import { IntegrationError } from "../../contract/errors.ts";
import type { Value } from "../../contract/records.ts";
import { canonical, sameValue } from "../../mapping/canonical.ts";
import type { FieldPair } from "../../mapping/compile.ts";
import { convertType, textOf } from "../../mapping/convert.ts";
import { canonicalOf, storable } from "../../mapping/rich.ts";
import { openZone } from "../../mapping/times.ts";

const nobody = { counterpart: () => undefined };

/**
 * The value in the left side's canonical form.
 * @throws IntegrationError E_INPUT when the left field can't hold it, or it has no counterpart on the right.
 */
export function fittingValue(pair: FieldPair, value: Value): Value {
  const { left, right } = pair.ends;
  if (pair.reference !== null) {
    const hint = "Give --take left or --take right.";
    throw refusal(`${pair.label} names other records; a value of its own can't be given`, hint);
  }
  const form = canonicalOf(value, left);
  // A list in a text would be joined to a text of another meaning.
  const isListed = Array.isArray(form) && left.type !== "multipicklist";
  const fitting = isListed ? undefined : convertType(form, left.type, openZone("UTC"));
  if (fitting === undefined)
    throw refusal(`${left.name} is a ${left.type} and can't hold ${JSON.stringify(value)}`);
  const stored = storable(fitting, left);
  if (!sameValue(stored, canonicalOf(fitting, left)))
    throw refusal(`${left.name} can't hold the value whole: it would be stored as ${JSON.stringify(stored)}`);
  const unknown = membersOf(stored).find((one) => left.values?.includes(textOf(one) ?? "") === false);
  if (unknown !== undefined) {
    const listed = `It lists ${left.values?.slice(0, 20).join(", ")}.`;
    throw refusal(`${left.name} does not list ${JSON.stringify(unknown)}`, listed);
  }
  try {
    pair.translate(stored, "right", nobody);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw refusal(`The value has no counterpart in ${right.name}: ${why}`);
  }
  return canonical(stored, left.type);
}

const membersOf = (value: Value): readonly Value[] =>
  value === null ? [] : Array.isArray(value) ? value : [value];

function refusal(message: string, hint?: string): IntegrationError {
  return new IntegrationError({
    code: "E_INPUT",
    message,
    hint: hint ?? "Give a value in the left side's form that both sides can hold, or --take left or right.",
  });
}
