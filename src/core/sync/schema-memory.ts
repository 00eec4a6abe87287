// What the vendors' objects looked like when they were last asked, so that a restart need not wait for the answer.
import type { ObjectDescription } from "../contract/records.ts";
import { stableJson } from "../mapping/canonical.ts";
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
  const changed = await Promise.all(sides.map((side) => hasPortChanged(store, sync.sides[side], now)));
  return changed.includes(true);
}

async function hasPortChanged(store: Store, port: SidePort, now: () => number): Promise<boolean> {
  const remembered = await store.schemaSnapshot(port.connection.name, port.objectName);
  const fresh = await describeFresh(store, now)(port);
  return remembered === null || toJson(remembered) !== toJson(fresh);
}
