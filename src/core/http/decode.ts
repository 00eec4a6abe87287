// The body of an answer as the vendor meant it.
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { type FaultKind, TransportFault, type WireResponse } from "./transport.ts";

const inflate = promisify(gunzip);

/**
 * The answer with its body unpacked; `maxBytes` bounds what it unpacks to.
 * @throws TransportFault when the body is packed in a way that was not asked for, is damaged or too large
 */
export async function decode(answer: WireResponse, maxBytes: number): Promise<WireResponse> {
  const encoding = answer.headers["content-encoding"]?.toLowerCase() ?? "identity";
  if (answer.body.byteLength === 0 || encoding === "identity") return answer;
  const fault = (kind: FaultKind, message: string, cause?: unknown): TransportFault =>
    new TransportFault({ kind, message, written: true, status: answer.status, cause });
  if (encoding !== "gzip" && encoding !== "x-gzip") {
    throw fault("undecodable", `the answer is encoded as ${encoding}, which was not asked for`);
  }
  try {
    return { ...answer, body: await inflate(answer.body, { maxOutputLength: maxBytes }) };
  } catch (error) {
    if (error instanceof RangeError)
      throw fault("too-large", `the answer unpacks to more than ${maxBytes} bytes`, error);
    throw fault("undecodable", "the answer's gzip data is damaged", error);
  }
}
