// What a field lists, in words for people.
import type { FieldDescription } from "../contract/records.ts";

const mostListed = 20;

/** The first values a field lists, each with what people see in its place where that is something else. */
export function choicesOf({ values, labels = {} }: Pick<FieldDescription, "values" | "labels">): string {
  const all = values ?? [];
  const shown = all.slice(0, mostListed).map((value) => {
    const label = Object.hasOwn(labels, value) ? labels[value] : undefined;
    return label === undefined ? value : `${value} (${label})`;
  });
  return [...shown, ...(all.length > mostListed ? ["…"] : [])].join(", ");
}
