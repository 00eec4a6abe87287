// Writes dist/: one file per command with what they share in chunks, so that a start reads few files.
import { globSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { build } from "esbuild";

/** Loaded by name from outside the bundle: by bin/run.js, by oclif, or as a process of its own. */
const named = [
  "src/cli/main.ts",
  "src/cli/fast-start.ts",
  "src/cli/help.ts",
  "src/cli/unknown-command.ts",
  "src/core/secrets/keychain-child.ts",
];

// Packages in CommonJS ask for a `require`, which ES modules do not have.
const banner = `import { createRequire as createRequireOfBundle } from "node:module";
const require = createRequireOfBundle(import.meta.url);`;

/** @throws Error when a source does not compile. */
export async function writeBundle(): Promise<void> {
  const { outputFiles } = await build({
    entryPoints: [...globSync("src/commands/**/*.ts"), ...named],
    outdir: "dist",
    outbase: "src",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node22",
    // Native code can't be bundled; pino is only read when the first line is logged.
    external: ["better-sqlite3", "@napi-rs/keyring", "pino"],
    chunkNames: "chunks/[name]-[hash]",
    // Beside the code and not named in it: a process whose coverage is counted would copy them all into its report.
    sourcemap: "external",
    define: { "process.env.NODE_ENV": '"production"' },
    banner: { js: banner },
    logLevel: "warning",
    write: false,
  });
  for (const { path, contents } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
  }
  // Last, so that what runs meanwhile still finds its files.
  const written = new Set(outputFiles.map(({ path }) => path));
  for (const file of globSync("dist/**/*.{js,map}")) {
    if (!written.has(resolve(file))) rmSync(file);
  }
}
