// The input of an action from the command line: a JSON file, and KEY=VALUE pairs laid over it. What a pair's text means
// is decided by the action's schema: "5" is a number only where a number is asked for.
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { IntegrationError } from "../../core/contract/errors.ts";

export interface GivenInput {
  /** `-` is standard input. */
  readonly file: string | null;
  readonly readStandardInput: () => Promise<string>;
  /** As typed: `KEY=VALUE`, `KEY.PART=VALUE`. */
  readonly pairs: readonly string[];
  readonly schema: z.ZodType;
}

type Fields = Record<string, unknown>;
type JsonSchema = Readonly<Record<string, unknown>>;

/** The input, not checked yet. @throws IntegrationError E_USAGE for what can't be read */
export async function gatherInput({ file, readStandardInput, pairs, schema }: GivenInput): Promise<unknown> {
  const start =
    file === null ? {} : parseFile(file, await (file === "-" ? readStandardInput() : readText(file)));
  const known: JsonSchema = z.toJSONSchema(schema, { io: "input" });
  const input: Fields = { ...start };
  for (const pair of pairs) place(input, known, pair);
  return input;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw usage(`The input file ${file} can't be read: ${error instanceof Error ? error.message : error}`);
  }
}

function parseFile(file: string, text: string): Fields {
  const place = file === "-" ? "Standard input" : file;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw usage(`${place} holds no JSON: ${error instanceof Error ? error.message : error}`);
  }
  if (isFields(value)) return value;
  throw usage(`${place} holds no JSON object`);
}

/** Sets what one pair says; `known` is the schema of the whole input. */
function place(input: Fields, known: JsonSchema, pair: string): void {
  const at = pair.indexOf("=");
  const path = pair.slice(0, Math.max(0, at)).split(".");
  if (path.some((key) => key === "" || key === "__proto__")) throw usage(`"${pair}" is no KEY=VALUE`);
  let fields = input;
  let schema: JsonSchema | undefined = known;
  for (const key of path.slice(0, -1)) {
    schema = schemaAt(schema, key);
    const inner = isFields(fields[key]) ? { ...fields[key] } : {};
    fields[key] = inner;
    fields = inner;
  }
  const last = path.at(-1) ?? "";
  fields[last] = readValue(pair.slice(at + 1), schemaAt(schema, last));
}

function schemaAt(schema: JsonSchema | undefined, key: string): JsonSchema | undefined {
  const properties = schema?.properties;
  const own = isFields(properties) ? properties[key] : undefined;
  const one = own ?? schema?.additionalProperties;
  return isFields(one) ? one : undefined;
}

/** The text as the type that is asked for; what does not fit stays text, and the check of the input names it. */
function readValue(text: string, schema: JsonSchema | undefined): unknown {
  const { type } = schema ?? {};
  if (type === "boolean" && (text === "true" || text === "false")) return text === "true";
  if ((type === "number" || type === "integer") && text.trim() !== "" && !Number.isNaN(Number(text)))
    return Number(text);
  if (type === "array" && !text.trim().startsWith("["))
    return text
      .split(",")
      .map((part) => readValue(part.trim(), isFields(schema?.items) ? schema.items : undefined));
  return type === "array" || type === "object" ? parseOr(text) : text;
}

function parseOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const usage = (message: string): IntegrationError =>
  new IntegrationError({
    code: "E_USAGE",
    message,
    hint: "Give the input as KEY=VALUE, or as one JSON object with --input FILE.",
  });
