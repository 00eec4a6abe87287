// The body of a request as it is read from its source. What goes wrong at the source is not the receiver's fault.
import { Readable } from "node:stream";
import { TransientError } from "../contract/errors.ts";
import type { StreamedBody } from "../contract/http.ts";

/** The body as a readable of exactly its size; `onFault` hears why it ended early, if it did. */
export function readableOf(body: StreamedBody, onFault: (error: unknown) => void): Readable {
  return Readable.from(checked(body, onFault), { objectMode: false });
}

async function* checked(body: StreamedBody, onFault: (error: unknown) => void): AsyncGenerator<Uint8Array> {
  try {
    let givenBytes = 0;
    for await (const chunk of body.open()) {
      givenBytes += chunk.byteLength;
      if (givenBytes > body.sizeBytes) break;
      yield chunk;
    }
    if (givenBytes !== body.sizeBytes) throw wrongSize(body.sizeBytes, givenBytes);
  } catch (error) {
    onFault(error);
    throw error;
  }
}

/** A request cut short has no effect: its announced size tells the receiver that it is not whole. */
function wrongSize(saidBytes: number, givenBytes: number): TransientError {
  const amount = givenBytes > saidBytes ? `more than ${saidBytes}` : `${givenBytes} of ${saidBytes}`;
  return new TransientError({
    code: "E_VENDOR_ANSWER",
    message: `The source of a file gave ${amount} bytes`,
    hint: "Nothing to do: integ reads the file again.",
    retryable: true,
  });
}
