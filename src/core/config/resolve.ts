// Checked settings → configuration with every default filled in.
import type { z } from "zod";
import type { Server, Sync } from "./schema.ts";
import { parseListen, parsePublicUrl } from "./server-address.ts";
import type { FieldConfig, ServerConfig, SyncConfig, ValueMap } from "./types.ts";

type SyncSettings = z.infer<typeof Sync>;

/** The sync with each field's direction, policy and value map decided. */
export function resolveSync(name: string, sync: SyncSettings): SyncConfig {
  const fields = sync.fields.map(
    (field): FieldConfig => ({
      left: field.left,
      right: field.right,
      values: field.values === undefined ? null : valueMap(field.values),
      direction: field.direction ?? sync.direction,
      conflicts: field.conflicts ?? sync.conflicts,
    }),
  );
  return { ...sync, name, schedule: sync.schedule?.trim() ?? null, fields };
}

/** Null when the file has no `server`. The schema has checked both addresses. */
export function resolveServer(server: z.infer<typeof Server> | null | undefined): ServerConfig | null {
  if (server === null || server === undefined) return null;
  const address = parseListen(server.listen);
  if (address === null) return null;
  return { ...address, publicUrl: server.publicUrl === undefined ? null : parsePublicUrl(server.publicUrl) };
}

function valueMap(values: Readonly<Record<string, string | readonly string[]>>): ValueMap {
  return new Map(
    Object.entries(values).map(([left, right]) => [left, typeof right === "string" ? [right] : right]),
  );
}
