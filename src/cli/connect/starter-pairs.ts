// The pairs of systems that `integ init` is asked to write syncs for.
import type { StarterEnd, StarterPair } from "../../core/config/starter-sync.ts";
import type { Registry } from "../../core/connectors/registry.ts";
import { usage } from "./connect-target.ts";

/** @throws IntegrationError E_USAGE for what is no pair of two systems, stands twice, or has nothing to begin with */
export async function readPairs(
  texts: readonly string[],
  registry: Registry,
): Promise<readonly StarterPair[]> {
  const pairs: StarterPair[] = [];
  for (const text of texts) {
    const [left = "", right = "", ...more] = text.split(",").map((part) => part.trim());
    if (left === "" || right === "" || more.length > 0)
      throw usage(`--pair ${text} is not two connectors`, "Write --pair LEFT,RIGHT, as in salesforce,jira.");
    const pair = { left: await endOf(left, registry), right: await endOf(right, registry) };
    if (pair.left.connection === pair.right.connection)
      throw usage(`--pair ${text} is one system twice`, "Name two different connectors.");
    if (pairs.some((earlier) => joinsTheSame(earlier, pair)))
      throw usage(`--pair ${text} is there already`, "One sync keeps two systems in step both ways.");
    pairs.push(pair);
  }
  return pairs;
}

function joinsTheSame(one: StarterPair, other: StarterPair): boolean {
  const names = ({ left, right }: StarterPair) => [left.connection, right.connection].sort().join();
  return names(one) === names(other);
}

/** What a first configuration without pairs shows. */
export async function examplePair(registry: Registry): Promise<StarterPair> {
  return { left: await endOf("salesforce", registry), right: await endOf("zendesk", registry) };
}

async function endOf(id: string, registry: Registry): Promise<StarterEnd> {
  if (!registry.has(id) && !id.startsWith("package:"))
    throw usage(`There is no connector "${id}"`, `Connectors: ${registry.ids().join(", ")}.`);
  const connector = await registry.load(id);
  const { starter, manifest } = connector;
  if (starter === undefined)
    throw usage(
      `${manifest.title} offers nothing to begin with`,
      "Describe the pair under `syncs:` by hand.",
    );
  return { connection: manifest.id, connectorId: id, connector, starter };
}
