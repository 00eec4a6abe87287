// Keys pressed while the live demo runs.
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { listenToKeys } from "../../src/demo/keys.ts";

function press(...chunks: readonly string[]): string {
  const input = new PassThrough();
  let pressed = "";
  const note = (key: string) => () => {
    pressed += key;
  };
  const release = listenToKeys(input, { q: note("q"), k: note("k") });
  for (const chunk of chunks) input.emit("data", Buffer.from(chunk));
  release();
  input.emit("data", Buffer.from("q"));
  return pressed;
}

describe("keys of the live demo", () => {
  it.each([
    [["q"], "q"],
    [["K"], "k"],
    [["\u0003"], "q"],
    [["\u0003\u0003"], "qq"],
    [["kkkkk"], "kkkkk"],
    [["xkéq"], "kq"],
    [["x", "k"], "k"],
  ])("OPS-3 handles each character of %j", (chunks, expected) => {
    expect(press(...chunks)).toBe(expected);
  });

  it("OPS-3 takes a terminal that is gone for the wish to quit", () => {
    let quits = 0;
    const input = new PassThrough();
    const quit = (): void => {
      quits += 1;
    };
    listenToKeys(input, { q: quit });
    input.emit("error", Object.assign(new Error("read EIO"), { code: "EIO" }));
    expect(quits).toBe(1);
  });
});
