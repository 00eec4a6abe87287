// The calls of the Table API, version 2 pinned: in it an empty list is a list. Values are raw, times UTC.
// Source: servicenow.com docs "Table API".
import type { Dated } from "../../connector-parts/answers.ts";
import type { VendorCalls } from "../../connector-parts/calls.ts";
import type { Urgency } from "../../contract/http.ts";
import type { EndpointClass } from "./limits.ts";
import { buildQuery, type Condition, recheck } from "./query.ts";
import { ManyRows, OneRow, type Row } from "./schema.ts";

const base = "/api/now/v2/table";
const raw = {
  sysparm_display_value: false,
  sysparm_exclude_reference_link: true,
} as const;

export const mostRows = 200;

export interface ListAsk {
  readonly table: string;
  readonly where: readonly Condition[];
  readonly orderBy?: readonly string[];
  readonly fields: readonly string[];
  readonly limit?: number;
  readonly offset?: number;
  readonly urgency?: Urgency;
}

/** Rows of a list, with the server's time beside them. */
export interface Page extends Dated<readonly Row[]> {
  /** Whether there may be more, which there may where these are few or none. */
  readonly hasNext: boolean;
}

export class TableClient {
  readonly #calls: VendorCalls<EndpointClass>;

  constructor(calls: VendorCalls<EndpointClass>) {
    this.#calls = calls;
  }

  /**
   * One page. It may be short, even empty, and not the last: what we may not see is taken out after it was counted.
   * @throws PermanentError E_QUERY where the rows are not those asked for
   */
  async list(ask: ListAsk): Promise<Page> {
    const { table, where, orderBy = [], limit = mostRows, offset = 0, urgency = "live" } = ask;
    const fields = [...new Set([...ask.fields, ...where.map(({ field }) => field)])];
    const { body, serverTime, headers } = await this.#calls.answer(ManyRows, {
      method: "GET",
      path: `${base}/${table}`,
      query: {
        ...raw,
        sysparm_no_count: true,
        sysparm_query: buildQuery(where, orderBy),
        sysparm_fields: fields.join(","),
        sysparm_limit: limit,
        ...(offset === 0 ? {} : { sysparm_offset: offset }),
      },
      operation: `list ${table}`,
      endpointClass: "table",
      effect: "repeatable",
      urgency,
    });
    const rows = body.result;
    recheck(table, rows, where);
    // A full page may have a next one, whether or not the instance says so.
    const hasNext = rows.length >= limit || /rel="?next"?/.test(headers.link ?? "");
    return { body: rows, serverTime, hasNext };
  }

  /** All rows of a query, page by page in the order of their ids, so that none is passed over while others move. */
  async *all(ask: Omit<ListAsk, "orderBy" | "offset">): AsyncGenerator<readonly Row[]> {
    const fields = [...ask.fields, "sys_id"];
    for (let last: string | null = null, offset = 0; ; ) {
      const after: readonly Condition[] = last === null ? [] : [{ field: "sys_id", is: ">", value: last }];
      const where = [...ask.where, ...after];
      const page: Page = await this.list({
        ...ask,
        fields,
        where,
        orderBy: ["sys_id"],
        offset,
      });
      if (page.body.length > 0) yield page.body;
      if (!page.hasNext) return;
      offset = page.body.length > 0 ? 0 : offset + (ask.limit ?? mostRows);
      last = page.body.at(-1)?.sys_id ?? last;
    }
  }

  /** @throws SyncError E_RECORD_GONE for one that is not there or hidden from us */
  async show(table: string, id: string, fields: readonly string[]): Promise<Row> {
    const { result } = await this.#calls.send(OneRow, {
      method: "GET",
      path: `${base}/${table}/${id}`,
      query: { ...raw, sysparm_fields: fields.join(",") },
      operation: `read ${table}`,
      endpointClass: "table",
      effect: "repeatable",
    });
    return result;
  }

  /** Makes a record, a second one when repeated; gives the named fields of it. */
  async insert(table: string, values: Row, fields: readonly string[]): Promise<Row> {
    const { result } = await this.#calls.send(OneRow, {
      method: "POST",
      path: `${base}/${table}`,
      query: { ...raw, sysparm_input_display_value: false, sysparm_fields: fields.join(",") },
      json: values,
      operation: `create ${table}`,
      endpointClass: "table",
      effect: "once",
    });
    return result;
  }

  /** Sets values and gives the named fields as they are then; `once` where a value is an entry of a journal. */
  async patch(
    table: string,
    id: string,
    values: Row,
    fields: readonly string[],
    effect: "repeatable" | "once" = "repeatable",
  ): Promise<Row> {
    const { result } = await this.#calls.send(OneRow, {
      method: "PATCH",
      path: `${base}/${table}/${id}`,
      query: { ...raw, sysparm_input_display_value: false, sysparm_fields: fields.join(",") },
      json: values,
      operation: `update ${table}`,
      endpointClass: "table",
      effect,
    });
    return result;
  }

  /** @throws SyncError E_RECORD_GONE */
  async delete(table: string, id: string): Promise<void> {
    await this.#calls.request({
      method: "DELETE",
      path: `${base}/${table}/${id}`,
      operation: `delete ${table}`,
      endpointClass: "table",
      effect: "repeatable",
    });
  }
}
