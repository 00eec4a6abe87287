// Whether a value that a person chose for a conflict fits the field on both sides. Pure.
import { IntegrationError } from "../../contract/errors.ts";
import type { Value } from "../../contract/records.ts";
import { canonical, sameValue } from "../../mapping/canonical.ts";
import type { FieldPair } from "../../mapping/compile.ts";
import { valueOfPerson } from "../../mapping/person-value.ts";
import { storable } from "../../mapping/rich.ts";

const nobody = { counterpart: () => undefined };

/**
 * The value in the left side's canonical form.
 * @throws IntegrationError E_INPUT as valueOfPerson, and when the left field can't hold it, or it has no counterpart on the right.
 */
export function fittingValue(pair: FieldPair, value: Value): Value {
  const { left, right } = pair.ends;
  if (pair.reference !== null) {
    const hint = "Give --take left or --take right.";
    throw refusal(`${pair.label} names other records; a value of its own can't be given`, hint);
  }
  const given = valueOfPerson(left, value);
  const stored = storable(given, left);
  if (!sameValue(stored, given))
    throw refusal(`${left.name} can't hold the value whole: it would be stored as ${JSON.stringify(stored)}`);
  try {
    pair.translate(stored, "right", nobody);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw refusal(`The value has no counterpart in ${right.name}: ${why}`);
  }
  return canonical(stored, left.type);
}

function refusal(message: string, hint?: string): IntegrationError {
  return new IntegrationError({
    code: "E_INPUT",
    message,
    hint: hint ?? "Give a value in the left side's form that both sides can hold, or --take left or right.",
  });
}
