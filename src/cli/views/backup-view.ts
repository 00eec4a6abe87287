// Backups, restores and checks of the database for people.
import type { BackupDocument, DbCheckDocument, RestoreDocument } from "../backup/backup-documents.ts";
import type { Page } from "../output.ts";
import { renderTable } from "../table.ts";
import { showCount, showRelative } from "../times.ts";

export function backupText({ paint }: Page, { directory, files, key }: BackupDocument): string {
  const lines = [`${paint("green", "✓")} ${directory}`];
  for (const { name, bytes } of files) lines.push(`  ${name}  ${showSize(bytes)}`);
  lines.push("", keyLine(key));
  return [...lines, `${paint("cyan", "→")} To put it back: integ restore ${directory}`].join("\n");
}

function keyLine(key: BackupDocument["key"]): string {
  if (key === null) return "There was no vault.";
  return `The master key (${key.id}, from ${key.source}) is not in it: keep that somewhere else.`;
}

function showSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 ** 2 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
}

export function restoreText(page: Page, document: RestoreDocument): string {
  const { paint, nowMs } = page;
  const isDone = document.status === "restored";
  const made = `${document.madeAt}, ${showRelative(Date.parse(document.madeAt), nowMs)}`;
  const title = isDone
    ? `${paint("green", "✓")} Restored from ${document.backup} (${made})`
    : `Would restore from ${document.backup} (${made})`;
  const lines = [
    title,
    `  database       ${document.database === "replaced" ? "replaced; the present one is kept beside it" : "restored"}`,
    `  vault          ${fates[document.vault]}`,
    `  configuration  ${fates[document.config]}`,
    ...(document.warning === null
      ? []
      : [`${paint("yellow", "warning")} the vault does not open yet: ${document.warning}`]),
    ...document.aside.map((file) => `  kept           ${file}`),
    "",
    syncTable(page, document),
    "",
    ...consequences(document),
  ];
  if (isDone) lines.push(`${paint("cyan", "→")} Look first: integ sync plan`);
  return lines.join("\n");
}

const fates: Readonly<Record<RestoreDocument["vault"], string>> = {
  restored: "from the backup",
  kept: "the one here stays",
  replaced: "from the backup; the present one is kept beside it",
  absent: "none",
};

function syncTable(page: Page, { syncs }: RestoreDocument): string {
  if (syncs.length === 0) return "It has no sync that ever ran.";
  return renderTable(
    page,
    [
      { title: "SYNC", keep: true, cell: ({ sync }) => sync },
      { title: "READ UNTIL", keep: true, cell: ({ readUntil }) => readUntil },
      { title: "OPEN", align: "right", cell: ({ openChanges }) => String(openChanges) },
      { title: "PLANNED", align: "right", cell: ({ plannedWrites }) => String(plannedWrites) },
      { title: "IN DOUBT", align: "right", cell: ({ writesInDoubt }) => String(writesInDoubt) },
    ],
    syncs,
  );
}

function consequences({ syncs }: RestoreDocument): string[] {
  const planned = syncs.reduce((sum, sync) => sum + sync.plannedWrites, 0);
  const doubtful = syncs.reduce((sum, sync) => sum + sync.writesInDoubt, 0);
  return [
    "What changed at the vendors since then is read again; records are matched once more by their keys.",
    `${showCount(planned, "planned write")} of then: not sent, decided anew.`,
    `${showCount(doubtful, "write")} in doubt then: looked for at the vendors first.`,
  ];
}

export function dbCheckText(
  { paint }: Page,
  { file, status, findings, rows, schemaVersion, bytes }: DbCheckDocument,
) {
  if (status === "damaged") {
    const found = findings.map((finding) => `  ${finding}`);
    return [
      `${paint("red", "damaged")}  ${file}`,
      ...found,
      `${paint("cyan", "→")} Run \`integ restore BACKUP\`.`,
    ].join("\n");
  }
  const total = Object.values(rows).reduce((sum, count) => sum + count, 0);
  return `${paint("green", "sound")}  ${file}: ${showCount(total, "row")}, ${showSize(bytes)}, schema ${schemaVersion}`;
}
