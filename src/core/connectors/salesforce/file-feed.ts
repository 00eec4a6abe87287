// The feed of links between files and records: a file put on a case, or taken off it, long after it was made does not
// move its own stamp. Vendor: such a query needs the permission Query All Files (API 59 and later).
import { IntegrationError } from "../../contract/errors.ts";
import type { Source, SourcePage } from "./changes.ts";
import type { SalesforceClient } from "./client.ts";
import type { ObjectOptions } from "./objects.ts";
import { listedOf, select, shapeOf } from "./rows.ts";
import type { QueryPage, Row } from "./schema.ts";
import { quote, splitIn } from "./soql.ts";
import { utcTime } from "./values.ts";

const nothing: SourcePage = { rows: [], done: true, records: [] };
const refusals = new Set(["MALFORMED_QUERY", "INVALID_FIELD"]);

/** Links in the order of their stamps; null where the integration user may not ask for them so. */
async function askLinks(client: SalesforceClient, rest: string): Promise<QueryPage | null> {
  try {
    return await client.query(
      `SELECT Id,SystemModstamp,ContentDocumentId FROM ContentDocumentLink ${rest}`,
      "all",
    );
  } catch (error) {
    if (error instanceof IntegrationError && refusals.has(error.vendorCode ?? "")) return null;
    throw error;
  }
}

/** Follows the links; where it may not, it gives nothing, and a sweep finds what it would have told. */
export function linkSource(options: ObjectOptions): Source {
  return {
    name: "links",
    role: "net",
    async read(condition, limit) {
      const order = `ORDER BY SystemModstamp, Id LIMIT ${limit}`;
      const answer = await askLinks(options.client, `WHERE ${condition} ${order}`);
      if (answer === null) return nothing;
      const rows = answer.records.map((row) => ({
        id: row.Id,
        modifiedAt: utcTime(String(row.SystemModstamp ?? "")),
      }));
      const documentIds = answer.records.map((row) => String(row.ContentDocumentId));
      return { rows, done: answer.done, records: await versionsOf(options, documentIds) };
    },
  };
}

async function versionsOf(options: ObjectOptions, documentIds: readonly string[]) {
  const shape = await shapeOf(options);
  const found: Row[] = [];
  for (const condition of splitIn("ContentDocumentId", [...new Set(documentIds)].map(quote)))
    found.push(...(await options.client.queryToEnd(`${select(shape)} WHERE ${condition}`, "all")));
  return listedOf(options, shape, found);
}

/** Whether the integration user sees all files, and not only those it owns or was given. */
export async function seesAllFiles(client: SalesforceClient): Promise<boolean> {
  return (await askLinks(client, "LIMIT 1")) !== null;
}
