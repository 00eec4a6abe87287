// The configuration from all its layers: defaults < file < overlay of the environment < variables < flags.
import { readFile as readFileOfSystem } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import type { Registry } from "../connectors/registry.ts";
import { ConfigError, IntegrationError } from "../contract/errors.ts";
import { checkDocument } from "./check-document.ts";
import { parseText } from "./document.ts";
import { type Layer, type Layers, mergeLayers, type Source } from "./merge.ts";
import { type Origins, originsOf } from "./origins.ts";
import { ConfigInvalidError, type ConfigProblem } from "./problems.ts";
import { type ReadFile, readText } from "./read-text.ts";
import { namePattern } from "./schema.ts";
import {
  type FlagSetting,
  isProblem,
  resolveSetting,
  settingsOfEnvironment,
  settingsOfFlags,
} from "./settings.ts";
import type { Config } from "./types.ts";

export interface LayerOptions {
  /** Path of the file, as messages should show it. */
  readonly file: string;
  /** The file's content when the caller has it; otherwise it is read. */
  readonly text?: string;
  /** Name of the environment whose overlay (`integ.NAME.yaml` beside the file) is laid over it; null: none. */
  readonly environment: string | null;
  /** Variables of the process; those that begin with `INTEG_SET__` are settings. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly flags: readonly FlagSetting[];
  readonly registry: Registry;
  readonly readFile?: ReadFile;
}

export interface ReadLayers {
  /** Null when a file is so broken that there is nothing to check further. */
  readonly document: Layers | null;
  readonly problems: readonly ConfigProblem[];
}

/**
 * Reads and checks the configuration with everything that is laid over its file.
 * @throws ConfigInvalidError (E_CONFIG_INVALID) with every problem, each at the place that set the value;
 * ConfigError (E_CONFIG_MISSING) when the file or the overlay can't be read; IntegrationError (E_USAGE) when the
 * environment's name can't be one.
 */
export async function loadLayers(
  options: LayerOptions,
): Promise<{ readonly config: Config; readonly origins: Origins }> {
  const { document, problems } = await readLayers(options);
  if (document === null) throw new ConfigInvalidError(problems);
  const checked = await checkDocument(options.file, document, options.registry);
  if (checked.config === null || problems.length > 0)
    throw new ConfigInvalidError([...problems, ...checked.problems]);
  const { environment } = options;
  const config = environment === null ? checked.config : { ...checked.config, environment };
  return { config, origins: originsOf(document, config, checked.effective) };
}

/** The layers of the configuration as one document, with what is wrong with their texts. @throws as {@link loadLayers}. */
export async function readLayers(options: LayerOptions): Promise<ReadLayers> {
  const { file, registry, readFile = readFileOfSystem } = options;
  const parsed = parseText(file, options.text ?? (await readText(file, readFile)));
  const overlay =
    options.environment === null ? null : await readOverlay(file, options.environment, readFile);
  const problems: ConfigProblem[] = [...parsed.problems, ...(overlay?.problems ?? [])];
  if (parsed.document === null || (overlay !== null && overlay.layer === null)) {
    return { document: null, problems };
  }
  const base = { source: { ...parsed.document, layer: "file" } satisfies Source, data: parsed.document.data };
  const layers: Layer[] = overlay?.layer == null ? [] : [overlay.layer];
  for (const setting of [...settingsOfEnvironment(options.env), ...settingsOfFlags(options.flags)]) {
    const resolved = await resolveSetting(setting, mergeLayers(base, layers).data, registry);
    if (isProblem(resolved)) problems.push(resolved);
    else layers.push(resolved);
  }
  return { document: mergeLayers(base, layers), problems };
}

/** Where the overlay of an environment is: `integ.staging.yaml` beside `integ.yaml`. */
export function overlayFile(file: string, environment: string): string {
  const extension = extname(file);
  return join(dirname(file), `${basename(file, extension)}.${environment}${extension}`);
}

interface Overlay {
  readonly problems: readonly ConfigProblem[];
  /** Null when the text is broken. */
  readonly layer: Layer | null;
}

async function readOverlay(file: string, environment: string, readFile: ReadFile): Promise<Overlay> {
  if (!namePattern.test(environment)) {
    throw new IntegrationError({
      code: "E_USAGE",
      message: `"${environment}" can't be the name of an environment`,
      hint: "Give --env or INTEG_ENV a name with a-z first, then a-z, 0-9 and -.",
    });
  }
  const place = overlayFile(file, environment);
  const { document, problems, empty } = parseText(place, await readOverlayText(place, environment, readFile));
  if (document !== null) {
    const { data, isBlank } = document;
    return { problems, layer: { source: { ...document, layer: "overlay" }, data, isBlank } };
  }
  if (!empty) return { problems, layer: null };
  const [nothing] = problems.map(({ message: _, ...rest }) => rest);
  const at: Source["problemAt"] = (_path, _target, message) => ({
    file: place,
    line: 1,
    column: 1,
    path: "",
    ...nothing,
    message,
  });
  const source: Source = {
    layer: "overlay",
    problemAt: at,
    problemInside: (path, _, message) => at(path, "key", message),
  };
  return { problems: [], layer: { source, data: null, isBlank: () => true } };
}

async function readOverlayText(place: string, environment: string, readFile: ReadFile): Promise<string> {
  try {
    return await readText(place, readFile);
  } catch (error) {
    if (!(error instanceof ConfigError) || error.code !== "E_CONFIG_MISSING") throw error;
    const message = `${error.message}, the overlay of the environment ${environment}`;
    const hint = "Write it, or name another environment with --env or INTEG_ENV.";
    throw new ConfigError({ code: "E_CONFIG_MISSING", message, hint, cause: error.cause });
  }
}
