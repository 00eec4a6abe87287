// The parts of a multipart body.
interface BodyPart {
  readonly headers: string;
  readonly bytes: Buffer;
}

export function* partsOf(body: Buffer, boundary: string): Generator<BodyPart> {
  const mark = Buffer.from(`--${boundary}`);
  let at = body.indexOf(mark);
  while (at >= 0) {
    const next = body.indexOf(mark, at + mark.length);
    if (next < 0) return;
    const start = at + mark.length + 2;
    const headEnd = body.indexOf("\r\n\r\n", start);
    if (headEnd > 0 && headEnd < next) {
      // The line break before the next boundary belongs to the boundary.
      yield {
        headers: body.subarray(start, headEnd).toString("utf8"),
        bytes: body.subarray(headEnd + 4, next - 2),
      };
    }
    at = next;
  }
}
