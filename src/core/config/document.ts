// YAML text → plain data, with the place of every key and value. Knows YAML, not what the keys mean.
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  visit,
  type YAMLError,
} from "yaml";
import { type ConfigPath, type ConfigProblem, formatPath } from "./problems.ts";
import { offsetInScalar } from "./scalar-offsets.ts";

/** What a problem points at: the key that is wrong, or the value below it. */
export type Target = "key" | "value";

export interface ConfigDocument {
  readonly data: unknown;
  /** A problem at the place of `path`, or of its nearest ancestor that exists. */
  problemAt(path: ConfigPath, target: Target, message: string, suggestion?: string): ConfigProblem;
  /** A problem `offset` UTF-16 code units into the text at `path`. */
  problemInside(path: ConfigPath, offset: number, message: string, suggestion?: string): ConfigProblem;
}

/** A document that was read from text. */
export interface ParsedDocument extends ConfigDocument {
  /** Whether the key at `path` has no value written at all; `null` and `~` are written. */
  isBlank(path: ConfigPath): boolean;
}

export interface ParsedText {
  /** Null when the text is so broken that there is nothing to check further. */
  readonly document: ParsedDocument | null;
  readonly problems: readonly ConfigProblem[];
  /** There is nothing in the text but comments. */
  readonly empty: boolean;
}

interface Place {
  readonly line: number;
  readonly column: number;
}

const mostAliases = 100;
const longestText = 1024 * 1024;
const tooDeep = "the file is nested too deeply to be read as YAML";

const plainWords: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: "a tab is used for indentation; YAML needs spaces",
  MULTIPLE_DOCS: "a second YAML document starts here; the configuration is one document",
  TAG_RESOLVE_FAILED: "tags (!name) are not allowed here",
};

/** Parses one YAML document. Never throws: whatever is wrong with the text is a problem. */
export function parseText(file: string, rawText: string): ParsedText {
  const text = rawText.startsWith("\uFEFF") ? rawText.slice(1) : rawText;
  const problemAtStart = (message: string): ParsedText => ({
    document: null,
    problems: [{ file, line: 1, column: 1, path: "", message, rule: "not-yaml" }],
    empty: false,
  });
  if (text.length > longestText) return problemAtStart("the file is larger than 1 MB");
  const lines = new LineCounter();
  let document: Document.Parsed;
  try {
    document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      logLevel: "error",
      stringKeys: false,
    });
  } catch {
    return problemAtStart(tooDeep);
  }
  // It catches running out of stack itself; what it says after that is noise.
  if (document.errors.some((error) => error.code === "RESOURCE_EXHAUSTION")) return problemAtStart(tooDeep);
  if (document.errors.length === 0 && isEmpty(document)) {
    return { ...problemAtStart("the file is empty; `integ init` writes one to start from"), empty: true };
  }
  const problems = causes(document).map((error) => describeYaml(file, error, lines, text));
  const broken = document.errors.some((error) => error.code !== "DUPLICATE_KEY");
  if (broken) return { document: null, problems, empty: false };
  return readData(file, document, lines, problems, text);
}

function isEmpty(document: Document.Parsed): boolean {
  const contents: unknown = document.contents;
  return contents === null || (isScalar(contents) && contents.value === null);
}

const mostSyntaxErrors = 5;

/** The errors worth telling: a tab, or a first slip, makes the parser stumble over what follows it. */
function causes(document: Document.Parsed): YAMLError[] {
  const tabs = document.errors.filter((error) => error.code === "TAB_AS_INDENT");
  if (tabs.length > 0) return tabs;
  const all = [...document.errors, ...document.warnings];
  return all.filter((error) => error.code === "DUPLICATE_KEY" || all.indexOf(error) < mostSyntaxErrors);
}

function describeYaml(file: string, error: YAMLError, lines: LineCounter, text: string): ConfigProblem {
  const place = placeOf(lines, error.pos[0]);
  const word = /^[\w.-]+/.exec(text.slice(error.pos[0], error.pos[0] + 80))?.[0];
  const message =
    error.code === "DUPLICATE_KEY"
      ? `the key "${word ?? ""}" is given twice in this map`
      : (plainWords[error.code] ?? `this is not YAML: ${error.message}`);
  return { file, ...place, path: "", message, rule: "not-yaml" };
}

function placeOf(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

function readData(
  file: string,
  document: Document.Parsed,
  lines: LineCounter,
  earlier: readonly ConfigProblem[],
  text: string,
): ParsedText {
  const problems = [...earlier, ...findUnreadable(file, document, lines)];
  if (problems.length > earlier.length) return { document: null, problems, empty: false };
  let data: unknown;
  try {
    data = document.toJS({ maxAliasCount: mostAliases });
  } catch {
    const message = "the aliases (*name) in this file multiply too much, or point at themselves";
    return {
      document: null,
      problems: [...problems, { file, line: 1, column: 1, path: "", message, rule: "not-yaml" }],
      empty: false,
    };
  }
  const problem = (
    offset: number,
    path: ConfigPath,
    message: string,
    suggestion?: string,
  ): ConfigProblem => ({
    file,
    ...placeOf(lines, offset),
    path: formatPath(path),
    message,
    ...(suggestion === undefined ? {} : { suggestion }),
  });
  const problemAt: ConfigDocument["problemAt"] = (path, target, message, suggestion) =>
    problem(offsetAt(document, path, target), path, message, suggestion);
  const problemInside: ConfigDocument["problemInside"] = (path, offset, message, suggestion) => {
    const node: unknown = document.getIn(path, true);
    const scalar = isAlias(node) ? node.resolve(document) : node;
    const place = isScalar(scalar) ? offsetInScalar(text, scalar, offset) : null;
    return problem(place ?? offsetAt(document, path, "value"), path, message, suggestion);
  };
  const isBlank: ParsedDocument["isBlank"] = (path) => {
    const node: unknown = document.getIn(path, true);
    return (
      node === null || node === undefined || (isScalar(node) && node.value === null && node.source === "")
    );
  };
  return { document: { data, problemAt, problemInside, isBlank }, problems, empty: false };
}

/** Keys and aliases that have no plain-data counterpart. */
function findUnreadable(file: string, document: Document.Parsed, lines: LineCounter): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const report = (node: unknown, message: string): void => {
    const offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
    problems.push({ file, ...placeOf(lines, offset), path: "", message, rule: "not-yaml" });
  };
  visit(document, {
    Pair: (_, pair: Pair) => {
      if (!isScalar(pair.key) || pair.key.value === null)
        report(pair.key ?? pair.value, "a key must be a plain word");
      else if (pair.key.value === "__proto__") report(pair.key, "this key is not allowed");
    },
    Alias: (_, alias) => {
      if (alias.resolve(document) === undefined)
        report(alias, `there is no anchor &${alias.source} before this alias`);
    },
  });
  return problems;
}

/** Offset of the key or value at `path`, or of the deepest step that exists. */
function offsetAt(document: Document.Parsed, path: ConfigPath, target: Target): number {
  let node: unknown = document.contents;
  let key: unknown = null;
  let offset = startOf(node) ?? 0;
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair: Pair | undefined = node.items.findLast(
        (item) => isScalar(item.key) && String(item.key.value) === String(step),
      );
      if (pair === undefined) return key === null ? offset : (startOf(key) ?? offset);
      key = pair.key;
      node = pair.value;
    } else if (isSeq(node)) {
      key = null;
      node = node.items[Number(step)];
    } else return offset;
    offset = startOf(node) ?? startOf(key) ?? offset;
  }
  return target === "key" ? (startOf(key) ?? offset) : offset;
}

function startOf(node: unknown): number | undefined {
  // A value that is not written has no place of its own.
  if (isScalar(node) && node.value === null && node.source === "") return undefined;
  return isNode(node) ? node.range?.[0] : undefined;
}
