// What becomes of output nobody reads any more.
import { closeSync, openSync } from "node:fs";
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { tolerateClosedReader } from "../../src/cli/process-output.ts";
import { collect, startFixture } from "./run-fixture.ts";

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
    for (const stream of streams(isTTY))
      expect(() => stream.emit("error", failure(code))).toThrow(
        expect.objectContaining({ code: "E_OUTPUT", message: expect.stringContaining(code) }),
      );
  });

  it.each([
    ["an answer", ["say", "hello"]],
    ["a document", ["say", "hello", "--json"]],
    ["a failure's document", ["nonsense", "--json"]],
    ["the help", ["--help"]],
    ["the version", ["--version"]],
  ])("OPS-6 BAS-3 on a full disk %s ends with 73, and stderr says why", async (_, args) => {
    const full = openSync("/dev/full", "w");
    try {
      const run = await collect(startFixture(args, {}, { stdio: ["ignore", full, "pipe"] }));
      expect([run.code, run.stderr]).toEqual([
        73,
        expect.stringContaining("error E_OUTPUT  What goes to stdout"),
      ]);
      expect(run.stderr).not.toContain("bug");
    } finally {
      closeSync(full);
    }
  });

  it("OPS-6 BAS-3 on a full disk guidance that is lost ends with 73 too", async () => {
    const full = openSync("/dev/full", "w");
    try {
      const run = await collect(startFixture(["nonsense"], {}, { stdio: ["ignore", "pipe", full] }));
      expect(run.code).toBe(73);
    } finally {
      closeSync(full);
    }
  });
});
