// Connections and connectors for people.
import type { ConnectorManifest } from "../../core/contract/connector.ts";
import type { ConnectDocument } from "../connect/connect.ts";
import type { Page } from "../output.ts";
import { renderTable } from "../table.ts";
import { showRelative } from "../times.ts";
import { wrapHanging } from "../wrap.ts";
import { showLimit, touched } from "./health-view.ts";
import { stack } from "./values.ts";

export interface ConnectionRow {
  readonly name: string;
  readonly connector: string;
  readonly auth: string;
  readonly objects: readonly string[];
}

export function connectionListText(page: Page, rows: readonly ConnectionRow[]): string {
  if (rows.length === 0)
    return "No connections. `integ connect CONNECTOR` adds one; `integ connectors` lists what there is.";
  return renderTable(
    page,
    [
      { title: "CONNECTION", keep: true, cell: ({ name }) => name },
      { title: "CONNECTOR", cell: ({ connector }) => connector },
      { title: "SIGN-IN", cell: ({ auth }) => auth },
      { title: "OBJECTS IN SYNCS", wrap: true, cell: ({ objects }) => objects.join(", ") || "–" },
    ],
    rows,
  );
}

/** What a check proved. */
export type ProofFacts = Pick<
  ConnectDocument,
  "connection" | "identity" | "apiVersion" | "expiresAt" | "limits" | "warnings"
>;

export function proofText(page: Page, title: string, proof: ProofFacts): string {
  const { paint, nowMs } = page;
  const ends = proof.expiresAt;
  const facts: readonly (readonly [string, string])[] = [
    ["Signed in as", proof.identity],
    ["API version", proof.apiVersion],
    [
      "Ends",
      ends === null ? "not known to end" : `${ends.slice(0, 10)}, ${showRelative(Date.parse(ends), nowMs)}`,
    ],
    ["Limits left", touched(proof.limits).map(showLimit).join(", ") || "–"],
  ];
  const lines = facts.map(([name, text]) => `  ${name.padEnd(13)} ${wrapHanging(text, page.width, 16)}`);
  const warnings = proof.warnings.map(
    (warning) => `${paint("yellow", "warning")} ${wrapHanging(warning, page.width, 8)}`,
  );
  return stack([[`${paint("green", "✓")} ${title}`, ...lines].join("\n"), warnings.join("\n")]);
}

export function connectText(page: Page, document: ConnectDocument): string {
  const { connection, connector, status, next } = document;
  const title =
    status === "connected"
      ? `${connection} is connected (${connector})`
      : `${connection} was connected already (${connector}), and still works`;
  const step = next.startsWith("integ ") ? `Next: ${next}` : next;
  return stack([proofText(page, title, document), `${page.paint("cyan", "→")} ${step}`]);
}

export function connectorListText(page: Page, manifests: readonly ConnectorManifest[]): string {
  return renderTable(
    page,
    [
      { title: "CONNECTOR", keep: true, cell: ({ id }) => id },
      { title: "SYSTEM", wrap: true, cell: ({ title }) => title },
      {
        title: "API",
        spare: "api",
        cell: ({ apiVersions }) =>
          apiVersions.length > 1 ? `${apiVersions.at(-1)} to ${apiVersions[0]}` : (apiVersions[0] ?? ""),
      },
      { title: "OBJECTS", wrap: true, cell: ({ objects }) => objects.join(", ") },
      { title: "SIGN-IN", wrap: true, cell: ({ auth }) => auth.map((method) => method.id).join(", ") },
      {
        title: "PUSHES",
        spare: "pushes",
        cell: ({ capabilities }) => (capabilities.pushes ? "webhooks" : "polled"),
      },
    ],
    manifests,
  );
}
