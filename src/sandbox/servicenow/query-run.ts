// An encoded query run over a table: which rows fit, in which order, and whether a part of it was dropped.
import type { Row } from "./instance.ts";
import { resolvePath } from "./paths.ts";
import { type Order, parseQuery } from "./query-parse.ts";
import { type Asker, compileCondition, keyOf, type Test } from "./query-test.ts";
import type { TableType } from "./tables.ts";

/** Conditions of which one must hold. */
type Clause = Test[];

/**
 * Rows that fit, ordered. `^OR` belongs to the condition just before it; what the instance can't use is dropped without
 * a word, so that more rows come back than were asked for, unless the instance is set to return none then.
 */
export function runQuery(asker: Asker, type: TableType, text: string): readonly Row[] {
  const { queries, orders, isWhole } = compile(asker, type, text);
  if (!isWhole && asker.instance.settings.invalidQueryReturnsNoRows) return [];
  const fits = (row: Row) =>
    queries.some((clauses) => clauses.every((clause) => clause.some((test) => test(row))));
  const rows = [...candidates(asker, type, text)].filter(fits);
  return orders.length === 0 ? rows : rows.sort(compareBy(asker, type, orders));
}

/** A single `sys_id=` spares a walk over the table. */
function candidates({ instance }: Asker, type: TableType, text: string): Iterable<Row> {
  const id = /^sys_id=([0-9a-f]{32})$/.exec(text)?.[1];
  if (id === undefined) return instance.rows(type.name);
  const row = instance.row(type.name, id);
  return row === null ? [] : [row];
}

function compile(asker: Asker, type: TableType, text: string) {
  const queries: Clause[][] = [[]];
  const orders: Order[] = [];
  let isWhole = true;
  for (const part of parseQuery(text)) {
    if (part.kind === "order") {
      const isKnown = resolvePath(asker.instance, type, part.order.field, asker.isCaller) !== null;
      if (isKnown) orders.push(part.order);
      else isWhole = false;
      continue;
    }
    if (part.joint === "new-query") queries.push([]);
    const test = part.kind === "nonsense" ? null : compileCondition(asker, type, part.condition);
    if (test === null) isWhole = false;
    else join(queries, test, part.joint === "or");
  }
  return { queries, orders, isWhole };
}

function join(queries: Clause[][], test: Test, isAlternative: boolean): void {
  const clauses = queries.at(-1) ?? [];
  const last = clauses.at(-1);
  if (isAlternative && last !== undefined) last.push(test);
  else clauses.push([test]);
}

function compareBy(asker: Asker, type: TableType, orders: readonly Order[]): (a: Row, b: Row) => number {
  const keys = orders.flatMap(({ field, descending }) => {
    const path = resolvePath(asker.instance, type, field, asker.isCaller);
    return path === null
      ? []
      : [{ sign: descending ? -1 : 1, key: (row: Row) => keyOf(path.field, path.read(row)) }];
  });
  return (a, b) => {
    for (const { sign, key } of keys) {
      const [left, right] = [key(a) ?? "", key(b) ?? ""];
      if (left !== right) return left < right ? -sign : sign;
    }
    return 0;
  };
}
