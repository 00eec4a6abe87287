// Plain JSON as it arrives on the wire, and the few questions the sandbox asks of it.
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isJsonArray(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}

export function objectAt(value: Json | undefined, key: string): JsonObject | null {
  if (!isJsonObject(value)) return null;
  const found = value[key];
  return isJsonObject(found) ? found : null;
}

export function arrayAt(value: Json | undefined, key: string): readonly Json[] | null {
  if (!isJsonObject(value)) return null;
  const found = value[key];
  return isJsonArray(found) ? found : null;
}

export function textAt(value: Json | undefined, key: string): string | null {
  if (!isJsonObject(value)) return null;
  const found = value[key];
  return typeof found === "string" ? found : null;
}

export function numberAt(value: Json | undefined, key: string): number | null {
  if (!isJsonObject(value)) return null;
  const found = value[key];
  return typeof found === "number" && Number.isFinite(found) ? found : null;
}

/** Same JSON text for equal values, whatever the order of keys. */
export function canonicalJson(value: Json): string {
  if (isJsonArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const parts = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`);
  return `{${parts.join(",")}}`;
}
