// What `integ init` made and what was there.
import type { InitDocument } from "../connect/initialize.ts";
import type { Page } from "../output.ts";

export function initText({ paint }: Page, { config, secrets, stateDir, next }: InitDocument): string {
  const tick = paint("green", "✓");
  const lines = [
    config.status === "created"
      ? `${tick} Wrote ${config.file}`
      : `${tick} ${config.file} is there already; it was not touched`,
    `${tick} State is kept in ${stateDir}`,
    `${tick} Secrets: ${secrets.backend}`,
    `  ${secrets.status === "created" ? "made now" : "there already"}; ${secrets.why}`,
  ];
  if (secrets.warning !== null) lines.push(`${paint("yellow", "warning")} ${secrets.warning}`);
  return [...lines, "", `${paint("cyan", "→")} Next: ${next}`].join("\n");
}
