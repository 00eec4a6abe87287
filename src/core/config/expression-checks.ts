// What can be told of expressions and templates before the vendors' objects are known: their syntax.
import type * as Expressions from "../mapping/expressions.ts";
import { parseTemplate } from "../mapping/template.ts";
import type { ConfigDocument } from "./document.ts";
import type { ConfigPath, ConfigProblem } from "./problems.ts";
import { valueAt } from "./schema-problems.ts";
import { entriesAt, itemsAt, textAt } from "./unchecked.ts";

interface Expression {
  readonly path: ConfigPath;
  readonly text: string;
}

const fieldKeys = ["expression", "toRight", "toLeft"] as const;

function expressionsOf(document: ConfigDocument, sync: string): Expression[] {
  const base = ["syncs", sync];
  const paths: ConfigPath[] = [
    [...base, "left", "where"],
    [...base, "right", "where"],
    ...itemsAt(document.data, [...base, "rules"]).flatMap((_, index) =>
      ["when", "expression"].map((key) => [...base, "rules", index, key]),
    ),
    ...itemsAt(document.data, [...base, "fields"]).flatMap((_, index) =>
      fieldKeys.map((key) => [...base, "fields", index, key]),
    ),
  ];
  return paths.flatMap((path) => {
    const text = valueAt(document.data, path);
    return typeof text === "string" && text !== "" ? [{ path, text }] : [];
  });
}

/** Faults of the expressions in all syncs, each at its place inside the text. */
export async function checkExpressions(document: ConfigDocument): Promise<ConfigProblem[]> {
  const syncs = entriesAt(document.data, ["syncs"]).map(([name]) => name);
  const expressions = syncs.flatMap((sync) => expressionsOf(document, sync));
  // The language is loaded only by configurations that use it.
  if (expressions.length === 0) return [];
  const language = await import("../mapping/expressions.ts");
  return [
    ...expressions.flatMap(({ path, text }) => {
      const fault = language.expressionFault(text);
      return fault === null
        ? []
        : [document.problemInside(path, fault.offset, fault.message, fault.suggestion)];
    }),
    ...syncs.flatMap((sync) => checkReadBack(document, sync, language)),
  ];
}

/** Of two expressions that undo each other, each sees the field the other one writes, and nothing else. */
function checkReadBack(
  document: ConfigDocument,
  sync: string,
  language: typeof Expressions,
): ConfigProblem[] {
  return itemsAt(document.data, ["syncs", sync, "fields"]).flatMap((_, index) => {
    const path = ["syncs", sync, "fields", index];
    const ways = [
      {
        key: "toRight",
        text: textAt(document.data, [...path, "toRight"]),
        source: textAt(document.data, [...path, "left"]),
      },
      {
        key: "toLeft",
        text: textAt(document.data, [...path, "toLeft"]),
        source: textAt(document.data, [...path, "right"]),
      },
    ];
    if (ways.some(({ text, source }) => text === null || source === null)) return [];
    return ways.flatMap(({ key, text, source }) => {
      const other = language.expressionFields(text ?? "").find((name) => name !== source);
      if (other === undefined) return [];
      const message = `with toRight and toLeft, each may read the field opposite alone: record.${source}, not record.${other}`;
      return [document.problemAt([...path, key], "value", message)];
    });
  });
}

/** Faults of the templates of a sync, each at its place inside the text. */
export function checkTemplates(document: ConfigDocument, sync: string): ConfigProblem[] {
  return itemsAt(document.data, ["syncs", sync, "fields"]).flatMap((_, index) => {
    const path = ["syncs", sync, "fields", index, "template"];
    const text = valueAt(document.data, path);
    if (typeof text !== "string") return [];
    const parsed = parseTemplate(text);
    return "fault" in parsed ? [document.problemInside(path, parsed.offset, parsed.fault)] : [];
  });
}
