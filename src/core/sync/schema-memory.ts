// What the vendors' objects looked like when they were last asked, so that a restart need not wait for the answer.
import type { ObjectDescription } from "../contract/records.ts";
import { stableJson } from "../mapping/canonical.ts";
import type { Op } from "../store/ops.ts";
import { sides } from "../store/rows.ts";
import type { Store } from "../store/store.ts";
import type { Describe } from "./runtime.ts";
import type { SidePort, SyncRuntime } from "./types.ts";

const toJson = (description: ObjectDescription): string =>
  stableJson(JSON.parse(JSON.stringify(description)));

/** Asks the vendor and remembers the answer. @throws IntegrationError when the vendor can't be asked. */
export function describeFresh(store: Store, now: () => number): Describe {
  return async (port) => {
    const description = await port.object.describe();
    await store.commit([{ op: "schema.put", connection: port.connection.name, description, at: now() }]);
    return description;
  };
}

/** Takes the remembered description where there is one with all the fields asked for; asks otherwise. */
export function describeRemembered(store: Store, now: () => number): Describe {
  const fresh = describeFresh(store, now);
  return async (port) => (await store.schemaSnapshot(port.connection.name, port.objectName)) ?? fresh(port);
}

/**
 * Asks both vendors and compares with what is remembered. @returns whether something has changed since; the
 * memory is then up to date. @throws IntegrationError when a vendor can't be asked.
 */
export async function hasSchemaChanged(store: Store, sync: SyncRuntime, now: () => number): Promise<boolean> {
  const answers = await Promise.all(sides.map((side) => compareWithMemory(store, sync.sides[side])));
  const at = now();
  // Remembered together: a side whose news was stored while the other could not be asked would pass for unchanged.
  await store.commit(
    answers.map(({ connection, description }): Op => ({ op: "schema.put", connection, description, at })),
  );
  return answers.some(({ isNew }) => isNew);
}

async function compareWithMemory(store: Store, { connection, objectName, object }: SidePort) {
  const remembered = await store.schemaSnapshot(connection.name, objectName);
  const description = await object.describe();
  const isNew = remembered === null || toJson(remembered) !== toJson(description);
  return { connection: connection.name, description, isNew };
}
