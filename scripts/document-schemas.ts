// The JSON Schema of every document of the CLI, read from the types in src/: a change of a key is a change of a file.
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Node, type SourceFile, SyntaxKind } from "typescript/unstable/ast";
import {
  isPropertyAssignment,
  isPropertySignatureDeclaration,
  isStringLiteral,
} from "typescript/unstable/ast/is";
import { API, type Checker, type Type } from "typescript/unstable/sync";
import { anyOf, type Schema, schemaOf } from "./type-schema.ts";

export const documentSchemaDir = "docs/schemas";

/** Where documents are put together; the demo's world and the sandbox speak to nobody. */
const places = /^src\/(?:cli|commands|core|daemon|demo)\//;
const documentName = /^integ\.[a-z-]+\/\d+$/;

interface Found {
  readonly name: string;
  /** Declared as a type: then what is written where a document is made adds nothing. */
  readonly isDeclared: boolean;
  readonly type: Type;
}

/** File name → text, for every document. */
export function buildDocumentSchemas(): ReadonlyMap<string, string> {
  const api = new API({ cwd: resolve(".") });
  try {
    const config = resolve("tsconfig.json");
    const project = api.updateSnapshot({ openProjects: [config] }).getProject(config);
    if (project === undefined) throw new Error("tsconfig.json was not understood");
    const files = sourceFiles().flatMap((path) => project.program.getSourceFile(resolve(path)) ?? []);
    const found = files.flatMap((file) => documentsIn(file, project.checker));
    const names = [...new Set(found.map(({ name }) => name))].sort();
    return new Map(names.map((name) => [fileOf(name), textOf(name, found, project.checker)]));
  } finally {
    api.close();
  }
}

/** `integ.health/1` → `integ.health.1.json` */
export const fileOf = (name: string): string => `${name.replace("/", ".")}.json`;

function sourceFiles(): readonly string[] {
  const paths = readdirSync("src", { recursive: true, encoding: "utf8" }).map((path) => `src/${path}`);
  return paths
    .filter((path) => places.test(path) && path.endsWith(".ts"))
    .filter((path) => readFileSync(path, "utf8").includes('"integ.'))
    .sort();
}

function documentsIn(file: SourceFile, checker: Checker): Found[] {
  const found: Found[] = [];
  const visit = (node: Node): void => {
    const name = nameIn(node);
    const type = name === null ? undefined : checker.getTypeAtLocation(node.parent);
    if (name !== null && type !== undefined) {
      found.push({ name, isDeclared: isPropertySignatureDeclaration(node), type });
    }
    node.forEachChild((child) => void visit(child));
  };
  visit(file);
  return found;
}

/** The document's name when the node is its `schema`. */
function nameIn(node: Node): string | null {
  const isSchema =
    (isPropertySignatureDeclaration(node) || isPropertyAssignment(node)) && node.name.getText() === "schema";
  if (!isSchema) return null;
  const value = isPropertyAssignment(node) ? node.initializer : literalOf(node.type);
  if (value === undefined || !isStringLiteral(value)) return null;
  return documentName.test(value.text) ? value.text : null;
}

function literalOf(type: Node | undefined): Node | undefined {
  if (type?.kind !== SyntaxKind.LiteralType) return undefined;
  let literal: Node | undefined;
  type.forEachChild((child) => {
    literal ??= child;
  });
  return literal;
}

function textOf(name: string, found: readonly Found[], checker: Checker): string {
  const own = found.filter((one) => one.name === name);
  const all = own.filter(({ isDeclared }) => isDeclared);
  // What another one extends is not printed itself.
  const bases = new Set(all.flatMap(({ type }) => (type.getBaseTypes() ?? []).map(({ id }) => id)));
  const declared = all.filter(({ type }) => !bases.has(type.id));
  const schemas = (declared.length > 0 ? declared : own).map(({ type }) =>
    named(name, schemaOf(checker, type)),
  );
  const document = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: name,
    ...anyOf(schemas),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** A name written in place is text for the compiler. */
function named(name: string, schema: Schema): Schema {
  return { ...schema, properties: { ...(schema.properties as object), schema: { const: name } } };
}
