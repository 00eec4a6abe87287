// What becomes of output nobody reads any more.
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { tolerateClosedReader } from "../../src/cli/process-output.ts";

function streams(isTTY: boolean) {
  const open = () => Object.assign(new PassThrough(), { isTTY });
  const process = { stdout: open(), stderr: open() };
  // A library of ours listens too, and throws what it does not know.
  process.stdout.on("error", (error) => {
    throw error;
  });
  tolerateClosedReader(process);
  return [process.stdout, process.stderr];
}
const failure = (code: string) => Object.assign(new Error(`write ${code}`), { code });

describe("output nobody reads any more", () => {
  it.each([
    ["EPIPE", false],
    ["EIO", true],
  ])("OPS-6 is no failure: %s, on a terminal %s", (code, isTTY) => {
    for (const stream of streams(isTTY)) expect(() => stream.emit("error", failure(code))).not.toThrow();
  });

  it.each([
    ["EIO", false],
    ["ENOSPC", false],
  ])("BAS-3 is told from output that is lost: %s, on a terminal %s", (code, isTTY) => {
    for (const stream of streams(isTTY)) expect(() => stream.emit("error", failure(code))).toThrow(code);
  });
});
