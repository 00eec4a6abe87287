// A checkout made of links, in which the files of docs/adding-a-connector.md stand where the page puts them.
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";

const page = "docs/adding-a-connector.md";

export interface Checkout {
  readonly dir: string;
  /** Paths of the page's files below `dir`. */
  readonly files: readonly string[];
  remove(): Promise<void>;
}

/** Path → text of each file on the page: a heading that is a path, and the first block of code below it. */
export async function filesOnPage(): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(page, "utf8");
  const found = text.matchAll(/^### `([\w./-]+\.ts)`$.*?^```ts\n(.*?)^```$/gms);
  return new Map([...found].map(([, path = "", code = ""]) => [path, code]));
}

/** `mend` may change a file before it is written. */
export async function checkOutExample(
  mend: (path: string, code: string) => string = (_path, code) => code,
): Promise<Checkout> {
  const dir = await mkdtemp(join(tmpdir(), "integ-example-"));
  const files = await filesOnPage();
  for (const [path, code] of files) {
    await mkdir(join(dir, dirname(path)), { recursive: true });
    await writeFile(join(dir, path), mend(path, code));
  }
  await linkRest(process.cwd(), dir);
  const tsconfig = { extends: resolve("tsconfig.json"), include: [...files.keys()] };
  await writeFile(join(dir, "tsconfig.json"), JSON.stringify(tsconfig));
  return { dir, files: [...files.keys()], remove: () => rm(dir, { recursive: true }) };
}

/** What the copy lacks is a link to the original; folders that the page adds to are gone through. */
async function linkRest(from: string, to: string): Promise<void> {
  const own = await readdir(to, { withFileTypes: true });
  for (const name of await readdir(from)) {
    const there = own.find((entry) => entry.name === name);
    if (there?.isDirectory()) await linkRest(join(from, name), join(to, name));
    else if (there === undefined && !isLeftOut(name)) await symlink(join(from, name), join(to, name));
  }
}

const isLeftOut = (name: string): boolean => basename(name).startsWith(".") || name === "tsconfig.json";
