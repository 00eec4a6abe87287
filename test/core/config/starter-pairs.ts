// Pairs of the connectors that come with integ, as a first configuration is made of them.
import type { StarterEnd, StarterPair } from "../../../src/core/config/starter-sync.ts";
import { builtinConnectors, createRegistry } from "../../../src/core/connectors/registry.ts";

export const registry = createRegistry({ entries: builtinConnectors });

export async function starterPair(left: string, right: string): Promise<StarterPair> {
  return { left: await endOf(left), right: await endOf(right) };
}

export const examplePair = (): Promise<StarterPair> => starterPair("salesforce", "zendesk");

async function endOf(id: string): Promise<StarterEnd> {
  const connector = await registry.load(id);
  if (connector.starter === undefined) throw new Error(`${id} offers nothing to begin with`);
  return { connection: id, connectorId: id, connector, starter: connector.starter };
}
