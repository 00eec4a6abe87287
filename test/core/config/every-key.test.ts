// Every key of the JSON Schema with every kind of value it does not take: one problem each, at its place, in words.
import { Ajv } from "ajv";
import ajvFormats from "ajv-formats";
import { beforeAll, describe, expect, it } from "vitest";
import { isMap, isNode, isScalar, isSeq, parseDocument } from "yaml";
import { jsonSchema } from "../../../src/core/config/json-schema.ts";
import { lintConfig } from "../../../src/core/config/lint.ts";
import { type ConfigPath, formatPath } from "../../../src/core/config/problems.ts";
import { builtinConnectors, createRegistry } from "../../../src/core/connectors/registry.ts";
import { isInFull } from "../../skips.ts";
import { everyKeyText } from "./every-key-text.ts";

type Node = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const registry = createRegistry({ entries: builtinConnectors });
const common = {
  file: "integ.yaml",
  environment: null,
  env: {},
  flags: [],
  registry,
  level: "static" as const,
};

/** A key of the schema, and where it stands in the configuration. */
interface Key {
  readonly id: string;
  readonly path: ConfigPath;
  readonly schemas: Node[];
}

/** The node and its alternatives that can be meant by the data. */
function alternatives(node: Node, data: unknown): Node[] {
  const connector = isObject(node.properties) ? node.properties.connector : undefined;
  if (isObject(connector) && isObject(data)) {
    if (connector.const !== undefined && connector.const !== data.connector) return [];
    if (connector.pattern === "^package:") return [];
  }
  const branches = [node.anyOf, node.oneOf, node.allOf].flatMap((list) => (Array.isArray(list) ? list : []));
  return [node, ...branches.filter(isObject).flatMap((branch) => alternatives(branch, data))];
}

/** Fills `keys` with those that stand in the data; the others stay without a path. */
function walk(node: Node, id: string, path: ConfigPath, data: unknown, keys: Map<string, Key | null>): void {
  for (const one of alternatives(node, data)) {
    for (const [key, schema] of Object.entries(isObject(one.properties) ? one.properties : {})) {
      if (!isObject(schema)) continue;
      visit(schema, `${id}.${key}`, [...path, key], isObject(data) ? data[key] : undefined, keys);
    }
    if (isObject(one.additionalProperties) && isObject(data)) {
      for (const [name, value] of Object.entries(data))
        visit(one.additionalProperties, `${id}.*`, [...path, name], value, keys);
    }
    if (isObject(one.items) && Array.isArray(data)) {
      for (const [index, item] of data.entries()) visit(one.items, `${id}[]`, [...path, index], item, keys);
    }
  }
}

function visit(
  schema: Node,
  id: string,
  path: ConfigPath,
  data: unknown,
  keys: Map<string, Key | null>,
): void {
  const known = keys.get(id);
  if (data === undefined) keys.set(id, known ?? null);
  else if (!known) keys.set(id, { id, path, schemas: [schema] });
  else if (formatPath(known.path) === formatPath(path)) known.schemas.push(schema);
  walk(schema, id, path, data, keys);
}

const kinds: Readonly<Record<string, readonly unknown[]>> = {
  null: [null],
  number: [1.5, -7, 1e308],
  string: ["no such thing, and far away from it", "x".repeat(5000)],
  boolean: [true, false],
  array: [[], [[]], [{ a: 1 }]],
  object: [{}, { nothing: { like: "it" } }],
};

function typesOf(schema: Node): string[] {
  const own = [schema.type].flat().map(String);
  const literal = [schema.const, ...(Array.isArray(schema.enum) ? schema.enum : [])].filter(
    (value) => value !== undefined,
  );
  const below = [schema.anyOf, schema.oneOf].flatMap((list) =>
    Array.isArray(list) ? list.filter(isObject) : [],
  );
  return [
    ...own.map((type) => (type === "integer" ? "number" : type)),
    ...literal.map((value) => typeof value),
    ...below.flatMap(typesOf),
  ];
}

const ajv = new Ajv({ strict: false });
ajvFormats.default(ajv);

/** Values that the key can't have: of another type, or scalars outside what its schema allows. */
function wrongValues({ schemas }: Key): unknown[] {
  const types = new Set(schemas.flatMap(typesOf));
  const checks = schemas.map((schema) => ajv.compile(schema));
  return Object.entries(kinds).flatMap(([kind, values]) => {
    if (!types.has(kind)) return values;
    if (kind === "object" || kind === "array") return [];
    return values.filter((value) => checks.every((check) => !check(value)));
  });
}

const example = parseDocument(everyKeyText);
const inOneStyle = { lineWidth: 0 };
const exampleText = example.toString(inOneStyle);
const exampleRead = parseDocument(exampleText);

/** The example with the value there; read once, and as it was afterwards. */
function withValue(path: ConfigPath, value: unknown): string {
  const before = example.getIn(path, true);
  example.setIn(path, example.createNode(value));
  const text = example.toString(inOneStyle);
  example.setIn(path, before);
  return text;
}

/** The key and the value at a path; no key for an item of a list. */
function nodesAt(document: ReturnType<typeof parseDocument>, path: ConfigPath) {
  let node: unknown = document.contents;
  let key: unknown = null;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === step);
      key = pair?.key ?? null;
      node = pair?.value;
    } else if (isSeq(node)) {
      key = null;
      node = node.items[Number(step)];
    }
  }
  return { key, node };
}

const startOf = (node: unknown): number[] => (isNode(node) ? [node.range?.[0] ?? 0] : []);

/** Lines and columns of the key and of its value, found without our own code. */
function placesOf(text: string, path: ConfigPath): string[] {
  return offsetsOf(text, path).map((offset) => {
    const before = text.slice(0, offset).split("\n");
    return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
  });
}

/** Where the text is the example up to the key, as nearly always, it need not be read anew. */
function offsetsOf(text: string, path: ConfigPath): number[] {
  const { key, node } = nodesAt(exampleRead, path);
  const end = isNode(key) ? (key.range?.[1] ?? 0) : (startOf(node)[0] ?? 0);
  if (!text.startsWith(exampleText.slice(0, end))) {
    const anew = nodesAt(parseDocument(text), path);
    return [...startOf(anew.key), ...startOf(anew.node)];
  }
  return [...startOf(key), end + text.slice(end).search(/[^\s:]/)];
}

const keys = new Map<string, Key | null>();
beforeAll(async () => {
  const schema = await jsonSchema(registry);
  walk(schema, "", [], parseDocument(everyKeyText).toJS(), keys);
});

/** What is wrong with how a wrong value is reported; null when nothing is. */
async function faultOf({ path }: Key, value: unknown): Promise<string | null> {
  const text = withValue(path, value);
  const report = await lintConfig({ ...common, text });
  const shown = report.problems.map((one) => `${one.line}:${one.column} ${one.path}: ${one.message}`);
  const [problem, ...others] = report.problems;
  const is = (fault: string): string =>
    `${formatPath(path)} = ${JSON.stringify(value)?.slice(0, 40)}: ${fault} ${JSON.stringify(shown)}`;
  if (problem === undefined) return is("not reported");
  if (others.length > 0) return is("more than one problem");
  const own = formatPath(path);
  if (problem.path !== own && !problem.path.startsWith(own)) return is("reported elsewhere");
  const places = problem.path === own ? placesOf(text, path) : null;
  if (places?.includes(`${problem.line}:${problem.column}`) === false)
    return is(`not at ${places.join(" or ")}`);
  const key = path.findLast((step) => typeof step === "string") ?? "";
  const names = [key, "this must be", "each item here"];
  if (!names.some((name) => problem.message.includes(name))) return is("does not name the key");
  if (/Invalid input|undefined|NaN|ZodError|9007199254740991|\[object/.test(problem.message))
    return is("is no sentence");
  if (typeof value === "string" && value.length > 100 && problem.message.includes(value))
    return is("repeats the text");
  return null;
}

/** All wrong values where nothing is skipped; one in four, and not the same each time, where somebody waits. */
const oneIn = isInFull ? 1 : 4;

describe("every key of the configuration", () => {
  it("CFG-8 the example is right and has every key of the JSON Schema", async () => {
    expect(
      (await lintConfig({ ...common, text: everyKeyText })).problems.filter(
        (one) => one.severity === "error",
      ),
    ).toEqual([]);
    const missing = [...keys].filter(([, key]) => key === null).map(([id]) => id);
    expect(missing).toEqual([]);
    expect(keys.size).toBeGreaterThan(120);
  });

  it("CFG-8 each with a wrong value is one problem at its line and column that names it", async () => {
    const faults: string[] = [];
    const first = Math.floor(Math.random() * oneIn);
    let cases = 0;
    for (const key of keys.values()) {
      if (key === null) continue;
      const wrong = wrongValues(key);
      if (wrong.length === 0) faults.push(`${key.id} has no wrong value`);
      for (const value of wrong) {
        cases++;
        if (cases % oneIn !== first) continue;
        const fault = await faultOf(key, value);
        if (fault !== null) faults.push(fault);
      }
    }
    expect(faults).toEqual([]);
    expect(cases).toBeGreaterThan(1000);
  }, 300_000);
});
