// A table whose rows are in memory, asked as the Table API is: conditions, order, limit and offset first, then what the
// user may not see is taken out.
import type { HttpRequest } from "../../../../src/core/contract/http.ts";
import type { Answer } from "./answering-vendor.ts";

export interface MemoryRow {
  readonly sys_id: string;
  readonly sys_updated_on: string;
  readonly sys_mod_count: string;
  readonly short_description: string;
}

type Raw = Readonly<Record<string, string>>;

const columns = {
  short_description: "string",
  correlation_id: "string",
  state: "string",
  close_code: "string",
  close_notes: "string",
  comments: "journal_input",
};

/** What describes the one table there is, `incident`. */
function dictionary(table: string): readonly Raw[] | null {
  if (table === "sys_db_object")
    return [{ sys_id: "1", name: "incident", label: "Incident", super_class: "" }];
  if (table === "sys_choice") return [];
  if (table !== "sys_dictionary") return null;
  return Object.entries(columns).map(([element, type]) => ({
    sys_id: element,
    name: "incident",
    element,
    internal_type: type,
  }));
}

const operators = [">=", "=", ">"] as const;

function fulfils(row: Raw, condition: string): boolean {
  const [, name = "", is, value = ""] = /^(\w+?)(>=|=|>)(.*)$/.exec(condition) ?? [];
  const held = row[name] ?? "";
  if (!operators.some((operator) => operator === is)) throw new Error(`not understood: ${condition}`);
  return is === "=" ? held === value : is === ">" ? held > value : held >= value;
}

export interface MemoryTable {
  readonly rows: Map<string, MemoryRow>;
  /** Ids that the user may not see. */
  readonly hidden: Set<string>;
  answer(request: HttpRequest): Answer;
}

export function memoryTable(): MemoryTable {
  const rows = new Map<string, MemoryRow>();
  const hidden = new Set<string>();
  const select = (query: string, offset: number, limit: number) => {
    const parts = query.split("^").filter((part) => part !== "");
    const orderBy = parts.flatMap((part) =>
      part.startsWith("ORDERBY") ? [part.slice("ORDERBY".length)] : [],
    );
    const conditions = parts.filter((part) => !part.startsWith("ORDERBY"));
    const place = (row: Raw) => orderBy.map((name) => row[name] ?? "").join(" ");
    const all = [...rows.values()]
      .map((row): Raw => ({ ...row, correlation_id: "" }))
      .filter((row) => conditions.every((condition) => fulfils(row, condition)))
      .toSorted((left, right) => (place(left) < place(right) ? -1 : 1));
    return { page: all.slice(offset, offset + limit), isEnd: offset + limit >= all.length };
  };
  return {
    rows,
    hidden,
    answer({ path, query = {} }) {
      const table = path.split("/").at(-1) ?? "";
      const described = dictionary(table);
      if (described !== null) return { body: { result: described } };
      const { sysparm_query: asked = "", sysparm_offset: offset = 0, sysparm_limit: limit } = query;
      const { page, isEnd } = select(String(asked), Number(offset), Number(limit));
      const link = isEnd ? {} : { headers: { link: '<https://acme>;rel="next"' } };
      return { body: { result: page.filter(({ sys_id: id = "" }) => !hidden.has(id)) }, ...link };
    },
  };
}
