// Compares requests and answers with a vendor's published OpenAPI descriptions.
import { readFile } from "node:fs/promises";
import type { Answer, Call } from "./edge.ts";
import { arrayAt, isJsonArray, isJsonObject, type Json, type JsonObject, objectAt, textAt } from "./json.ts";

export interface SpecCheck {
  /** What departs from the description; empty when all is well or the path is not described. */
  check(call: Call, answer: Answer): readonly string[];
}

type Validate = (value: unknown) => readonly string[];

interface Operation {
  readonly pattern: RegExp;
  readonly weight: number;
  readonly pointer: string;
  readonly item: JsonObject;
}

/** How one vendor's descriptions are to be read. */
export interface SpecDialect {
  /** Opens what the description has narrower than the service. */
  relax(spec: JsonObject): JsonObject;
  /** Finds names in request bodies that the description lets pass though the service has none such. */
  unknownNames(spec: JsonObject): (path: string, body: Json) => readonly string[];
}

/** A check against all the descriptions; null without any. @throws Error when one can't be read or is no OpenAPI document */
export async function loadSpecs(files: readonly string[], dialect: SpecDialect): Promise<SpecCheck | null> {
  const checks = await Promise.all(files.map((file) => loadSpec(file, dialect)));
  if (checks.length === 0) return null;
  return { check: (call, answer) => checks.flatMap((each) => each.check(call, answer)) };
}

/** @throws Error when the file can't be read or is no OpenAPI document */
export async function loadSpec(file: string, dialect: SpecDialect): Promise<SpecCheck> {
  const parsed = await readDocument(file);
  if (!isJsonObject(parsed) || objectAt(parsed, "paths") === null)
    throw new Error(`${file} is not an OpenAPI document`);
  const plain = toJsonSchema(parsed);
  const spec = dialect.relax(isJsonObject(plain) ? plain : parsed);
  const validatorOf = await createCompiler(spec);
  return new LoadedSpec(operationsOf(spec), validatorOf, dialect.unknownNames(spec));
}

async function readDocument(file: string): Promise<unknown> {
  const text = await readFile(file, "utf8");
  if (file.endsWith(".json")) return JSON.parse(text);
  const { parse } = await import("yaml");
  // YAML 1.2 core reads an unquoted `=` as text, where YAML 1.1 loaders refuse the file.
  return parse(text, { version: "1.2" });
}

/** OpenAPI 3.0's `nullable` spelled out, and what says nothing about validity left away. */
function toJsonSchema(node: Json): Json {
  if (isJsonArray(node)) return node.map(toJsonSchema);
  if (!isJsonObject(node)) return node;
  const { nullable, example: _1, examples: _2, readOnly: _3, writeOnly: _4, ...rest } = node;
  const plain: JsonObject = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [key, toJsonSchema(value)]),
  );
  return nullable === true ? { anyOf: [plain, { type: "null" }] } : plain;
}

/** Compiles a schema where it is first asked for, once. */
async function createCompiler(spec: JsonObject): Promise<(schema: JsonObject) => Validate> {
  const [{ Ajv }, formats] = await Promise.all([import("ajv"), import("ajv-formats")]);
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true, logger: false });
  formats.default.default(ajv);
  ajv.addFormat("int64", true);
  ajv.addSchema({ $id: "spec", components: spec.components ?? {} });
  const compiled = new WeakMap<JsonObject, Validate>();
  return (schema) => {
    const known = compiled.get(schema);
    if (known !== undefined) return known;
    const test = ajv.compile(rebase(schema));
    const validate: Validate = (value) =>
      test(value)
        ? []
        : (test.errors ?? []).map((error) => `${error.instancePath || "/"} ${error.message ?? "is wrong"}`);
    compiled.set(schema, validate);
    return validate;
  };
}

/** Local references point into the schema registered as `spec`. */
function rebase(schema: JsonObject): JsonObject {
  const text = JSON.stringify(schema).replaceAll('"#/components/', '"spec#/components/');
  const parsed: unknown = JSON.parse(text);
  return isJsonObject(parsed) ? parsed : {};
}

function operationsOf(spec: JsonObject): readonly Operation[] {
  const basePath = basePathOf(spec);
  return Object.entries(objectAt(spec, "paths") ?? {}).flatMap(([path, item]) => {
    if (!isJsonObject(item)) return [];
    const source = basePath + path.replaceAll(/\{[^}]+\}/g, "[^/]+");
    return [
      { pattern: new RegExp(`^${source}$`), weight: (path.match(/\{/g) ?? []).length, pointer: path, item },
    ];
  });
}

/** The path of the first server, below which all the others lie. Its host may hold variables, which no URL parser takes. */
function basePathOf(spec: JsonObject): string {
  const [server] = arrayAt(spec, "servers") ?? [];
  const path = /^https?:\/\/[^/]+(\/.*)$/.exec(textAt(server, "url") ?? "")?.[1] ?? "";
  return path.replace(/\/$/, "");
}

class LoadedSpec implements SpecCheck {
  readonly #operations: readonly Operation[];
  readonly #validatorOf: (schema: JsonObject) => Validate;
  readonly #unknownNames: (path: string, body: Json) => readonly string[];

  constructor(
    operations: readonly Operation[],
    validatorOf: (schema: JsonObject) => Validate,
    unknownNames: (path: string, body: Json) => readonly string[],
  ) {
    this.#operations = operations;
    this.#validatorOf = validatorOf;
    this.#unknownNames = unknownNames;
  }

  check(call: Call, answer: Answer): readonly string[] {
    const operation = this.#find(call.path);
    const method = objectAt(operation?.item ?? {}, call.method.toLowerCase());
    if (operation === undefined || method === null) return [];
    const where = `${call.method} ${operation.pointer}`;
    const request = this.#request(call, method).map((problem) => `request ${where}: ${problem}`);
    return [...request, ...this.#response(answer, method).map((problem) => `response ${where}: ${problem}`)];
  }

  #find(path: string): Operation | undefined {
    const found = this.#operations.filter((operation) => operation.pattern.test(path));
    return found.sort((left, right) => left.weight - right.weight)[0];
  }

  #request(call: Call, method: JsonObject): readonly string[] {
    const schema = schemaIn(objectAt(method, "requestBody"));
    if (schema === null || call.rawBody === "") return [];
    const parsed = parseOrNull(call.rawBody);
    if (parsed === null) return ["the body is not JSON"];
    return [...this.#validatorOf(schema)(parsed), ...this.#unknownNames(call.path, parsed)];
  }

  /** What went well must be described; an error need not be, but must fit where it is. */
  #response(answer: Answer, method: JsonObject): readonly string[] {
    const described = objectAt(objectAt(method, "responses") ?? {}, String(answer.status));
    if (described === null) return answer.status >= 300 ? [] : [`status ${answer.status} is not described`];
    const schema = schemaIn(described);
    if (schema === null || answer.body === undefined) return [];
    return this.#validatorOf(schema)(answer.body);
  }
}

function schemaIn(holder: JsonObject | null): JsonObject | null {
  const content = objectAt(holder ?? {}, "content");
  return objectAt(objectAt(content ?? {}, "application/json") ?? {}, "schema");
}

function parseOrNull(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
