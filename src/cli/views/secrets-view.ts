// The secret store for people: never a value.
import type { Page } from "../output.ts";
import type {
  RotationDocument,
  SecretsListDocument,
  SecretsStatusDocument,
} from "../secrets/secrets-documents.ts";
import { renderTable } from "../table.ts";
import { showCount, showRelative } from "../times.ts";

export function secretsStatusText({ paint, nowMs }: Page, document: SecretsStatusDocument): string {
  const { status, backend, keyId, secrets, rotated, warning, fault } = document;
  const title = { open: paint("green", "✓"), interrupted: paint("yellow", "!"), closed: paint("red", "✗") }[
    status
  ];
  const lines = [
    `${title} ${backend}`,
    `  ${showCount(secrets, "secret")}, master key ${keyId}`,
    rotated === null
      ? "  the key was never changed"
      : `  the key was changed ${showRelative(Date.parse(rotated.at), nowMs)} by ${rotated.by}`,
  ];
  if (warning !== null) lines.push(`${paint("yellow", "warning")} ${warning}`);
  if (fault !== null)
    lines.push(`${paint("red", fault.code)} ${fault.message}`, `${paint("cyan", "→")} ${fault.hint}`);
  for (const file of document.leftoverKeys)
    lines.push(
      `${paint("yellow", "leftover")} ${file} opens nothing here: delete it, unless an older backup needs it.`,
    );
  if (status === "interrupted")
    lines.push(
      `${paint("cyan", "→")} A change of the master key was interrupted: run \`integ secrets rotate\`.`,
    );
  return lines.join("\n");
}

export function secretsListText(page: Page, { secrets }: SecretsListDocument): string {
  if (secrets.length === 0) return "No secrets. `integ connect` stores those of a connection.";
  return renderTable(
    page,
    [
      { title: "SECRET", keep: true, cell: ({ name }) => name },
      { title: "STORED", cell: ({ updatedAt }) => showRelative(Date.parse(updatedAt), page.nowMs) },
      { title: "TIMES", align: "right", cell: ({ version }) => String(version) },
      { title: "BY", cell: ({ updatedBy }) => updatedBy ?? "–" },
    ],
    secrets,
  );
}

export function rotationText(
  { paint }: Page,
  { masterKey, dataKey, warning, next }: RotationDocument,
): string {
  const tick = paint("green", "✓");
  const lines: string[] = [];
  if (masterKey !== null) {
    const { from, to, isResumed } = masterKey;
    const moved = from.source === to.source ? "" : `, from ${from.source} to ${to.source}`;
    lines.push(
      `${tick} Master key ${from.keyId} → ${to.keyId}${moved}${isResumed ? " (was interrupted before)" : ""}`,
    );
  }
  if (dataKey !== null) lines.push(`${tick} ${showCount(dataKey.secrets, "secret")} sealed under a new key`);
  if (warning !== null) lines.push(`${paint("yellow", "warning")} ${warning}`);
  return [...lines, ...next.map((step) => `${paint("cyan", "→")} ${step}`)].join("\n");
}
