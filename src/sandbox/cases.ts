// Reads any CSV of support cases into Case rows, as a stream, by a column map given or guessed.
import { createReadStream } from "node:fs";
import { CsvError, parse } from "csv-parse";
import {
  CASE_COLUMNS,
  type CaseColumn,
  type ColumnMap,
  caseOrigin,
  casePriority,
  caseStatus,
  fitText,
  guessColumns,
  headersOf,
} from "./case-columns.ts";
import type { Json } from "./json.ts";
import type { CaseRow } from "./server.ts";

export type CaseFileProblem =
  | "missing"
  | "unreadable"
  | "empty"
  | "no-subject"
  | "unknown-column"
  | "malformed";

/** What is wrong with a case file; `line` counts from 1, the header included. */
export class CaseFileError extends Error {
  readonly problem: CaseFileProblem;
  readonly file: string;
  readonly line: number | null;

  constructor(problem: CaseFileProblem, file: string, message: string, line: number | null = null) {
    super(line === null ? `${file}: ${message}` : `${file}:${line}: ${message}`);
    this.problem = problem;
    this.file = file;
    this.line = line;
  }
}

export interface LoadedCases {
  readonly rows: readonly CaseRow[];
  /** The map used, given or guessed. */
  readonly columns: ColumnMap;
  /** Headers of the file that no field takes. */
  readonly unused: readonly string[];
}

interface ParsedLine {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

const LENGTHS: Readonly<Partial<Record<CaseColumn, number>>> = {
  Subject: 255,
  Description: 32_000,
  Type: 40,
  Reason: 40,
  SuppliedName: 80,
  SuppliedPhone: 40,
  SuppliedCompany: 80,
};

/** @throws CaseFileError saying what is wrong and where */
export async function loadCases(file: string, columnMap?: ColumnMap): Promise<LoadedCases> {
  let headers: readonly string[] | null = null;
  let columns: ColumnMap = {};
  const rows: CaseRow[] = [];
  let withoutSubject = 0;
  for await (const { record, info } of readLines(file)) {
    if (headers === null) {
      headers = record.map((header) => header.trim());
      columns = chooseColumns(file, headers, columnMap);
      continue;
    }
    if (record.length !== headers.length) {
      const message = `the row has ${record.length} columns, the header has ${headers.length}`;
      throw new CaseFileError("malformed", file, message, info.lines);
    }
    const row = toCase(valuesOf(headers, record), columns, rows.length);
    if (row.Subject === null) withoutSubject += 1;
    rows.push(row.Subject === null ? { ...row, Subject: standIn(row) } : row);
  }
  if (headers === null || rows.length === 0) {
    throw new CaseFileError(
      "empty",
      file,
      headers === null ? "the file is empty" : "the file has a header but no rows",
    );
  }
  if (withoutSubject === rows.length) {
    throw new CaseFileError("no-subject", file, `the column "${columns.Subject}" is blank in every row`);
  }
  const used = new Set(Object.values(columns).flatMap(headersOf));
  return { rows, columns, unused: headers.filter((header) => !used.has(header)) };
}

/** A row without a subject is still a case: its description's beginning stands in. */
function standIn(row: CaseRow): Json {
  return fitText(String(row.Description ?? "").split("\n")[0] ?? "", 80) ?? "(no subject)";
}

async function* readLines(file: string): AsyncGenerator<ParsedLine> {
  const parser = parse({ bom: true, info: true, skip_empty_lines: true, relax_column_count: true });
  const source = createReadStream(file);
  source.on("error", (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    for await (const line of parser) yield readLine(line);
  } catch (error) {
    throw fileError(file, error);
  } finally {
    source.destroy();
  }
}

function readLine(line: unknown): ParsedLine {
  if (typeof line === "object" && line !== null && "record" in line && "info" in line) {
    const { record, info } = line;
    const lines = typeof info === "object" && info !== null && "lines" in info ? Number(info.lines) : 0;
    if (Array.isArray(record)) return { record: record.map(String), info: { lines } };
  }
  throw new Error("the CSV parser gave no record");
}

function fileError(file: string, error: unknown): Error {
  if (error instanceof CaseFileError) return error;
  if (error instanceof CsvError) {
    const lines = "lines" in error ? Number(error.lines) : Number.NaN;
    return new CaseFileError("malformed", file, error.message, Number.isNaN(lines) ? null : lines);
  }
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ENOENT") return new CaseFileError("missing", file, "there is no such file");
  if (code === "EISDIR") return new CaseFileError("unreadable", file, "this is a directory, not a CSV file");
  const reason = error instanceof Error ? error.message : String(error);
  return new CaseFileError("unreadable", file, `the file can't be read: ${reason}`);
}

function chooseColumns(file: string, headers: readonly string[], given: ColumnMap | undefined): ColumnMap {
  const columns = given ?? guessColumns(headers);
  for (const source of Object.values(columns).flatMap(headersOf)) {
    if (headers.includes(source)) continue;
    const message = `there is no column "${source}"; the file has ${headers.join(", ")}`;
    throw new CaseFileError("unknown-column", file, message, 1);
  }
  if (columns.Subject !== undefined) return columns;
  const message = `no column is known to hold the subject; name one with a column map. The file has ${headers.join(", ")}`;
  throw new CaseFileError("no-subject", file, message, 1);
}

function valuesOf(headers: readonly string[], record: readonly string[]): ReadonlyMap<string, string> {
  return new Map(headers.map((header, index) => [header, record[index] ?? ""]));
}

function toCase(values: ReadonlyMap<string, string>, columns: ColumnMap, row: number): CaseRow {
  const out: Record<string, Json> = {};
  for (const column of CASE_COLUMNS) {
    const source = columns[column];
    const texts =
      source === undefined ? null : headersOf(source).map((header) => (values.get(header) ?? "").trim());
    const value = toField(column, texts, row);
    if (value !== undefined) out[column] = value;
  }
  return out;
}

/** undefined: the file says nothing and the org's default holds. */
function toField(column: CaseColumn, texts: readonly string[] | null, row: number): Json | undefined {
  if (column === "Priority") return casePriority(texts?.[0] ?? null, row);
  if (texts === null) return undefined;
  const text = texts.filter((part) => part !== "").join(" - ");
  if (column === "Status") return caseStatus(text);
  if (column === "Origin") return caseOrigin(text);
  if (column === "SuppliedEmail") return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? text : null;
  if (column === "CreatedDate") return createdDate(text);
  return fitText(text, LENGTHS[column] ?? 255);
}

/** Times without a zone are read as UTC, so that every machine loads the same. */
function createdDate(text: string): Json | undefined {
  const hasZone = /(?:Z|[+-]\d{2}:?\d{2})$/.test(text);
  const isIso = /^\d{4}-\d{2}-\d{2}T/.test(text);
  const atMs = Date.parse(isIso && !hasZone ? `${text}Z` : text);
  return Number.isNaN(atMs) ? undefined : new Date(atMs).toISOString();
}
