// Adds connections and syncs to the text of a configuration, keeping its comments and its order.
import { type Document, isMap, isNode, isPair, isScalar, parseDocument, YAMLMap } from "yaml";
import type { z } from "zod";
import { parseText } from "./document.ts";
import { ConfigInvalidError } from "./problems.ts";
import { connectionKeys } from "./schema.ts";
import type { Sync } from "./schema-sync.ts";

/** A sync as it is written in the file, before defaults. */
export type SyncInput = z.input<typeof Sync>;

const file = "integ.yaml";
/**
 * The text with the connection in it. One of the same name gets exactly the given keys; those that
 * every connection may have stay as they are. Secrets do not belong in `config`.
 * @throws ConfigInvalidError when the text is not YAML.
 */
export function addConnection(text: string, name: string, config: Readonly<Record<string, unknown>>): string {
  return edit(text, (document) => {
    const connections = sectionOf(document, "connections");
    const existing = connections.get(name);
    if (!isMap(existing)) {
      connections.set(name, document.createNode(config));
      return;
    }
    const keys = existing.items.map((pair) => (isScalar(pair.key) ? String(pair.key.value) : ""));
    for (const key of keys) if (!(key in config) && !connectionKeys.includes(key)) existing.delete(key);
    for (const [key, value] of Object.entries(config)) {
      // A plain scalar is set inside the old node, which keeps the comment beside it.
      existing.set(key, typeof value === "object" ? document.createNode(value) : value);
    }
  });
}

/** The text without the connection, as it was where it had none. @throws ConfigInvalidError when it is not YAML. */
export function dropConnection(text: string, name: string): string {
  return edit(text, (document) => void document.deleteIn(["connections", name]));
}

/**
 * The text with the sync in it, in place of one with the same name.
 * @throws ConfigInvalidError when the text is not YAML.
 */
export function addSync(text: string, name: string, sync: SyncInput): string {
  return edit(text, (document) => {
    const node = document.createNode(sync);
    sectionOf(document, "syncs").set(name, node);
    for (const side of ["left", "right"]) setFlow(document.getIn(["syncs", name, side]));
    for (const list of ["match", "fields"]) {
      const { length } = (list === "match" ? sync.match : sync.fields) ?? [];
      for (let index = 0; index < length; index++) setFlow(document.getIn(["syncs", name, list, index]));
    }
  });
}

function setFlow(node: unknown): void {
  if (isMap(node)) node.flow = true;
}

function edit(text: string, change: (document: Document.Parsed) => void): string {
  const parsed = parseText(file, text);
  if (parsed.problems.length > 0 && !parsed.empty) throw new ConfigInvalidError(parsed.problems);
  const document = parseDocument(text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n"), {
    logLevel: "error",
  });
  change(document);
  const edited = document.toString({ lineWidth: 0 });
  return text.includes("\r\n") ? edited.replaceAll("\n", "\r\n") : edited;
}

/** The section as a block map, made when it is absent or empty. */
function sectionOf(document: Document.Parsed, name: string): YAMLMap {
  const section = document.get(name);
  if (isMap(section)) {
    if (section.items.length === 0) section.flow = false;
    return section;
  }
  const made = new YAMLMap(document.schema);
  const pair = isMap(document.contents)
    ? document.contents.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === name)
    : undefined;
  const old = pair?.value;
  if (isNode(old) && typeof old.comment === "string") made.commentBefore = old.comment;
  document.set(name, made);
  return made;
}
