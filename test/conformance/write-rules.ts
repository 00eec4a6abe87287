// Rules for creating, updating and deleting.
import { describe, expect, it } from "vitest";
import type { ObjectPort, WriteResult } from "../../src/core/contract/connector.ts";
import { IntegrationError } from "../../src/core/contract/errors.ts";
import {
  createRecord,
  createRecords,
  findByKey,
  idsOf,
  openPort,
  passTimeGrain,
  readRecord,
  ruleUnless,
  runningCapabilities,
} from "./bench.ts";
import type { Bench } from "./subject.ts";

const unprobed = { correlationField: null };

export function describeWrites(bench: Bench): void {
  describe("creates", () => createRules(bench));
  describe("updates", () => {
    updateRules(bench);
    compareAndSetRules(bench);
  });
  describe("deletes", () => deleteRules(bench));
}

function createRules(bench: Bench): void {
  it("BAS-2 writes nothing when given nothing", async () => {
    const port = openPort(bench);
    expect(await port.create([])).toEqual([]);
    expect(await port.update([])).toEqual([]);
    expect(await port.delete([])).toEqual([]);
  });

  ruleUnless(bench, unprobed, "SYN-3 finds a new record by its correlation key", async () => {
    const { id, key } = await createRecord(bench);
    expect((await findByKey(bench, key)).map((record) => record.id)).toEqual([id]);
  });

  it("SYN-3 finds nothing under a key no record carries", async () => {
    const key = bench.freshKey();
    expect((await openPort(bench).findByCorrelationKey([key])).get(key) ?? []).toEqual([]);
  });

  const repeated = "SYN-3 makes no second record unnoticed when a create is repeated under its key";
  ruleUnless(bench, unprobed, repeated, async () => {
    const { id, key, values } = await createRecord(bench);
    const again = idsOf(await openPort(bench).create([{ correlationKey: key, fields: values }]));
    const found = (await findByKey(bench, key)).map((record) => record.id);
    expect(found.sort()).toEqual([...new Set([id, ...again])].sort());
  });

  it("BAS-2 keeps results in the order of the items, with one bad item in the middle", async () => {
    const port = openPort(bench);
    const values = [bench.freshValues(), bench.subject().badValues(), bench.freshValues()];
    const results = await port.create(values.map((fields) => ({ correlationKey: bench.freshKey(), fields })));
    expect(results.map((result) => result.status)).toEqual(["done", "failed", "done"]);
    const [first, bad, last] = results;
    if (first?.status !== "done" || last?.status !== "done" || bad?.status !== "failed") {
      throw new Error("unreachable");
    }
    expect(bad.error).toBeInstanceOf(IntegrationError);
    expect(bad.error.retryable).toBe(false);
    expect(bad.error.hint).not.toBe("");
    expect((await readRecord(port, first.id)).fields).toMatchObject(values[0] ?? {});
    expect((await readRecord(port, last.id)).fields).toMatchObject(values[2] ?? {});
  });

  it("SYN-2 answers a create, where it does, with the record as a read shows it", async () => {
    const port = openPort(bench);
    const items = [1, 2].map(() => ({ correlationKey: bench.freshKey(), fields: bench.freshValues() }));
    await expectAsRead(port, await port.create(items));
  });

  it("BAS-2 takes as many items in one write as it declares", async () => {
    const { maxWriteBatch } = runningCapabilities(bench);
    const made = await createRecords(bench, maxWriteBatch);
    expect(new Set(made.map((record) => record.id)).size).toBe(maxWriteBatch);
  });
}

function updateRules(bench: Bench): void {
  it("BAS-2 changes the given fields only, and a repeat has the effect of once", async () => {
    const { textField, otherField } = bench.subject();
    const port = openPort(bench);
    const { id, values } = await createRecord(bench);
    const before = await readRecord(port, id);
    const text = bench.freshValues()[textField] ?? null;
    const write = { id, fields: { [textField]: text }, expectedVersion: before.version };
    idsOf(await port.update([write]));
    const between = await readRecord(port, id);
    idsOf(await port.update([{ ...write, expectedVersion: between.version }]));
    const after = await readRecord(port, id);
    expect(after.fields[textField]).toEqual(text);
    expect(after.fields[otherField]).toEqual(values[otherField]);
    expect(after.correlationKey).toBe(before.correlationKey);
  });

  it("SYN-2 answers an update, where it does, with the record as a read shows it", async () => {
    const { textField } = bench.subject();
    const port = openPort(bench);
    const made = await createRecords(bench, 3);
    const seen = await port.read(made.map(({ id }) => id));
    const items = [...seen.values()].map(({ id, version }) => {
      const text = bench.freshValues()[textField] ?? null;
      return { id, fields: { [textField]: text }, expectedVersion: version };
    });
    await expectAsRead(port, await port.update(items.slice(0, 1)));
    await expectAsRead(port, await port.update(items.slice(1)));
  });

  it("BAS-2 empties a field written as null", async () => {
    const { clearableField } = bench.subject();
    const port = openPort(bench);
    const { id } = await createRecord(bench);
    const { version } = await readRecord(port, id);
    idsOf(await port.update([{ id, fields: { [clearableField]: null }, expectedVersion: version }]));
    expect((await readRecord(port, id)).fields[clearableField]).toBeNull();
  });

  it("BAS-2 fails an update of a record that is not there, and only that one", async () => {
    const { textField, absentIds } = bench.subject();
    const port = openPort(bench);
    const made = await createRecords(bench, 2);
    const ids = [made[0]?.id ?? "", absentIds[0] ?? "", made[1]?.id ?? ""];
    const texts = ids.map(() => bench.freshValues()[textField] ?? null);
    const records = await port.read(ids);
    const results = await port.update(
      ids.map((id, at) => ({
        id,
        fields: { [textField]: texts[at] ?? null },
        expectedVersion: records.get(id)?.version ?? "",
      })),
    );
    expect(results.map((result) => result.status)).toEqual(["done", "failed", "done"]);
    expect(results[1]).toMatchObject({ error: { code: "E_RECORD_GONE", retryable: false } });
    const after = await port.read(ids);
    expect(after.get(ids[0] ?? "")?.fields[textField]).toEqual(texts[0]);
    expect(after.get(ids[2] ?? "")?.fields[textField]).toEqual(texts[2]);
  });
}

/** A record in a result stands in for reading it back. */
async function expectAsRead(port: ObjectPort, results: readonly WriteResult[]): Promise<void> {
  const records = await port.read(idsOf(results));
  for (const result of results) {
    if (result.status === "done" && result.record) expect(result.record).toEqual(records.get(result.id));
  }
}

function compareAndSetRules(bench: Bench): void {
  const writeStale = async (count: number) => {
    const { textField } = bench.subject();
    const port = openPort(bench);
    const made = await createRecords(bench, count);
    const ids = made.map((record) => record.id);
    const seen = await port.read(ids);
    await passTimeGrain(bench);
    const [usersText, ourText] = [
      bench.freshValues()[textField] ?? null,
      bench.freshValues()[textField] ?? null,
    ];
    await bench.subject().editAsUser(ids[0] ?? "", { [textField]: usersText });
    const results = await port.update(
      ids.map((id) => ({
        id,
        fields: { [textField]: ourText },
        expectedVersion: seen.get(id)?.version ?? "",
      })),
    );
    const after = await readRecord(port, ids[0] ?? "");
    return { result: results[0], text: after.fields[textField], usersText, ourText };
  };

  it("SYN-2 refuses a single stale write exactly when it declares compare-and-set", async () => {
    const { compareAndSet } = runningCapabilities(bench);
    const { result, text, usersText, ourText } = await writeStale(1);
    if (compareAndSet === "none") {
      expect(result?.status).toBe("done");
      expect(text).toEqual(ourText);
      return;
    }
    expect(result).toMatchObject({ status: "failed", error: { code: "E_RECORD_MOVED" } });
    expect(text).toEqual(usersText);
  });

  const staleInBatch = "SYN-2 refuses a stale write inside a batch exactly when it declares so";
  ruleUnless(bench, { maxWriteBatch: 1 }, staleInBatch, async () => {
    const { compareAndSet } = runningCapabilities(bench);
    // Large enough that no connector sends its items one by one.
    const { text, usersText, ourText } = await writeStale(8);
    const isRefused = compareAndSet === "per-write" || compareAndSet === "checked";
    expect(text).toEqual(isRefused ? usersText : ourText);
  });
}

function deleteRules(bench: Bench): void {
  it("BAS-2 deletes, and says of a deleted record that it is deleted or absent", async () => {
    const port = openPort(bench);
    const { id } = await createRecord(bench);
    expect(await port.delete([id])).toEqual([{ status: "done", id }]);
    const record = (await port.read([id])).get(id);
    expect(record === undefined || record.deleted).toBe(true);
  });

  it("BAS-2 takes a repeated delete as done or tells that the record is gone", async () => {
    const port = openPort(bench);
    const { id } = await createRecord(bench);
    idsOf(await port.delete([id]));
    const [again] = await port.delete([id]);
    if (again?.status !== "done") expect(again?.error.code).toBe("E_RECORD_GONE");
  });

  it("BAS-2 tells that a record a user deleted is gone when asked to update it", async () => {
    const { textField } = bench.subject();
    const port = openPort(bench);
    const { id, values } = await createRecord(bench);
    const { version } = await readRecord(port, id);
    await bench.subject().deleteAsUser(id);
    const [result] = await port.update([
      { id, fields: { [textField]: values[textField] ?? null }, expectedVersion: version },
    ]);
    expect(result).toMatchObject({ status: "failed", error: { code: "E_RECORD_GONE" } });
  });
}
