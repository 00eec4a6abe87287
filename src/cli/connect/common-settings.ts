// What the configuration says of a connection beside its connector's own keys, before the connection is proven.
import { checkDocument } from "../../core/config/check-document.ts";
import { resolveConnectionSettings } from "../../core/config/connection-settings.ts";
import type { ConfigDocument } from "../../core/config/document.ts";
import { readLayers } from "../../core/config/layers.ts";
import { ConfigInvalidError } from "../../core/config/problems.ts";
import { ConnectionBase, connectionKeys } from "../../core/config/schema.ts";
import { Security } from "../../core/config/schema-connection.ts";
import { valueAt } from "../../core/config/schema-problems.ts";
import { openRegistry } from "../../daemon/app.ts";
import type { CommandContext } from "../context.ts";

export interface CommonSettings {
  readonly settings: ReturnType<typeof resolveConnectionSettings>;
  /** Where they stand; null: there is no configuration yet. */
  readonly document: ConfigDocument | null;
}

/**
 * How a connection is called, new or not: a proxy that holds for all holds for its first call too.
 * @throws ConfigInvalidError where that is wrong: a credential must not go out on another way than the one meant.
 */
export async function commonSettings(
  { env, layers, directories }: CommandContext,
  name: string,
): Promise<CommonSettings> {
  const file = directories.configFile;
  const registry = openRegistry(file);
  const { document } = await readLayers({ ...layers, file, env, registry });
  if (document !== null) {
    const places = ["security", ...connectionKeys.map((key) => `connections.${name}.${key}`)];
    const { problems } = await checkDocument(file, document, registry);
    const wrong = problems.filter(({ path }) => places.some((place) => `${path}.`.startsWith(`${place}.`)));
    if (wrong.length > 0) throw new ConfigInvalidError(wrong);
  }
  const base = ConnectionBase.safeParse(valueAt(document?.data, ["connections", name]));
  const security = Security.nullish().safeParse(valueAt(document?.data, ["security"]));
  const settings = resolveConnectionSettings(base.data ?? { connector: name }, security.data ?? {});
  return { settings, document };
}
