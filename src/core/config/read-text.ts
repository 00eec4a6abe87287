// The text of a configuration file, or a sentence about why there is none.
import { basename } from "node:path";
import { ConfigError } from "../contract/errors.ts";
import { ConfigInvalidError } from "./problems.ts";

export type ReadFile = (file: string) => Promise<Uint8Array>;

/**
 * The file as text.
 * @throws ConfigError (E_CONFIG_MISSING) when it is not there or can't be read; ConfigInvalidError when it is not UTF-8.
 */
export async function readText(file: string, readFile: ReadFile): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    throw missingFile(file, cause);
  }
  return decodeText(file, bytes);
}

function missingFile(file: string, cause: unknown): ConfigError {
  const code =
    typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : "unknown";
  if (code === "ENOENT" || code === "ENOTDIR") {
    return new ConfigError({
      code: "E_CONFIG_MISSING",
      message: `There is no configuration at ${file}`,
      cause,
    });
  }
  const reasons: Record<string, string> = {
    EACCES: "this user may not read it",
    EISDIR: "it is a directory",
  };
  return new ConfigError({
    code: "E_CONFIG_MISSING",
    message: `The configuration ${file} can't be read: ${reasons[code] ?? code}`,
    hint: "Correct the file's rights, or name another file with --config.",
    cause,
  });
}

function decodeText(file: string, bytes: Uint8Array): string {
  const refuse = (line: number, message: string): never => {
    throw new ConfigInvalidError([{ file, line, column: 1, path: "", message, rule: "not-yaml" }]);
  };
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return refuse(1, "the file is UTF-16; save it as UTF-8");
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const lenient = new TextDecoder("utf-8").decode(bytes);
    const line = lenient.slice(0, Math.max(0, lenient.indexOf("\uFFFD"))).split("\n").length;
    return refuse(line, `${basename(file)} is not UTF-8 here; save it as UTF-8`);
  }
}
