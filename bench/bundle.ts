// Bundles a process of a bench as integ itself is bundled, so that what loads it from sources is not measured.
import { join } from "node:path";
import { build } from "esbuild";

const directory = "node_modules/.cache/integ-bench";

// Packages in CommonJS ask for a `require`, which ES modules do not have.
const banner = `import { createRequire as createRequireOfBundle } from "node:module";
const require = createRequireOfBundle(import.meta.url);`;

/** @returns the path of the bundled file. @throws Error when a source does not compile. */
export async function bundleProcess(source: URL, name: string): Promise<string> {
  const outfile = join(directory, `${name}.js`);
  await build({
    entryPoints: [source.pathname],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node22",
    external: ["better-sqlite3", "@napi-rs/keyring", "pino"],
    banner: { js: banner },
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "warning",
  });
  return outfile;
}
