// Settings that can be turned while the sandbox runs: how a change is laid over them, and the rules they may hold.
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "./json.ts";
import type { Vendor } from "./vendor-names.ts";

/** Refuses a write that sets `field` to `value`; `*` refuses any value. */
export interface ValidationRule {
  readonly field: string;
  readonly value: Json;
  readonly message: string;
}

/** Those of every vendor are of its own shape. */
export interface Settings extends Readonly<Record<Vendor, object>> {
  latencyMs: number;
}

/** Lays `patch` over `settings` in place. @returns what is wrong with it, or null; then nothing was changed. */
export function applySettings(settings: object, patch: Json): string | null {
  const plan: (() => void)[] = [];
  const problem = planPatch(settings, patch, "", plan);
  if (problem !== null) return problem;
  for (const step of plan) step();
  return null;
}

function planPatch(target: object, patch: Json, path: string, plan: (() => void)[]): string | null {
  if (!isJsonObject(patch)) return `${path || "the body"} must be an object`;
  for (const [key, value] of Object.entries(patch)) {
    const where = path === "" ? key : `${path}.${key}`;
    const current: unknown = Reflect.get(target, key);
    if (current === undefined) return `there is no setting ${where}`;
    const problem = isNested(current)
      ? planPatch(current, value, where, plan)
      : planValue(target, key, current, value, where, plan);
    if (problem !== null) return problem;
  }
  return null;
}

function isNested(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function planValue(
  target: object,
  key: string,
  current: unknown,
  value: Json,
  where: string,
  plan: (() => void)[],
): string | null {
  const next = key === "validationRules" ? readRules(value) : value;
  if (next === null) return `${where} must be a list of {field, value, message?}`;
  if (Array.isArray(current) !== Array.isArray(next)) return `${where} must be a list`;
  if (typeof current !== typeof next) return `${where} must be a ${typeof current}`;
  plan.push(() => Reflect.set(target, key, next));
  return null;
}

function readRules(value: Json): ValidationRule[] | null {
  if (!isJsonArray(value)) return null;
  const rules: ValidationRule[] = [];
  for (const item of value) {
    if (!isJsonObject(item) || typeof item.field !== "string" || item.value === undefined) return null;
    const message = typeof item.message === "string" ? item.message : `${item.field} is not allowed here`;
    rules.push({ field: item.field, value: item.value, message });
  }
  return rules;
}

/** The first rule that refuses these values, if any. */
export function brokenRule(rules: readonly ValidationRule[], values: JsonObject): ValidationRule | null {
  for (const rule of rules) {
    const given = Object.keys(values).find((name) => name.toLowerCase() === rule.field.toLowerCase());
    if (given === undefined) continue;
    if (rule.value === "*" || values[given] === rule.value) return rule;
  }
  return null;
}
