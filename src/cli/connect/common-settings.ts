// What the configuration says of a connection beside its connector's own keys, before the connection is proven.
import { resolveConnectionSettings } from "../../core/config/connection-settings.ts";
import { readLayers } from "../../core/config/layers.ts";
import { ConnectionBase } from "../../core/config/schema.ts";
import { Security } from "../../core/config/schema-connection.ts";
import { valueAt } from "../../core/config/schema-problems.ts";
import { openRegistry } from "../../daemon/app.ts";
import type { CommandContext } from "../context.ts";

/** How a connection is called, new or not: a proxy that holds for all holds for its first call too. */
export async function commonSettings(
  { env, layers, directories }: CommandContext,
  name: string,
): Promise<ReturnType<typeof resolveConnectionSettings>> {
  const file = directories.configFile;
  const { document } = await readLayers({ ...layers, file, env, registry: openRegistry(file) });
  const base = ConnectionBase.safeParse(valueAt(document?.data, ["connections", name]));
  const security = Security.nullish().safeParse(valueAt(document?.data, ["security"]));
  return resolveConnectionSettings(base.data ?? { connector: name }, security.data ?? {});
}
