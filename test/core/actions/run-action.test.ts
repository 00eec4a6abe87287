import { afterEach, describe, expect, it } from "vitest";
import { IntegrationError, ValidationError } from "../../../src/core/contract/errors.ts";
import { createInProcessLock } from "../../../src/core/oauth/lock.ts";
import { cutOff, openStage, type Stage, type StageOptions } from "./stage.ts";

let stages: Stage[] = [];
const open = (options?: StageOptions): Stage => {
  const stage = openStage(options);
  stages.push(stage);
  return stage;
};
afterEach(async () => {
  for (const { store } of stages) await store.close();
  stages = [];
});

const failure = (run: Promise<unknown>): Promise<IntegrationError> =>
  run.then(
    (value) => Promise.reject(new Error(`it succeeded: ${JSON.stringify(value)}`)),
    (error: unknown) => (error instanceof IntegrationError ? error : Promise.reject(error)),
  );

describe("an action that is to be done once", () => {
  it("SNW-3 BAS-13 is in the audit before it is sent and after", async () => {
    const seen: (readonly string[])[] = [];
    const stage = open();
    const own = open({
      store: stage.store,
      vendor: (_stage, _key, order) => {
        order();
        void stage.audit().then((rows) => seen.push(rows));
      },
    });
    expect(await own.run("PO-1")).toMatchObject({ requestKey: "PO-1", repeated: false, result: "REQ1" });
    expect(seen).toEqual([["act.order-item snow PO-1 sent"]]);
    expect(await own.audit()).toEqual(["act.order-item snow PO-1 sent", "act.order-item snow PO-1 done"]);
    stages.pop();
  });

  it("SNW-3 is not sent when that can't be noted", async () => {
    const stage = open();
    await stage.store.close();
    await failure(stage.run("PO-1")).catch(() => undefined);
    expect(stage.sent).toEqual([]);
    stages = [];
  });

  it("SNW-3 gives the first result for a key that is asked again, and sends nothing", async () => {
    const stage = open();
    await stage.run("PO-1");
    stage.made.clear();
    expect(await stage.run("PO-1")).toMatchObject({ repeated: true, result: "REQ1" });
    expect(stage.sent).toHaveLength(1);
    expect(await stage.run("PO-2")).toMatchObject({ repeated: false, result: "REQ2" });
  });

  it("SNW-3 is sent once by two who ask at the same time with one key", async () => {
    const lock = createInProcessLock();
    const stage = open({ lock });
    const both = await Promise.all([stage.run("PO-1"), stage.run("PO-1")]);
    expect(both.map(({ repeated }) => repeated)).toEqual([false, true]);
    expect(stage.sent).toHaveLength(1);
  });

  it("SNW-3 refuses a key that was used for another input", async () => {
    const stage = open();
    await stage.run("PO-1");
    const error = await failure(stage.run("PO-1", { item: "phone" }));
    expect([error.code, stage.sent.length]).toEqual(["E_INPUT", 1]);
    expect(await stage.run("PO-1", { item: "laptop", quantity: 1 })).toMatchObject({ repeated: true });
  });

  it("SNW-3 is looked for when its answer was cut off, once the vendor's lag is over", async () => {
    const stage = open({
      lookupLagMs: 5000,
      vendor: (_stage, _key, order) => {
        order();
        cutOff();
      },
    });
    expect(await stage.run(null)).toMatchObject({ repeated: false, result: "REQ1" });
    expect(stage.waits).toEqual([5000]);
    expect((await stage.audit()).at(-1)).toBe("act.order-item snow key-0 done");
  });

  it("SNW-3 had no effect when it is not found, and may be sent again", async () => {
    let isBroken = true;
    const stage = open({ vendor: (_stage, _key, order) => (isBroken ? cutOff() : order()) });
    const error = await failure(stage.run("PO-1"));
    expect([error.code, error.effect, error.hint]).toEqual([
      "E_UNREACHABLE",
      "none",
      "Check the URL and the network, then run the action again.",
    ]);
    expect((await stage.audit()).at(-1)).toBe("act.order-item snow PO-1 failed");
    isBroken = false;
    expect(await stage.run("PO-1")).toMatchObject({ repeated: false, result: "REQ1" });
  });

  it("SNW-3 stays in doubt while absence proves nothing, and is found by the next run with the key", async () => {
    let isVisible = false;
    const stage = open({
      lookupLagMs: 60_000,
      vendor: (_stage, _key, order) => {
        order();
        cutOff();
      },
      find: async (_input, { requestKey }) => (isVisible ? (stage.made.get(requestKey) ?? null) : null),
    });
    const error = await failure(stage.run("PO-1"));
    expect([error.code, error.effect]).toEqual(["E_OUTCOME_UNKNOWN", "unknown"]);
    expect(error.hint).toContain("Look at the list of requests");
    expect(error.hint).toContain("PO-1");
    isVisible = true;
    expect(await stage.run("PO-1")).toMatchObject({ repeated: true, result: "REQ1" });
    expect(stage.sent).toHaveLength(1);
  });

  it("SNW-3 is found after a crash between sending and the answer", async () => {
    const stage = open();
    const { store } = stage;
    const crashing = open({
      store,
      vendor: (one, key, order) => {
        order();
        stage.made.set(key, one.made.get(key) ?? "");
        throw new Error("killed");
      },
    });
    await expect(crashing.run("PO-1")).rejects.toThrow("killed");
    expect(await stage.run("PO-1")).toMatchObject({ repeated: true, result: "REQ1" });
    expect(stage.sent).toEqual([]);
    stages.pop();
  });

  it("SNW-3 says what to look at where nothing can be looked for, and is never sent again by itself", async () => {
    const stage = open({ find: null, vendor: cutOff });
    for (const attempt of [1, 2]) {
      const error = await failure(stage.run("PO-1"));
      expect([attempt, error.code, stage.sent.length]).toEqual([attempt, "E_OUTCOME_UNKNOWN", 1]);
      expect(error.hint).toContain("Look at the list of requests");
      expect(error.hint).toContain("another request key");
    }
  });

  it("SNW-3 with a chosen key is looked for before it is ever sent: it may have been asked from elsewhere", async () => {
    const stage = open();
    stage.made.set("PO-1", "REQ9");
    expect(await stage.run("PO-1")).toMatchObject({ repeated: true, result: "REQ9" });
    expect(stage.sent).toEqual([]);
  });

  it("SNW-3 that the vendor refuses is noted as failed, and may be asked again", async () => {
    let isRefused = true;
    const stage = open({
      vendor: (_stage, _key, order) => {
        if (isRefused) throw new ValidationError({ code: "E_RECORD_INVALID", message: "no" });
        order();
      },
    });
    await failure(stage.run("PO-1"));
    isRefused = false;
    expect(await stage.run("PO-1")).toMatchObject({ result: "REQ1" });
    expect((await stage.audit()).map((row) => row.split(" ").at(-1))).toEqual([
      "sent",
      "failed",
      "sent",
      "done",
    ]);
  });
});

describe("an action", () => {
  it("CFG-9 that the configuration has switched off is neither noted nor sent", async () => {
    const off = () => new ValidationError({ code: "E_FEATURE_OFF", message: "no writes" });
    const stage = open({ refused: off });
    expect((await failure(stage.run("PO-1"))).code).toBe("E_FEATURE_OFF");
    expect([stage.sent, await stage.audit()]).toEqual([[], []]);
  });

  it("SNW-3 is forgotten by its key after a while, but not while it is in doubt", async () => {
    const stage = open({ find: null, vendor: (_stage, key, order) => (key === "PO-2" ? cutOff() : order()) });
    await stage.run("PO-1");
    await failure(stage.run("PO-2"));
    await stage.store.commit([{ op: "action.prune", before: 2000 }]);
    const kept = ["PO-1", "PO-2"].map((key) => stage.store.actionRequest("snow", "order-item", key));
    expect(await Promise.all(kept)).toMatchObject([null, { state: "sent", settledAt: null }]);
  });

  it("JRA-8 that only reads is not noted", async () => {
    const stage = open({ effect: "read" });
    await stage.run(null);
    expect(await stage.audit()).toEqual([]);
  });

  it("JRA-8 that may be repeated is noted and sent each time", async () => {
    const stage = open({ effect: "repeatable" });
    await stage.run("K");
    await stage.run("K");
    expect(stage.sent).toHaveLength(2);
    expect(await stage.audit()).toHaveLength(4);
  });

  it.each([
    [{ item: 5 }, "item: "],
    [{ item: "a", colour: "red" }, "colour"],
    ["text", "expected object"],
  ])("JRA-8 names what is wrong with the input %j", async (input, words) => {
    const stage = open();
    const error = await failure(stage.run(null, input));
    expect(error.code).toBe("E_INPUT");
    expect(error.message).toContain(words);
    expect(error.hint).toContain("integ actions snow");
    expect(stage.sent).toEqual([]);
  });

  it.each(["", "a b", "x".repeat(65), "ä"])("JRA-8 refuses the request key %j", async (key) => {
    expect((await failure(open().run(key))).code).toBe("E_INPUT");
  });

  it("JRA-8 gives the next step of the action, of its connector, or of actions, never of a sync", async () => {
    const refuse = (code: "E_RECORD_INVALID" | "E_RECORD_FORBIDDEN") => () => {
      throw new ValidationError({ code, message: "no" });
    };
    const told = open({
      nextSteps: { E_RECORD_INVALID: "Ask `integ act CONNECTION catalog-item`." },
      vendor: refuse("E_RECORD_INVALID"),
    });
    expect((await failure(told.run(null))).hint).toBe("Ask `integ act snow catalog-item`.");
    const untold = open({ vendor: refuse("E_RECORD_FORBIDDEN") });
    expect((await failure(untold.run(null))).hint).not.toContain("replay");
  });
});
