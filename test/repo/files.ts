// The repository's own files, for the tests that hold its rules.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

export interface SourceFile {
  /** Relative to the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

const NOT_OURS = /^(node_modules|dist|coverage|\.git)(\/|$)/;

/** Paths that are, or would be, committed. Without git (an unpacked archive) everything that is not built. */
export function listFiles(): string[] {
  try {
    const output = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return output.split("\0").filter(Boolean).filter(isReadable);
  } catch {
    const all = readdirSync(".", { recursive: true, withFileTypes: true });
    return all
      .filter((entry) => entry.isFile())
      .map((entry) => `${entry.parentPath}/${entry.name}`.replace(/^\.\//, ""))
      .filter((path) => !NOT_OURS.test(path) && !path.includes("/node_modules/"));
  }
}

export function readSources(prefix: string): SourceFile[] {
  return listFiles()
    .filter((path) => path.startsWith(prefix) && path.endsWith(".ts"))
    .map((path) => ({ path, text: readFileSync(path, "utf8") }));
}

/** A file deleted from the work tree is still in git's index until the deletion is committed. */
function isReadable(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}
