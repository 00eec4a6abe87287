// A record with its file as multipart/form-data, streamed.
import type { Content } from "../../contract/connector.ts";
import type { StreamedBody } from "../../contract/http.ts";
import type { WriteRow } from "./client.ts";

/** The body of a create that carries a file: the record as JSON, then the bytes (fact: parts and their names). */
export function recordWithFile(record: WriteRow, content: Content, boundary: string): StreamedBody {
  const head = [
    `--${boundary}`,
    'Content-Disposition: form-data; name="entity_content"',
    "Content-Type: application/json; charset=UTF-8",
    "",
    JSON.stringify(record),
    `--${boundary}`,
    // The real name is in the record; this one only marks the part as a file, and so needs no escapes.
    'Content-Disposition: form-data; name="VersionData"; filename="file"',
    "Content-Type: application/octet-stream",
    "",
    "",
  ].join("\r\n");
  const before = new TextEncoder().encode(head);
  const after = new TextEncoder().encode(`\r\n--${boundary}--\r\n`);
  return {
    sizeBytes: before.byteLength + content.sizeBytes + after.byteLength,
    async *open() {
      yield before;
      yield* content.bytes();
      yield after;
    },
  };
}
