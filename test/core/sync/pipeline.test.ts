// Writes of one pass go on while the next pass reads and decides.
import { expect, it } from "vitest";
import type { UpdateItem, WriteResult } from "../../../src/core/contract/connector.ts";
import { TransientError } from "../../../src/core/contract/errors.ts";
import { pollFeed } from "../../../src/core/sync/observe/poll.ts";
import { createPipeline } from "../../../src/core/sync/pipeline.ts";
import type { SyncRuntime } from "../../../src/core/sync/types.ts";
import { type Bench, openBench } from "./bench.ts";

/** The bench's sync with a right side that answers an update of one record only when it is let. */
function withSlowUpdate(bench: Bench, isSlow: (item: UpdateItem) => boolean) {
  const sent: string[] = [];
  let answer = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const { right } = bench.sync.sides;
  const update = async (items: readonly UpdateItem[]): Promise<readonly WriteResult[]> => {
    sent.push(...items.map((item) => JSON.stringify(item.fields)));
    if (items.some(isSlow)) await gate;
    return right.object.update(items);
  };
  const object = { ...right.object, update };
  const sync: SyncRuntime = { ...bench.sync, sides: { ...bench.sync.sides, right: { ...right, object } } };
  return { sync, sent, answer: () => answer() };
}

async function twoPairs() {
  const bench = await openBench();
  const slow = bench.left.add({ Subject: "Slow", Priority: "High", Description: "a" });
  const quick = bench.left.add({ Subject: "Quick", Priority: "High", Description: "b" });
  await bench.run();
  bench.pass(60_000);
  await bench.run();
  bench.pass(60_000);
  return { bench, slow, quick };
}

const poll = (bench: Bench) => pollFeed(bench.engine, bench.sync, "left", "tail");

it("SYN-8 a write whose answer is late delays no other record", async () => {
  const { bench, slow, quick } = await twoPairs();
  const late = withSlowUpdate(bench, (item) => item.fields.subject === "Slow 2");
  const pipeline = createPipeline(bench.engine, late.sync, () => undefined);
  bench.left.edit(slow, { Subject: "Slow 2" });
  await poll(bench);
  await pipeline.step();
  bench.left.edit(quick, { Subject: "Quick 2" });
  await poll(bench);
  await pipeline.step();
  await expect.poll(() => bench.right.writes.map((write) => write.fields.subject)).toContain("Quick 2");
  expect(pipeline.isBusy).toBe(true);
  late.answer();
  await pipeline.drain();
  expect(bench.right.live().map((record) => record.fields.subject)).toEqual(["Slow 2", "Quick 2"]);
});

it("SYN-10 a record with a write under way is left alone until it has ended", async () => {
  const { bench, slow } = await twoPairs();
  const late = withSlowUpdate(bench, (item) => item.fields.subject === "Slow 2");
  const pipeline = createPipeline(bench.engine, late.sync, () => undefined);
  bench.left.edit(slow, { Subject: "Slow 2" });
  await poll(bench);
  await pipeline.step();
  await expect.poll(() => late.sent).toHaveLength(1);
  bench.left.edit(slow, { Subject: "Slow 3" });
  bench.pass(2_000);
  await poll(bench);
  expect((await pipeline.step()).handled).toBe(0);
  expect(late.sent).toEqual([JSON.stringify({ subject: "Slow 2" })]);
  late.answer();
  await pipeline.drain();
  bench.pass(60_000);
  expect((await pipeline.step()).handled).toBeGreaterThan(0);
  await pipeline.drain();
  expect(late.sent).toEqual(
    [{ subject: "Slow 2" }, { subject: "Slow 3" }].map((fields) => JSON.stringify(fields)),
  );
});

/** The bench's sync with a left side that answers a read of one record only when it is let, and as it is then told. */
function withSlowRead(bench: Bench, slowId: string) {
  const { left } = bench.sync.sides;
  let answer = (_fault?: Error): void => undefined;
  const gate = new Promise<Error | undefined>((resolve) => {
    answer = resolve;
  });
  const asked: string[] = [];
  const read = async (ids: readonly string[]) => {
    asked.push(...ids);
    const fault = ids.includes(slowId) ? await gate : undefined;
    if (fault) throw fault;
    return left.object.read(ids);
  };
  const object = { ...left.object, read };
  const sync: SyncRuntime = { ...bench.sync, sides: { ...bench.sync.sides, left: { ...left, object } } };
  return { sync, asked, answer: (fault?: Error) => answer(fault) };
}

/** Two pairs, one of them edited and taken on by a cycle whose read is not answered yet. */
async function whileSlowIsRead() {
  const { bench, slow, quick } = await twoPairs();
  const late = withSlowRead(bench, slow);
  const pipeline = createPipeline(bench.engine, late.sync, () => undefined);
  bench.left.edit(slow, { Subject: "Slow 2" });
  await poll(bench);
  await pipeline.step();
  return { bench, slow, quick, late, pipeline };
}

const subjects = (bench: Bench) => bench.right.live().map((record) => record.fields.subject);

it("SYN-8 a record whose reading takes long delays no other record, and is read by one cycle only", async () => {
  const { bench, slow, quick, late, pipeline } = await whileSlowIsRead();
  bench.left.edit(slow, { Subject: "Slow 3" });
  bench.left.edit(quick, { Subject: "Quick 2" });
  bench.pass(2_000);
  await poll(bench);
  await pipeline.step();
  await expect.poll(() => subjects(bench)).toEqual(["Slow", "Quick 2"]);
  expect((await pipeline.step()).handled).toBe(0);
  expect(late.asked.filter((id) => id === slow)).toHaveLength(1);
  late.answer();
  await pipeline.drain();
  expect(subjects(bench)).toEqual(["Slow 3", "Quick 2"]);
});

it("SYN-13 a record found gone beside others is left to a cycle of its own, where deletes are counted together", async () => {
  const { bench, slow, late, pipeline } = await whileSlowIsRead();
  await expect.poll(() => late.asked).toContain(slow);
  bench.left.remove(slow);
  late.answer();
  await pipeline.drain();
  const open = await bench.engine.store.openInbox("things", "left", [slow]);
  expect(open).toHaveLength(1);
  expect((await pipeline.step()).handled).toBe(1);
  await pipeline.drain();
  expect(await bench.engine.store.linkCounts("things")).not.toEqual({ live: 2 });
});

it("SYN-9 a side that can't be read is told by the next step, and found out before any other is started", async () => {
  const { late, pipeline } = await whileSlowIsRead();
  late.answer(new TransientError({ code: "E_VENDOR_DOWN", message: "no answer" }));
  await pipeline.drain();
  await expect(pipeline.step()).rejects.toThrow("no answer");
  await expect(pipeline.step()).rejects.toThrow("no answer");
  expect(pipeline.isBusy).toBe(false);
});

it("SYN-9 what could not be stored for a write is told by the next step, and the record is looked at again", async () => {
  const { bench, slow } = await twoPairs();
  const { store } = bench.engine;
  let isFull = false;
  const engine = {
    ...bench.engine,
    store: {
      ...store,
      commit: (...args: Parameters<typeof store.commit>) => {
        const isSending = args[0].some((op) => op.op === "intent.state" && op.state === "sent");
        return isFull && isSending ? Promise.reject(new Error("no space")) : store.commit(...args);
      },
    },
  };
  const pipeline = createPipeline(engine, bench.sync, () => undefined);
  bench.left.edit(slow, { Subject: "Slow 2" });
  await poll(bench);
  isFull = true;
  await pipeline.step();
  await pipeline.drain();
  await expect(pipeline.step()).rejects.toThrow("no space");
  isFull = false;
  await pipeline.step();
  await pipeline.drain();
  expect(bench.right.live().map((record) => record.fields.subject)).toContain("Slow 2");
  expect(await store.intents("things", "planned")).toEqual([]);
});
