// The audit as documents: a list, a verdict, a file.
import { createReadStream } from "node:fs";
import { type FileHandle, open, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { parseLine, type ShownRow, showRow } from "../../core/audit/audit-file.ts";
import type { AuditRow } from "../../core/audit/audit-row.ts";
import { ChainCheck, type Head } from "../../core/audit/chain.ts";
import { IntegrationError } from "../../core/contract/errors.ts";
import { isDiskFull, systemCode, writeFailure } from "../../core/secrets/secrets-errors.ts";
import type { AuditFilter, Store } from "../../core/store/store.ts";

export interface AuditListDocument {
  readonly schema: "integ.audit/1";
  /** Newest first. */
  readonly rows: readonly ShownRow[];
}

export async function listAudit(
  store: Store,
  filter: AuditFilter,
  limit: number,
): Promise<AuditListDocument> {
  return { schema: "integ.audit/1", rows: (await store.lastAudit(filter, limit)).map(showRow) };
}

export interface AuditVerifyDocument {
  readonly schema: "integ.audit-verify/1";
  readonly source: string;
  readonly rows: number;
  /** Keep it somewhere else: only by it a chain that was cut or written anew as a whole is told. */
  readonly head: Head | null;
}

/** `SEQ:HASH`, as verify and export print it. @throws IntegrationError E_USAGE */
export function parseHead(text: string): Head {
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (hash === undefined)
    throw new IntegrationError({
      code: "E_USAGE",
      message: "--expect-head is SEQ:HASH, as `integ audit verify` prints it",
    });
  return { seq: Number(seq), hash };
}

/** A page at a time, in order. */
async function* pagesOf(store: Store, after: number): AsyncGenerator<readonly AuditRow[]> {
  for (let last = after; ; ) {
    const page = await store.audit({}, last);
    if (page.length === 0) return;
    yield page;
    last = page.at(-1)?.seq ?? last;
  }
}

/**
 * @throws IntegrationError E_AUDIT_BROKEN naming the first row that is missing or not what was written, or what guards
 * the rows and is gone.
 */
export async function verifyStore(
  store: Store,
  file: string,
  expected: Head | null,
): Promise<AuditVerifyDocument> {
  const check = new ChainCheck(expected);
  for await (const page of pagesOf(store, 0)) if (!page.every((row) => check.add(row))) break;
  const document = judge(check, file);
  if (document.rows === 0 && (await hasBegun(store)))
    throw broken(`Row 1 of the audit in ${file}: it is missing, and every installation has one`);
  const unguarded = (await store.missingParts()).filter((part) => part.startsWith("trigger audit_"));
  if (unguarded.length > 0)
    throw broken(
      `The rows of the audit in ${file} follow each other, but nothing guards them: the ${unguarded.join(", the ")} is missing`,
    );
  return document;
}

/** An installation got its name in the commit that wrote its first row, unless it is older than the audit. */
async function hasBegun(store: Store): Promise<boolean> {
  return (await store.meta("install-id")) !== null && (await store.meta("audit-begins-later")) === null;
}

/** The same for an exported file, without the database. */
export async function verifyFile(file: string, expected: Head | null): Promise<AuditVerifyDocument> {
  const check = new ChainCheck(expected, true);
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  let number = 0;
  try {
    for await (const line of lines) if (!check.add(parseLine(line, `${file}:${++number}`))) break;
  } catch (error) {
    if (systemCode(error) === "EISDIR") throw directory(file);
    throw systemCode(error) === "ENOENT" ? missing(file) : error;
  } finally {
    lines.close();
  }
  return judge(check, file);
}

const directory = (file: string): IntegrationError =>
  new IntegrationError({
    code: "E_INPUT",
    message: `${file} is a directory, not an exported audit`,
    hint: "Name the file that `integ audit export` made.",
  });

const missing = (file: string): IntegrationError =>
  new IntegrationError({
    code: "E_NOT_FOUND",
    message: `There is no file ${file}`,
    hint: "`integ audit export` makes one.",
  });

function judge(check: ChainCheck, source: string): AuditVerifyDocument {
  const { rows, head, firstBroken, fault } = check.verdict();
  if (firstBroken === null) return { schema: "integ.audit-verify/1", source, rows, head };
  throw broken(
    `Row ${firstBroken} of the audit in ${source}: ${fault}; the ${rows} rows before it are whole`,
  );
}

const broken = (message: string): IntegrationError =>
  new IntegrationError({ code: "E_AUDIT_BROKEN", message });

export interface AuditExportDocument {
  readonly schema: "integ.audit-export/1";
  readonly file: string;
  readonly rows: number;
  readonly head: Head | null;
}

/**
 * Writes the rows after `after` to a new file, mode 0600, and checks them while it does.
 * @throws IntegrationError E_FILE_EXISTS, E_STORE_FULL, E_INPUT when it can't be written there: no file is left;
 * E_AUDIT_BROKEN: what is whole has been written.
 */
export async function exportAudit(store: Store, file: string, after: number): Promise<AuditExportDocument> {
  const handle = await open(file, "wx", 0o600).catch((error: unknown) => {
    throw unwritable(file, error);
  });
  const check = new ChainCheck(null, after > 0);
  try {
    await writeRows(handle, pagesOf(store, after), check).finally(() => handle.close());
  } catch (error) {
    await rm(file, { force: true });
    throw isDiskFull(error) ? unwritable(file, error) : error;
  }
  const { rows, head } = judge(check, file);
  return { schema: "integ.audit-export/1", file, rows, head };
}

async function writeRows(
  handle: FileHandle,
  pages: AsyncIterable<readonly AuditRow[]>,
  check: ChainCheck,
): Promise<void> {
  for await (const page of pages) {
    const whole = page.filter((row) => check.add(row));
    // Unlike write, it goes on after a short one, so that a disk that fills up is told.
    await handle.appendFile(whole.map((row) => `${JSON.stringify(showRow(row))}\n`).join(""));
    if (whole.length < page.length) break;
  }
  await handle.sync();
}

function unwritable(file: string, error: unknown): IntegrationError {
  const code = systemCode(error);
  if (code === "EEXIST")
    return new IntegrationError({
      code: "E_FILE_EXISTS",
      message: `${file} is there already`,
      hint: "Name another file.",
    });
  if (isDiskFull(error)) return writeFailure(dirname(file), error);
  return new IntegrationError({
    code: "E_INPUT",
    message: `${file} can't be written (${code})`,
    hint: "Name a file in a directory that this user can write.",
    cause: error,
  });
}
