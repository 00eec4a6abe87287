// How the values of two systems' lists become each other in a first configuration: by the words that both stand for.
import type { PriorityWord, StarterChoice, StateWord } from "../contract/starter.ts";

type Word = PriorityWord | StateWord;

/**
 * Where a value stands for several words, the first of them here is meant: the middling one, which claims least.
 */
const byPreference: readonly Word[] = [
  "normal",
  "high",
  "low",
  "urgent",
  "lowest",
  "open",
  "new",
  "done",
  "waiting",
];

/** The translation of one entry of a sync's `fields`. */
export type ChoiceTranslation =
  | { readonly values: Readonly<Record<string, string | readonly string[]>> }
  /** Each side tells values apart that the other one does not, which `values` can't say. */
  | { readonly toRight: string; readonly toLeft: string };

/** How `left` becomes `right` and back. */
export function translateChoices<W extends Word>(
  left: StarterChoice<W>,
  right: StarterChoice<W>,
): ChoiceTranslation {
  const forward = wayFrom(left, right);
  const backward = wayFrom(right, left);
  const isInvertible = [...forward].every(([from, to]) => backward.get(to) === from);
  if (!isInvertible) return { toRight: lookUp(forward, left.field), toLeft: lookUp(backward, right.field) };
  const values = [...forward].map(([from, to]) => {
    const others = [...backward].filter(([back, into]) => into === from && back !== to).map(([back]) => back);
    return [from, others.length === 0 ? to : [to, ...others]] as const;
  });
  return { values: Object.fromEntries(values) };
}

/** Each value of one list, in its order → what is written for it in the other. */
function wayFrom<W extends Word>(from: StarterChoice<W>, to: StarterChoice<W>): ReadonlyMap<string, string> {
  const words = byPreference.filter((word): word is W => word in from.values);
  const ways = words.flatMap((word) =>
    listed(from.values[word]).map((value) => [value, listed(to.values[word])[0] ?? ""] as const),
  );
  // The first word a value stands for is the one that counts.
  const meant = new Map(ways.toReversed());
  const values = Object.values<string | readonly string[]>(from.values).flatMap(listed);
  return new Map(values.map((value) => [value, meant.get(value) ?? ""]));
}

const listed = (values: string | readonly string[]): readonly string[] =>
  typeof values === "string" ? [values] : values;

/** CEL that looks the field's value up in a table. */
function lookUp(ways: ReadonlyMap<string, string>, field: string): string {
  const table = [...ways].map(([from, to]) => `${JSON.stringify(from)}: ${JSON.stringify(to)}`);
  return `{${table.join(", ")}}[record.${field}]`;
}
