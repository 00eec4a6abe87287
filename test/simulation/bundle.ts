// The simulation and the engine in one file, as the engine is or with one fault planted in its source. Production code
// carries no switches for this.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build, type Plugin } from "esbuild";
import type { Change, Mutant } from "./mutants.ts";

// Packages in CommonJS ask for a `require`, which ES modules do not have.
const banner = `import { createRequire as createRequireOfBundle } from "node:module";
const require = createRequireOfBundle(import.meta.url);`;

/** Beside the installed packages, so that native ones are found from there. */
const place = "node_modules/.cache/simulation";

/**
 * Writes the bundle and returns its path.
 * @throws Error when the mutant's text is not in its file exactly once: the engine has changed, and so must the mutant.
 */
export async function writeSimulation(root: string, mutant: Mutant | null): Promise<string> {
  const outfile = join(root, place, `${mutant?.id ?? "engine"}-${process.pid}.mjs`);
  await build({
    entryPoints: [join(root, "test/simulation/child.ts")],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node22",
    external: ["better-sqlite3", "@napi-rs/keyring"],
    banner: { js: banner },
    logLevel: "warning",
    plugins: mutant ? [planting(root, mutant)] : [],
  });
  return outfile;
}

function planting(root: string, mutant: Mutant): Plugin {
  const changes = [mutant, ...(mutant.also ? [mutant.also] : [])];
  const planted = new Map(
    changes.map((change) => {
      const file = resolve(root, change.file);
      return [file, plant(readFileSync(file, "utf8"), mutant.id, change)];
    }),
  );
  return {
    name: "mutant",
    setup(builder) {
      builder.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const contents = planted.get(path);
        return contents === undefined ? null : { contents, loader: "ts" };
      });
    },
  };
}

/** The source with the fault in it. @throws Error when `find` does not occur exactly once. */
export function plant(source: string, id: string, { file, find, replace }: Change): string {
  const times = source.split(find).length - 1;
  if (times === 1) return source.replace(find, () => replace);
  throw new Error(
    `Mutant ${id}: its text occurs ${times} times in ${file} instead of once. Adapt it to the engine.`,
  );
}
