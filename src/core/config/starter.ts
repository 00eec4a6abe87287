// The configuration `integ init` writes.
import { inline, type StarterEnd, type StarterPair, starterSync } from "./starter-sync.ts";

/**
 * Text of a valid configuration with these pairs, each a sync named after its connections. Without any it has no
 * connections and no syncs, and `example` as a comment.
 */
export function starterConfig(pairs: readonly StarterPair[], example: StarterPair): string {
  return `# yaml-language-server: $schema=./integ.schema.json
# What integ keeps in step. Secrets are not in this file: \`integ connect\` stores them.

# The systems, each under a name of your choice: \`integ connect salesforce\`, \`integ connect zendesk\`.
connections:
${connectionsOf(pairs)}
${syncsOf(pairs, example)}
# Where the daemon listens for webhooks and health requests. With a publicUrl, vendors can reach it.
server:
  listen: 127.0.0.1:8787
  # publicUrl: https://integ.example.com
`;
}

function connectionsOf(pairs: readonly StarterPair[]): string {
  const ends = new Map(pairs.flatMap(({ left, right }) => [left, right]).map((end) => [end.connection, end]));
  return [...ends.values()].map(connectionText).join("");
}

function connectionText({ connection, connectorId, starter }: StarterEnd): string {
  const settings = starter.connection.map(
    ({ key, value, note }) => `    ${key}: ${inline(value)}${note === undefined ? "" : ` # ${note}`}\n`,
  );
  return `  ${connection}:\n    connector: ${connectorId}\n${settings.join("")}`;
}

function syncsOf(pairs: readonly StarterPair[], example: StarterPair): string {
  const about =
    "# The pairs of objects to keep in step; docs/operator/configuration.md has more keys. `integ sync plan NAME` shows\n" +
    "# what a sync would do before it does it.";
  if (pairs.length > 0) {
    const syncs = pairs.map((pair) => starterSync(`${pair.left.connection}-${pair.right.connection}`, pair));
    return `${about}\nsyncs:\n${syncs.join("\n")}`;
  }
  const commented = starterSync("cases", example).replaceAll(/^/gm, "#").replace(/#$/, "");
  return `${about} Take the # away to use the example.\nsyncs:\n\n${commented}`;
}
