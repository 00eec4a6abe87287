// Compares requests and answers with the vendor's published OpenAPI description.
import { readFile } from "node:fs/promises";
import type { Answer, Call } from "../edge.ts";
import { arrayAt, isJsonObject, type Json, type JsonObject, objectAt } from "../json.ts";
import { relaxSpec } from "./spec-gaps.ts";

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

/** Loads the description. @throws Error when the file can't be read or is no OpenAPI document */
export async function loadSpec(file: string): Promise<SpecCheck> {
  const [{ parse }, { Ajv }, formats] = await Promise.all([
    import("yaml"),
    import("ajv"),
    import("ajv-formats"),
  ]);
  // YAML 1.2 core reads the vendor's unquoted `=` as text, where YAML 1.1 loaders refuse the file.
  const parsed: unknown = parse(await readFile(file, "utf8"), { version: "1.2" });
  if (!isJsonObject(parsed) || objectAt(parsed, "paths") === null)
    throw new Error(`${file} is not an OpenAPI document`);
  const spec = relaxSpec(parsed);
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true, logger: false });
  formats.default.default(ajv);
  ajv.addFormat("int64", true);
  ajv.addSchema({ $id: "spec", components: spec.components ?? {} });
  const compiled = new Map<string, Validate>();
  const validatorOf = (schema: JsonObject): Validate => {
    const key = JSON.stringify(schema);
    const known = compiled.get(key);
    if (known !== undefined) return known;
    const test = ajv.compile(rebase(schema));
    const validate: Validate = (value) =>
      test(value)
        ? []
        : (test.errors ?? []).map((error) => `${error.instancePath || "/"} ${error.message ?? "is wrong"}`);
    compiled.set(key, validate);
    return validate;
  };
  return new LoadedSpec(operationsOf(spec), validatorOf, ticketProperties(spec));
}

/** Local references point into the schema registered as `spec`. */
function rebase(schema: JsonObject): JsonObject {
  const text = JSON.stringify(schema).replaceAll('"#/components/', '"spec#/components/');
  const parsed: unknown = JSON.parse(text);
  return isJsonObject(parsed) ? parsed : {};
}

/** Names a ticket may carry in a request; the last three are described only for some bulk bodies. */
function ticketProperties(spec: JsonObject): ReadonlySet<string> {
  const schemas = objectAt(objectAt(spec, "components") ?? {}, "schemas") ?? {};
  const properties = objectAt(objectAt(schemas, "TicketObject") ?? {}, "properties") ?? {};
  return new Set([...Object.keys(properties), "id", "additional_tags", "remove_tags"]);
}

function operationsOf(spec: JsonObject): readonly Operation[] {
  return Object.entries(objectAt(spec, "paths") ?? {}).flatMap(([path, item]) => {
    if (!isJsonObject(item)) return [];
    const source = path.replaceAll(/\{[^}]+\}/g, "[^/]+");
    return [
      { pattern: new RegExp(`^${source}$`), weight: (path.match(/\{/g) ?? []).length, pointer: path, item },
    ];
  });
}

class LoadedSpec implements SpecCheck {
  readonly #operations: readonly Operation[];
  readonly #validatorOf: (schema: JsonObject) => Validate;
  readonly #ticketProperties: ReadonlySet<string>;

  constructor(
    operations: readonly Operation[],
    validatorOf: (schema: JsonObject) => Validate,
    ticketProperties: ReadonlySet<string>,
  ) {
    this.#operations = operations;
    this.#validatorOf = validatorOf;
    this.#ticketProperties = ticketProperties;
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
    return [...this.#validatorOf(schema)(parsed), ...this.#unknownNames(parsed)];
  }

  /** The description allows further properties everywhere; a ticket's invented ones would pass unseen. */
  #unknownNames(body: Json): readonly string[] {
    const one = objectAt(body, "ticket");
    const tickets = [
      ...(one === null ? [] : [one]),
      ...(arrayAt(body, "tickets") ?? []).filter(isJsonObject),
    ];
    const names = new Set(tickets.flatMap((ticket) => Object.keys(ticket)));
    return [...names]
      .filter((name) => !this.#ticketProperties.has(name))
      .map((name) => `/ticket/${name} is not described`);
  }

  /** Only what went well is described; error answers have no schema. */
  #response(answer: Answer, method: JsonObject): readonly string[] {
    if (answer.status >= 300) return [];
    const described = objectAt(objectAt(method, "responses") ?? {}, String(answer.status));
    if (described === null) return [`status ${answer.status} is not described`];
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
