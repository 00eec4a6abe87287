// The vendor of the http benches, in a process of its own: answers `/` with a small JSON document and `/BYTES` with a
// body of that size. Sends its origin to its parent.
import http from "node:http";
import type { AddressInfo } from "node:net";

const small = JSON.stringify({ ticket: { id: 42, subject: "Label printer prints nothing", status: "open" } });
const chunk = Buffer.alloc(262_144, " ");

const server = http.createServer((request, response) => {
  request.resume();
  const size = Number(request.url?.slice(1));
  response.setHeader("content-type", "application/json");
  if (size > 0) {
    response.setHeader("content-length", size);
    pour(response, size);
  } else response.end(small);
});

function pour(response: http.ServerResponse, size: number): void {
  let left = size;
  const go = (): void => {
    while (left > 0 && !response.destroyed) {
      const part = left < chunk.byteLength ? chunk.subarray(0, left) : chunk;
      left -= part.byteLength;
      if (!response.write(part)) return void response.once("drain", go);
    }
    response.end();
  };
  go();
}

server.listen(0, "127.0.0.1", () => {
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.once("disconnect", () => process.exit());
