import { closeSync, fstatSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { createLogger, isJournal, type LogTarget } from "../../src/cli/log.ts";
import { readPiped } from "../../src/cli/prompts.ts";

function collect(format: LogTarget["format"], level: "debug" | "warn" = "debug") {
  const lines: string[] = [];
  const log = createLogger(level, { format, write: (text) => lines.push(text) });
  return { log, lines };
}

describe("logs", () => {
  it("are JSON lines with the event, the level's name and the fields of all parents", () => {
    const { log, lines } = collect("json");
    log.child({ connection: "zd" }).child({ sync: "cases" }).warn("http.retry", { attempt: 2 });
    expect(JSON.parse(lines[0] ?? "")).toEqual({
      level: "warn",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      connection: "zd",
      sync: "cases",
      attempt: 2,
      event: "http.retry",
    });
  });

  it("leave out what is below the level, in children too", () => {
    const { log, lines } = collect("json", "warn");
    log.info("a");
    log.child({}).debug("b");
    log.error("c");
    expect(lines).toHaveLength(1);
  });

  it("carry journald's priority on every line", () => {
    const { log, lines } = collect("journal");
    log.debug("a");
    log.info("a");
    log.warn("a");
    log.error("a");
    expect(lines.map((line) => line.slice(0, 4))).toEqual(["<7>{", "<6>{", "<4>{", "<3>{"]);
  });

  it("are readable on a terminal and can't drive it", () => {
    const { log, lines } = collect("terminal");
    log.info("sync.done", { name: "ca\u001b[2Jses", writes: 3 });
    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d info {2}sync\.done name=ca\\u001b\[2Jses writes=3\n$/);
  });

  it("keep the stack of an error and no secret by name, nested or not", () => {
    const { log, lines } = collect("json");
    log.error("x", { error: new Error("boom"), token: "t0p", nested: { clientSecret: "t0p" } });
    expect(JSON.parse(lines[0] ?? "").error).toMatchObject({ message: "boom", stack: expect.any(String) });
    expect(lines[0]).not.toContain("t0p");
  });

  it("take stderr for the journal only when it is the stream journald named", () => {
    const dir = mkdtempSync(join(tmpdir(), "integ-"));
    const descriptor = openSync(join(dir, "log"), "w");
    const { dev, ino } = fstatSync(descriptor);
    expect(isJournal(`${dev}:${ino}`, descriptor)).toBe(true);
    expect(isJournal(`${dev}:${ino + 1}`, descriptor)).toBe(false);
    expect(isJournal(undefined, descriptor)).toBe(false);
    closeSync(descriptor);
    expect(isJournal(`${dev}:${ino}`, descriptor)).toBe(false);
    rmSync(dir, { recursive: true });
  });
});

describe("a secret piped in", () => {
  it("loses only its last line break", async () => {
    expect(await readPiped(Readable.from([Buffer.from("  a\nb "), Buffer.from("\r\n")]))).toBe("  a\nb ");
  });

  it.each([
    ["empty", Readable.from([]), "empty"],
    ["a terminal", Object.assign(Readable.from(["x"]), { isTTY: true }), "terminal"],
    ["too long", Readable.from([Buffer.alloc(70_000)]), "longer"],
  ])("is refused when stdin is %s", async (_title, stdin, message) => {
    await expect(readPiped(stdin)).rejects.toThrow(message);
  });
});
