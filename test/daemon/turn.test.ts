// A plan that is applied and the daemon's own cycles take turns.
import { describe, expect, it } from "vitest";
import { createTurn } from "../../src/daemon/turn.ts";

describe("a turn", () => {
  it("SYN-16 lets one piece of work run at a time, in the order it was asked for", async () => {
    const turn = createTurn();
    const log: string[] = [];
    let running = 0;
    const work = (name: string) => async () => {
      expect(++running).toBe(1);
      log.push(name);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      return name;
    };
    expect(await Promise.all(["a", "b", "c"].map((name) => turn.take(work(name))))).toEqual(["a", "b", "c"]);
    expect(log).toEqual(["a", "b", "c"]);
  });

  it("SYN-16 goes on after work that fails, and the one who asked for it hears of that", async () => {
    const turn = createTurn();
    const failing = turn.take(() => Promise.reject(new Error("no")));
    const next = turn.take(async () => "yes");
    await expect(failing).rejects.toThrow("no");
    expect(await next).toBe("yes");
  });
});
