// multipart/form-data (RFC 7578) with a file as its last part, streamed.
import type { Content } from "../contract/connector.ts";
import type { StreamedBody } from "../contract/http.ts";

export interface JsonPart {
  readonly name: string;
  readonly value: unknown;
}

export interface FilePart {
  readonly name: string;
  /** As the vendor is to see it. */
  readonly fileName: string;
  readonly type: string;
  readonly content: Content;
}

// RFC 7578 §4.2 with the escapes of the HTML standard: what would end the quotes or the line.
const escapes: Readonly<Record<string, string>> = { '"': "%22", "\r": "%0D", "\n": "%0A" };

function quoted(text: string): string {
  return `"${text.replaceAll(/["\r\n]/g, (found) => escapes[found] ?? "")}"`;
}

/** A body of JSON parts with one file behind them; `boundary` must not occur in what is sent. */
export function multipartBody(parts: readonly JsonPart[], file: FilePart, boundary: string): StreamedBody {
  const json = parts.flatMap(({ name, value }) => [
    `--${boundary}`,
    `Content-Disposition: form-data; name=${quoted(name)}`,
    "Content-Type: application/json; charset=UTF-8",
    "",
    JSON.stringify(value),
  ]);
  const head = [
    ...json,
    `--${boundary}`,
    `Content-Disposition: form-data; name=${quoted(file.name)}; filename=${quoted(file.fileName)}`,
    `Content-Type: ${file.type}`,
    "",
    "",
  ].join("\r\n");
  const before = new TextEncoder().encode(head);
  const after = new TextEncoder().encode(`\r\n--${boundary}--\r\n`);
  return {
    sizeBytes: before.byteLength + file.content.sizeBytes + after.byteLength,
    async *open() {
      yield before;
      yield* file.content.bytes();
      yield after;
    },
  };
}
