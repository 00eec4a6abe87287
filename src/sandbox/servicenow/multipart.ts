// A multipart/form-data body taken apart.
import type { Call } from "../edge.ts";

export interface Part {
  readonly name: string;
  /** Null for a plain value. */
  readonly fileName: string | null;
  readonly type: string;
  readonly bytes: Buffer;
}

const BLANK_LINE = "\r\n\r\n";

export function readParts({ headers, rawBytes }: Call): readonly Part[] {
  const boundary = /boundary="?([^";]+)"?/i.exec(headers["content-type"] ?? "")?.[1];
  if (boundary === undefined) return [];
  const body = Buffer.from(rawBytes);
  const mark = Buffer.from(`--${boundary}`);
  const parts: Part[] = [];
  for (let at = body.indexOf(mark); at >= 0; ) {
    const next = body.indexOf(mark, at + mark.length);
    if (next < 0) break;
    const headEnd = body.indexOf(BLANK_LINE, at);
    // The line break before a boundary belongs to the boundary.
    if (headEnd > 0 && headEnd < next)
      parts.push(
        partOf(body.toString("utf8", at, headEnd), body.subarray(headEnd + BLANK_LINE.length, next - 2)),
      );
    at = next;
  }
  return parts;
}

function partOf(head: string, bytes: Buffer): Part {
  return {
    name: /[; ]name="([^"]*)"/i.exec(head)?.[1] ?? "",
    fileName: /filename="([^"]*)"/i.exec(head)?.[1] ?? null,
    type: /content-type: *([^\r\n]+)/i.exec(head)?.[1] ?? "application/octet-stream",
    bytes,
  };
}
