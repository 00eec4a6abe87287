// Who imports whom in src/, and the rules of the house about it.
import { posix } from "node:path";
import type { SourceFile } from "./files.ts";

export interface Import {
  readonly from: string;
  /** Path in the repository for our own files, the bare name for packages. */
  readonly to: string;
  readonly kind: "value" | "type" | "lazy";
}

/** Statements only start a line, so text that looks like one inside a string or comment is not taken for one. */
const STATEMENT = /^(?:import|export)\s+(type\s+)?(?:[^"';]*?\sfrom\s+)?"([^"]+)"/gm;
const LAZY = /\b(?:import|require)\(\s*"([^"]+)"\s*\)/g;
const TYPE_QUERY = /typeof\s+import\(\s*"([^"]+)"\s*\)/g;

export function importsOf({ path, text }: SourceFile): Import[] {
  const code = withoutComments(text);
  const statements = [...code.matchAll(STATEMENT)].map(
    ([, type, target = ""]): Import => ({
      from: path,
      to: place(path, target),
      kind: type ? "type" : "value",
    }),
  );
  const values = code.replace(TYPE_QUERY, "");
  const lazy = [...values.matchAll(LAZY)].map(
    ([, target = ""]): Import => ({ from: path, to: place(path, target), kind: "lazy" }),
  );
  return [...statements, ...lazy];
}

/** Null when the import is allowed, else the rule it breaks. */
export function brokenRule({ from, to, kind }: Import): string | null {
  if (!to.startsWith("src/")) return null;
  const connector = connectorOf(from);
  const target = connectorOf(to);
  if (target !== null && target !== connector) {
    if (from === "src/core/connectors/registry.ts" && kind === "lazy") return null;
    return "only the registry imports a connector, lazily, and connectors never import each other";
  }
  if (connector !== null) return connectorRule(to, kind);
  if (from.startsWith("src/core/contract/")) {
    return to.startsWith("src/core/contract/") ? null : "the contract imports nothing but itself";
  }
  return roomRule(room(from), room(to), to, kind);
}

function connectorRule(to: string, kind: Import["kind"]): string | null {
  if (connectorOf(to) !== null) return null;
  if (/^src\/core\/(connector-parts|contract|oauth)\//.test(to)) return null;
  if (to.startsWith("src/core/http/") && kind === "type") return null;
  if (to.startsWith("src/core/mapping/")) return null;
  return "a connector imports contract, connector-parts, http's types, oauth and mapping's converters only";
}

function roomRule(from: string, to: string, path: string, kind: Import["kind"]): string | null {
  if (from === to) return null;
  if (from === "sandbox") {
    if (path.startsWith("src/core/contract/") && kind === "type") return null;
    return "the sandbox imports nothing of core but types from contract";
  }
  const allowed: Readonly<Record<string, readonly string[]>> = {
    core: [],
    cli: ["core", "daemon", "sandbox", "demo"],
    daemon: ["core"],
    demo: ["core", "cli", "daemon", "sandbox"],
    commands: ["core", "cli", "daemon", "sandbox", "demo"],
  };
  // The daemon is handed the edge's context; it needs to know its shape, not how it is made.
  if (from === "daemon" && to === "cli" && kind === "type") return null;
  if (allowed[from]?.includes(to)) return null;
  return `${from} never imports ${to}`;
}

function room(path: string): string {
  return path.split("/")[1] ?? "";
}

function connectorOf(path: string): string | null {
  return /^src\/core\/connectors\/([^/]+)\//.exec(path)?.[1] ?? null;
}

function place(from: string, target: string): string {
  return target.startsWith(".") ? posix.join(posix.dirname(from), target) : target;
}

export function withoutComments(text: string): string {
  return text.replace(/^\s*\/\/.*$/gm, "").replace(/\/\*[\s\S]*?\*\//g, "");
}
