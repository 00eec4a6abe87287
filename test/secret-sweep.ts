// Looks for secrets where none may be: files, output, command lines; plain and in the forms programs turn text into.
import { type Dirent, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

export interface Secret {
  /** What it is, for the finding: `client secret`. */
  readonly name: string;
  readonly value: string;
}

export interface Place {
  /** `state/integ.db`, `stdout of integ status`. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** Where it is and in which form, one sentence; never the secret. */
export type Finding = string;

/** As a program writes it: plain, escaped for an address, in hex, and in base64 wherever in a text it began. */
export function formsOf(value: string): ReadonlyMap<string, string> {
  const bytes = Buffer.from(value);
  const hex = bytes.toString("hex");
  const forms = new Map([
    ["plain", value],
    ["url-encoded", encodeURIComponent(value)],
    ["hex", hex],
    ["upper-case hex", hex.toUpperCase()],
  ]);
  for (const before of [0, 1, 2]) {
    // The letters at both ends depend on what stands before and after.
    const padded = Buffer.concat([Buffer.alloc(before), bytes]);
    const start = Math.ceil((before * 8) / 6);
    const end = Math.floor((padded.length * 8) / 6);
    forms.set(`base64 (${before})`, padded.toString("base64").slice(start, end));
    forms.set(`base64url (${before})`, padded.toString("base64url").slice(start, end));
  }
  return forms;
}

/** Every secret in every place. */
export function sweep(places: readonly Place[], secrets: readonly Secret[]): readonly Finding[] {
  return secrets.flatMap(({ name, value }) => {
    const named = [...formsOf(value)].reverse();
    // Two forms of one text are called by the plainer name.
    const forms = [...new Map(named.map(([form, text]) => [text, form] as const))];
    return places.flatMap((place) =>
      forms
        .filter(([text]) => place.bytes.includes(text))
        .map(([, form]) => `the ${name} is in ${place.name}, ${form}`),
    );
  });
}

/** All files under `dir`, but those with such a name. */
export function filesIn(dir: string, except: RegExp): readonly Place[] {
  return entriesIn(dir, 5).flatMap((entry) => {
    if (!entry.isFile() || except.test(entry.name)) return [];
    const path = join(entry.parentPath, entry.name);
    const bytes = readOr(path);
    return bytes === null ? [] : [{ name: path.slice(dir.length - basename(dir).length), bytes }];
  });
}

/** A program that ends, a keyring's, say, takes its directory away while we look: looked at again. */
function entriesIn(dir: string, triesLeft: number): Dirent[] {
  try {
    return readdirSync(dir, { recursive: true, withFileTypes: true });
  } catch (error) {
    const isGone = error instanceof Error && "code" in error && error.code === "ENOENT";
    if (!isGone || triesLeft === 0) throw error;
    return entriesIn(dir, triesLeft - 1);
  }
}

export interface RunningProcess {
  readonly pid: number;
  readonly commandLine: Buffer;
  readonly environment: Buffer;
}

/** The processes whose environment holds `mark`: all that a test has started, with their children. */
export function processesOf(mark: string): readonly RunningProcess[] {
  return readdirSync("/proc").flatMap((name) => {
    const environment = /^\d+$/.test(name) ? readOr(`/proc/${name}/environ`) : null;
    if (environment === null || !environment.includes(mark)) return [];
    return [
      { pid: Number(name), commandLine: readOr(`/proc/${name}/cmdline`) ?? Buffer.alloc(0), environment },
    ];
  });
}

/** Null when it is gone or of another user meanwhile. */
function readOr(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}
