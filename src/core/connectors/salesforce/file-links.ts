// Where files are shown: the links between documents and records. Vendor: a query of links must name the ids of
// documents or of places (integ names both kinds in lists short enough for a URL).
import type { SalesforceClient } from "./client.ts";
import { quote, splitIn } from "./soql.ts";

export interface FileLink {
  readonly documentId: string;
  /** Id of the record, user or library that shows the document. */
  readonly place: string;
  readonly deleted: boolean;
}

const casePrefix = "500";

/** Whether a link shows its document at a case. */
export function isOfCase(link: FileLink): boolean {
  return link.place.startsWith(casePrefix);
}

const columns = "SELECT Id,ContentDocumentId,LinkedEntityId,IsDeleted FROM ContentDocumentLink";

/** Links of each document, oldest first, deleted ones included. */
export async function linksOf(
  client: SalesforceClient,
  documentIds: readonly string[],
): Promise<ReadonlyMap<string, readonly FileLink[]>> {
  const links = new Map<string, FileLink[]>();
  for (const condition of splitIn("ContentDocumentId", [...new Set(documentIds)].map(quote))) {
    const rows = await client.queryToEnd(`${columns} WHERE ${condition} ORDER BY Id`, "all");
    for (const row of rows) {
      const documentId = String(row.ContentDocumentId);
      const link = { documentId, place: String(row.LinkedEntityId), deleted: row.IsDeleted === true };
      links.set(documentId, [...(links.get(documentId) ?? []), link]);
    }
  }
  return links;
}

/** Ids of the documents shown at any of these records. */
export async function documentsAt(client: SalesforceClient, places: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const condition of splitIn("LinkedEntityId", places.map(quote))) {
    const rows = await client.queryToEnd(`${columns} WHERE ${condition}`, "live");
    for (const row of rows) found.add(String(row.ContentDocumentId));
  }
  return [...found];
}
