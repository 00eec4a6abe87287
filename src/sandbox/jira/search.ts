// A search: which issues a JQL query finds in the index, in its order.
import { refuse } from "./errors.ts";
import { type Field, fieldOfClause } from "./fields.ts";
import { parseJql, type Sorting } from "./jql-parse.ts";
import { compile } from "./jql-test.ts";
import type { Indexed } from "./search-index.ts";
import { PRIORITIES } from "./setup.ts";
import type { Site } from "./site.ts";

/** @throws Refusal 400 for a query that is wrong, or, where that is not allowed, without a restriction */
export function runJql(
  site: Site,
  jql: string,
  reconciled: ReadonlySet<string>,
  mustBeBounded: boolean,
): readonly Indexed[] {
  const { where, order } = parseJql(jql);
  if (where === null && mustBeBounded)
    throw refuse(
      400,
      "Unbounded JQL queries are not allowed here. Please add a search restriction to your query.",
    );
  const test = where === null ? () => true : compile(site, where);
  const found = [...site.index.entries(reconciled)].filter(
    (entry) => !site.hides(site.projectOf(entry.state)) && test(entry),
  );
  const sort = compileOrder(order.length === 0 ? [{ field: "created", isDescending: true }] : order);
  return found.sort(sort);
}

type Compare = (left: Indexed, right: Indexed) => number;

function compileOrder(order: readonly Sorting[]): Compare {
  const parts = order.map(({ field, isDescending }): Compare => {
    const compare = compareBy(field);
    return isDescending ? (left, right) => -compare(left, right) : compare;
  });
  return (left, right) => {
    for (const part of parts) {
      const sign = part(left, right);
      if (sign !== 0) return sign;
    }
    return 0;
  };
}

function compareBy(name: string): Compare {
  if (["key", "issuekey", "issue"].includes(name.toLowerCase())) return compareKeys;
  if (name.toLowerCase() === "id") return (left, right) => Number(left.issue.id) - Number(right.issue.id);
  const field = fieldOfClause(name);
  if (field === null) throw refuse(400, `Not able to sort using field '${name}'.`);
  return (left, right) => compareRanks(rankOf(left, field), rankOf(right, field));
}

function rankOf({ issue, state }: Indexed, field: Field): number | string {
  if (field.id === "created") return issue.createdMs;
  if (field.id === "updated") return state.updatedMs;
  const stored = state.values[field.id] ?? null;
  if (field.id === "priority") return -PRIORITIES.findIndex(({ id }) => id === stored);
  return typeof stored === "number" ? stored : String(stored ?? "");
}

function compareRanks(left: number | string, right: number | string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** By project, then by number. */
function compareKeys(left: Indexed, right: Indexed): number {
  const [leftKey = "", leftNumber] = left.state.key.split("-");
  const [rightKey = "", rightNumber] = right.state.key.split("-");
  return compareRanks(leftKey, rightKey) || Number(leftNumber) - Number(rightNumber);
}
