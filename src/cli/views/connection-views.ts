// Connections and connectors for people.
import type { ConnectorManifest } from "../../core/contract/connector.ts";
import { objectNamesText } from "../../core/contract/objects.ts";
import type { ConnectDocument } from "../connect/connect.ts";
import type { RemoveDocument } from "../connect/remove.ts";
import type { ShowDocument } from "../connect/show.ts";
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
  "connection" | "identity" | "apiVersion" | "expiresAt" | "limits" | "warnings" | "proved"
>;

export function proofText(page: Page, title: string, proof: ProofFacts): string {
  const { paint, nowMs } = page;
  const facts: readonly Fact[] = [
    ["Signed in as", proof.identity],
    ["API version", proof.apiVersion],
    ...(proof.proved.length === 0 ? [] : [["Proved", proof.proved.join(", ")] as const]),
    ["Ends", showEnd(proof.expiresAt, nowMs)],
    ["Limits left", touched(proof.limits).map(showLimit).join(", ") || "–"],
  ];
  const heading = `${paint("green", "✓")} ${title}`;
  return stack([[heading, factLines(page, facts)].join("\n"), warningLines(page, proof.warnings)]);
}

type Fact = readonly [name: string, text: string];

const factLines = (page: Page, facts: readonly Fact[]): string =>
  facts.map(([name, text]) => `  ${name.padEnd(13)} ${wrapHanging(text, page.width, 16)}`).join("\n");

const warningLines = ({ paint, width }: Page, warnings: readonly string[]): string =>
  warnings.map((warning) => `${paint("yellow", "warning")} ${wrapHanging(warning, width, 8)}`).join("\n");

const showEnd = (time: string | null, nowMs: number): string =>
  time === null ? "not known to end" : `${time.slice(0, 10)}, ${showRelative(Date.parse(time), nowMs)}`;

export function connectText(page: Page, document: ConnectDocument): string {
  const { connection, connector, status, next } = document;
  const title =
    status === "connected"
      ? `${connection} is connected (${connector})`
      : `${connection} was connected already (${connector}), and still works`;
  const step = next.startsWith("integ ") ? `Next: ${next}` : next;
  return stack([proofText(page, title, document), `${page.paint("cyan", "→")} ${step}`]);
}

/** What `connections rotate` tells. */
export function rotateText(page: Page, document: Omit<ConnectDocument, "schema" | "status">): string {
  const { connection, former, next } = document;
  const told = former === "revoked" ? ", and the former session is revoked" : "";
  const step = next.startsWith("integ ") ? `Next: ${next}` : next;
  return stack([
    proofText(page, `${connection} has a new credential${told}`, document),
    `${page.paint("cyan", "→")} ${step}`,
  ]);
}

export function removeText(page: Page, document: RemoveDocument): string {
  const { connection, session, deletedSecrets, warnings, configFile, next } = document;
  const facts: readonly Fact[] = [
    ["Session", { revoked: "revoked", none: "none", not_revoked: "not revoked" }[session]],
    ["Secrets", deletedSecrets.length === 0 ? "none" : `deleted: ${deletedSecrets.join(", ")}`],
    ["Removed from", configFile],
  ];
  return stack([
    [`${page.paint("green", "✓")} ${connection} is removed`, factLines(page, facts)].join("\n"),
    warningLines(page, warnings),
    `${page.paint("cyan", "→")} ${wrapHanging(next, page.width, 2)}`,
  ]);
}

export function showText(page: Page, document: ShowDocument): string {
  const { nowMs } = page;
  const { connection, title, version, auth, settings, session, secrets, limits, syncs } = document;
  const settled = Object.entries(settings).filter(([key]) => key !== "auth");
  const facts: readonly Fact[] = [
    ["System", `${title}, connector ${version}`],
    ["Signs in by", auth],
    ["Ends", showEnd(session.endsAt, nowMs)],
    [
      "Token",
      session.renewsAt === null
        ? "held until the vendor refuses it, then renewed"
        : `renewed ${showRelative(Date.parse(session.renewsAt), nowMs)}`,
    ],
    ...(session.renewalOpenSince === null
      ? []
      : [
          [
            "Renewal",
            `begun at ${session.renewalOpenSince} and not stored: cut off, unless it is under way now. The vendor may refuse the next one: \`integ connections test ${connection}\` tells; \`integ connections rotate ${connection}\` signs in anew`,
          ] as const,
        ]),
    ["Settings", settled.map(([key, value]) => `${key}: ${showSetting(value)}`).join(", ") || "–"],
    ["Secrets", secrets.map((secret) => showSecret(secret, nowMs)).join(", ") || "none"],
    ["Limits left", touched(limits).map(showLimit).join(", ") || "–"],
    ["Syncs", syncs.map(({ sync, object }) => `${sync} (${object})`).join(", ") || "none"],
  ];
  return `${connection}\n${factLines(page, facts)}`;
}

const showSetting = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

function showSecret({ name, updatedAt }: ShowDocument["secrets"][number], nowMs: number): string {
  return `${name} (${showRelative(Date.parse(updatedAt), nowMs)})`;
}

export function connectorListText(page: Page, manifests: readonly ConnectorManifest[]): string {
  return renderTable(
    page,
    [
      { title: "CONNECTOR", keep: true, cell: ({ id }) => id },
      { title: "VERSION", spare: "version", cell: ({ version }) => version },
      { title: "SYSTEM", wrap: true, cell: ({ title }) => title },
      {
        title: "API",
        spare: "api",
        cell: ({ apiVersions }) =>
          apiVersions.length > 1 ? `${apiVersions.at(-1)} to ${apiVersions[0]}` : (apiVersions[0] ?? ""),
      },
      { title: "OBJECTS", wrap: true, cell: objectNamesText },
      { title: "SIGN-IN", wrap: true, cell: ({ auth }) => auth.map((method) => method.id).join(", ") },
      {
        title: "PUSHES",
        spare: "pushes",
        cell: ({ capabilities }) => (capabilities.pushes ? "webhooks" : "polled"),
      },
      { title: "LIMITS", wrap: true, spare: "limits", cell: ({ limits }) => showRules(limits) },
    ],
    manifests,
  );
}

/** `700/min account, 10/min export`. */
function showRules(limits: ConnectorManifest["limits"]): string {
  return Object.entries(limits)
    .map(([name, { capacity, perMs }]) => `${capacity.toLocaleString("en")}/${windowOf(perMs)} ${name}`)
    .join(", ");
}

const windows: ReadonlyMap<number, string> = new Map([
  [1000, "s"],
  [60_000, "min"],
  [3_600_000, "h"],
  [86_400_000, "day"],
]);

const windowOf = (perMs: number): string => windows.get(perMs) ?? `${perMs / 1000} s`;
