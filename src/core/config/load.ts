// The configuration from one file: text → YAML → checks → Config.
import { readFile as readFileOfSystem } from "node:fs/promises";
import type { Registry } from "../connectors/registry.ts";
import { checkDocument } from "./check-document.ts";
import { parseText } from "./document.ts";
import { ConfigInvalidError } from "./problems.ts";
import { type ReadFile, readText } from "./read-text.ts";
import type { Config } from "./types.ts";

export interface LoadConfigOptions {
  /** Path of the file, as messages should show it. */
  readonly file: string;
  /** The file's content when the caller has it; otherwise it is read. */
  readonly text?: string;
  readonly registry: Registry;
  readonly readFile?: ReadFile;
}

/**
 * Reads and checks the configuration.
 * @throws ConfigInvalidError (E_CONFIG_INVALID) with every problem found, each with line and column.
 * @throws ConfigError (E_CONFIG_MISSING) when the file is not there or can't be read.
 */
export async function loadConfig(options: LoadConfigOptions): Promise<Config> {
  const { file, registry } = options;
  const text = options.text ?? (await readText(file, options.readFile ?? readFileOfSystem));
  const parsed = parseText(file, text);
  if (parsed.document === null) throw new ConfigInvalidError(parsed.problems);
  const { problems, config } = await checkDocument(file, parsed.document, registry);
  if (config === null || parsed.problems.length > 0)
    throw new ConfigInvalidError([...parsed.problems, ...problems]);
  return config;
}
