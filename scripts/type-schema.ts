// A TypeScript type as JSON Schema: what JSON.stringify makes of its values.
import { type Checker, SymbolFlags, type Type, TypeFlags } from "typescript/unstable/sync";

export type Schema = { readonly [key: string]: unknown };

const anything: Schema = {};

/** @throws Error for a type whose values JSON can't hold. */
export function schemaOf(checker: Checker, type: Type, above: readonly number[] = []): Schema {
  if (type.flags & (TypeFlags.Any | TypeFlags.Unknown) || above.includes(type.id)) return anything;
  if (type.flags & TypeFlags.Null) return { type: "null" };
  if (type.isLiteralType()) return { const: type.value };
  if (type.flags & (TypeFlags.String | TypeFlags.TemplateLiteral)) return { type: "string" };
  if (type.flags & TypeFlags.Number) return { type: "number" };
  if (type.flags & TypeFlags.Boolean) return { type: "boolean" };
  const inside = [...above, type.id];
  if (type.isUnionType())
    return union(
      type.getTypes().map((one) => [one, inside] as const),
      checker,
    );
  if (type.isTypeReference() && checker.isTupleType(type)) {
    const items = checker.getTypeArguments(type).map((item) => schemaOf(checker, item, inside));
    return { type: "array", prefixItems: items, minItems: items.length, maxItems: items.length };
  }
  if (type.isTypeReference() && checker.isArrayLikeType(type)) {
    const [item] = checker.getTypeArguments(type);
    return { type: "array", items: item === undefined ? anything : schemaOf(checker, item, inside) };
  }
  if (type.flags & (TypeFlags.Object | TypeFlags.Intersection)) return objectSchema(checker, type, inside);
  throw new Error(`JSON has no ${checker.typeToString(type)}`);
}

function objectSchema(checker: Checker, type: Type, above: readonly number[]): Schema {
  const properties: Record<string, Schema> = {};
  const required: string[] = [];
  for (const symbol of checker.getPropertiesOfType(type)) {
    const kept = checker.getTypeOfSymbol(symbol);
    if (kept === undefined) continue;
    properties[symbol.name] = schemaOf(checker, kept, above);
    if (!(symbol.flags & SymbolFlags.Optional)) required.push(symbol.name);
  }
  const [index] = checker.getIndexInfosOfType(type);
  return {
    type: "object",
    ...(required.length === 0 ? {} : { required }),
    ...(Object.keys(properties).length === 0 ? {} : { properties }),
    // Without: keys may be added to a version of a document.
    ...(index === undefined ? {} : { additionalProperties: schemaOf(checker, index.valueType, above) }),
  };
}

function union(types: readonly (readonly [Type, readonly number[]])[], checker: Checker): Schema {
  const kept = types.filter(([type]) => !(type.flags & (TypeFlags.Undefined | TypeFlags.Void)));
  return anyOf(kept.map(([type, above]) => schemaOf(checker, type, above)));
}

/** The same as one of several, said as shortly as possible. */
export function anyOf(several: readonly Schema[]): Schema {
  const different = [...new Map(several.map((one) => [JSON.stringify(one), one])).values()];
  const constants = different.flatMap((one) => ("const" in one ? [one.const] : []));
  const plain = different.flatMap((one) =>
    Object.keys(one).length === 1 && typeof one.type === "string" ? [one.type] : [],
  );
  const others = different.filter(
    (one) => !("const" in one) && !(Object.keys(one).length === 1 && "type" in one),
  );
  const isBoolean = constants.includes(true) && constants.includes(false);
  const values = isBoolean ? constants.filter((value) => typeof value !== "boolean") : constants;
  const names = isBoolean ? [...plain, "boolean"] : plain;
  const parts = [
    ...(names.length === 0 ? [] : [{ type: names.length === 1 ? names[0] : names }]),
    ...(values.length === 0 ? [] : [values.length === 1 ? { const: values[0] } : { enum: values }]),
    ...others,
  ];
  if (parts.some((one) => Object.keys(one).length === 0)) return anything;
  return parts.length === 1 ? (parts[0] ?? anything) : { anyOf: parts };
}
