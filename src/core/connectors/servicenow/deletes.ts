// What the instance keeps of deleted records, where its audit may be read.
// Source: servicenow.com KB0748445 and KB0634666 (`sys_audit_delete`).
import { groupBy } from "../../connector-parts/parallel.ts";
import type { VendorRecord } from "../../contract/records.ts";
import type { Condition } from "./query.ts";
import { toDeleted } from "./record.ts";
import type { Row } from "./schema.ts";
import type { TableClient } from "./table-client.ts";
import { rawTime } from "./times.ts";

const table = "sys_audit_delete";
const fields = ["tablename", "documentkey", "sys_created_on"];
const idsPerQuestion = 100;

export class Deletes {
  readonly #tables: TableClient;
  readonly #of: string;

  /** Of the records of one table. */
  constructor(tables: TableClient, of: string) {
    this.#tables = tables;
    this.#of = of;
  }

  /** Records deleted at or after `since` (epoch milliseconds), as far as they are not back. */
  async since(since: number): Promise<readonly VendorRecord[]> {
    const rows = await this.#ask([{ field: "sys_created_on", is: ">=", value: rawTime(since) }]);
    return this.#stillGone(rows);
  }

  /** Those of the ids that were deleted. The records themselves are known not to be there. */
  async among(ids: readonly string[]): Promise<readonly VendorRecord[]> {
    const rows: Row[] = [];
    for (let from = 0; from < ids.length; from += idsPerQuestion) {
      const values = ids.slice(from, from + idsPerQuestion);
      rows.push(...(await this.#ask([{ field: "documentkey", is: "IN", values }])));
    }
    return lastOf(rows);
  }

  async #ask(where: readonly Condition[]): Promise<readonly Row[]> {
    const rows: Row[] = [];
    const ofTable: Condition = { field: "tablename", is: "=", value: this.#of };
    for await (const page of this.#tables.all({ table, where: [ofTable, ...where], fields }))
      rows.push(...page);
    return rows;
  }

  /** A record may be undeleted, under the id it had. */
  async #stillGone(rows: readonly Row[]): Promise<readonly VendorRecord[]> {
    const gone = lastOf(rows);
    const back = new Set<string>();
    for (let from = 0; from < gone.length; from += idsPerQuestion) {
      const values = gone.slice(from, from + idsPerQuestion).map(({ id }) => id);
      const where = [{ field: "sys_id", is: "IN", values }] as const;
      for await (const page of this.#tables.all({ table: this.#of, where, fields: ["sys_id"] }))
        for (const { sys_id: id = "" } of page) back.add(id);
    }
    return gone.filter(({ id }) => !back.has(id));
  }
}

/** One for each record, by its last delete. */
function lastOf(rows: readonly Row[]): readonly VendorRecord[] {
  return [...groupBy(rows, ({ documentkey = "" }) => documentkey)].map(([id, deletes]) =>
    toDeleted(
      id,
      deletes
        .map(({ sys_created_on: at = "" }) => at)
        .sort()
        .at(-1),
    ),
  );
}
