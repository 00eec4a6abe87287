// The audit for people.
import type {
  AuditExportDocument,
  AuditListDocument,
  AuditVerifyDocument,
} from "../audit/audit-documents.ts";
import type { Page } from "../output.ts";
import { renderTable } from "../table.ts";
import { showCount } from "../times.ts";

export function auditListText(page: Page, { rows }: AuditListDocument): string {
  if (rows.length === 0) return "Nothing of that kind was done yet.";
  return renderTable(
    page,
    [
      { title: "ROW", align: "right", keep: true, cell: ({ seq }) => String(seq) },
      { title: "WHEN", keep: true, cell: ({ at }) => at.slice(0, 19).replace("T", " ") },
      { title: "WHO", cell: ({ who }) => (who.kind === "user" ? who.name : `${who.kind} ${who.name}`) },
      { title: "DID", keep: true, cell: ({ action }) => action },
      { title: "TO", cell: ({ subject }) => subject },
      { title: "OUTCOME", keep: true, cell: ({ outcome }) => outcome },
      { title: "DETAIL", spare: "detail", wrap: true, cell: ({ detail }) => detailOf(detail) },
    ],
    rows,
  );
}

function detailOf(detail: Readonly<Record<string, unknown>>): string {
  return Object.entries(detail)
    .filter(([name]) => name !== "intent" && name !== "link")
    .map(([name, value]) => `${name} ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ");
}

export function auditVerifyText({ paint }: Page, { rows, head, source }: AuditVerifyDocument): string {
  return [
    `${paint("green", "✓")} ${source}: ${showCount(rows, "row")}, each as it was written`,
    headLine(head),
  ].join("\n");
}

export function auditExportText({ paint }: Page, { file, rows, head }: AuditExportDocument): string {
  return [`${paint("green", "✓")} ${showCount(rows, "row")} to ${file}`, headLine(head)].join("\n");
}

function headLine(head: AuditVerifyDocument["head"]): string {
  if (head === null) return "It is empty.";
  return `Head: ${head.seq}:${head.hash}\nKeep it somewhere else: \`integ audit verify --expect-head\` then tells a chain that was cut or written anew.`;
}
