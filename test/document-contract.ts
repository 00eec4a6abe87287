// Whether a document is what docs/schemas says of it, and has no key of which they do not know.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";

const dir = resolve(import.meta.dirname, "../docs/schemas");
const ajv = new Ajv2020({ strict: false, allErrors: true });
const checks = new Map<string, ValidateFunction>();

/** Names of the documents that have a schema. */
export function documentNames(): readonly string[] {
  return readdirSync(dir).map((file) => file.replace(/\.(\d+)\.json$/, "/$1"));
}

/** What is wrong with the document, one sentence each. */
export function brokenContract(document: unknown): readonly string[] {
  const name =
    typeof document === "object" && document !== null && "schema" in document ? document.schema : null;
  if (typeof name !== "string" || !documentNames().includes(name))
    return [`there is no schema of ${String(name)}`];
  const check = checks.get(name) ?? ajv.compile(closed(read(name)) as object);
  checks.set(name, check);
  if (check(document)) return [];
  return (check.errors ?? []).map(
    ({ instancePath, message, params }) => `${name}${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(join(dir, `${name.replace("/", ".")}.json`), "utf8"));
}

/** The schema for those who must know every key: ourselves. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  const isOpen =
    "type" in schema &&
    schema.type === "object" &&
    "properties" in schema &&
    !("additionalProperties" in schema);
  return isOpen ? { ...inner, additionalProperties: false } : inner;
}
