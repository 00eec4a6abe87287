// Rules for change feeds: nothing is skipped, positions last, deletes show where they are declared.
import { describe, expect, it } from "vitest";
import type { Feed, ObjectPort } from "../../src/core/contract/connector.ts";
import type { VendorRecord } from "../../src/core/contract/records.ts";
import {
  createRecord,
  createRecords,
  drainFeed,
  followFeed,
  lookUntil,
  openPort,
  passTimeGrain,
  readRecord,
  runningCapabilities,
} from "./bench.ts";
import type { Bench } from "./subject.ts";

const batchSize = 25;
const ruleTimeoutMs = 60_000;

export function describeFeeds(bench: Bench): void {
  describe("feeds", () => {
    const eachFeed = async (rule: (port: ObjectPort, feed: Feed) => Promise<void>) => {
      const port = openPort(bench);
      for (const feed of port.feeds) await rule(port, feed);
    };
    // Beside a net, a fast feed need not show deletes: the net's business is what it misses.
    const eachThatShowsDeletes = async (rule: (port: ObjectPort, feed: Feed) => Promise<void>) => {
      const port = openPort(bench);
      const nets = port.feeds.filter((feed) => feed.role === "net");
      for (const feed of nets.length > 0 ? nets : port.feeds) await rule(port, feed);
    };
    const rule = (title: string, check: (port: ObjectPort, feed: Feed) => Promise<void>, each = eachFeed) =>
      it(title, { timeout: ruleTimeoutMs }, () => each(check));

    it("SYN-12 has at least one feed, each with a name of its own", () => {
      const { feeds } = openPort(bench);
      expect(feeds.length).toBeGreaterThan(0);
      expect(new Set(feeds.map((feed) => feed.name)).size).toBe(feeds.length);
    });

    rule("SYN-12 paces polls to a whole, positive time", async (port, feed) => {
      await port.changes(feed.name, null);
      expect(feed.everyMs()).toBeGreaterThan(0);
      expect(Number.isFinite(feed.everyMs())).toBe(true);
    });

    rule("SYN-3 shows every record of a batch that shares one timestamp", async (port, feed) => {
      const { position } = await drainFeed(port, feed.name, null);
      const made = await createRecords(bench, batchSize);
      const ids = made.map((record) => record.id);
      const { missing } = await followFeed(bench, port, feed.name, position, ids);
      expect(missing).toEqual([]);
    });

    rule("SYN-3 shows a user's edit with the new values and a new version", async (port, feed) => {
      const { textField } = bench.subject();
      const { id } = await createRecord(bench);
      const before = await readRecord(port, id);
      const { position } = await drainFeed(port, feed.name, null);
      await passTimeGrain(bench);
      const text = bench.freshValues()[textField] ?? null;
      await bench.subject().editAsUser(id, { [textField]: text });
      const wanted = (record: VendorRecord) =>
        record.fields[textField] === text && record.version !== before.version;
      const { missing } = await followFeed(bench, port, feed.name, position, [id], wanted);
      expect(missing).toEqual([]);
      expect((await readRecord(port, id)).version).not.toBe(before.version);
    });

    rule("SYN-3 shows two edits of one second as the last of them", async (port, feed) => {
      const { textField } = bench.subject();
      const { id } = await createRecord(bench);
      let { position } = await drainFeed(port, feed.name, null);
      const seen: VendorRecord[] = [];
      const wasSeen = (wanted: (record: VendorRecord) => boolean) => seen.some(wanted);
      const texts = [bench.freshValues()[textField], bench.freshValues()[textField]];
      for (const text of texts) {
        await bench.subject().editAsUser(id, { [textField]: text ?? null });
        const reading = await drainFeed(port, feed.name, position);
        seen.push(...reading.records);
        position = reading.position;
      }
      const wanted = (record: VendorRecord) => record.fields[textField] === texts[1];
      if (wasSeen(wanted)) return;
      const { missing } = await followFeed(bench, port, feed.name, position, [id], wanted);
      expect(missing).toEqual([]);
    });

    rule("SYN-3 can be read again from a position it gave, also by a new process", async (port, feed) => {
      const { position } = await drainFeed(port, feed.name, null);
      const { id } = await createRecord(bench);
      await followFeed(bench, port, feed.name, position, [id]);
      const again = await drainFeed(port, feed.name, position);
      expect(again.records.map((record) => record.id)).toContain(id);
      const { object, fields } = bench.subject();
      const restarted = bench.subject().reconnect().object(object, fields);
      const afterRestart = await drainFeed(restarted, feed.name, position);
      expect(afterRestart.records.map((record) => record.id)).toContain(id);
    });

    rule("SYN-3 ends with no more and a position to go on from when nothing changes", async (port, feed) => {
      const { position } = await drainFeed(port, feed.name, null);
      expect(position).not.toBe("");
      const next = await drainFeed(port, feed.name, position);
      expect(next.position).not.toBe("");
    });

    const showsDelete = async (port: ObjectPort, feed: Feed) => {
      const { deleteFeed } = runningCapabilities(bench);
      const { id } = await createRecord(bench);
      const { position } = await drainFeed(port, feed.name, null);
      await passTimeGrain(bench);
      await bench.subject().deleteAsUser(id);
      const deleted = (record: { deleted: boolean }) => record.deleted;
      if (!deleteFeed) {
        const { records } = await drainFeed(port, feed.name, position);
        expect(records.some((record) => record.id === id && record.deleted)).toBe(false);
        return;
      }
      const { missing } = await followFeed(bench, port, feed.name, position, [id], deleted);
      expect(missing).toEqual([]);
    };
    const deleteTitle = "SYN-3 shows a user's delete exactly when it declares a delete feed";
    rule(deleteTitle, showsDelete, eachThatShowsDeletes);

    it("BAS-2 marks a deleted record as deleted or leaves it out when it is read", async () => {
      const port = openPort(bench);
      const { id } = await createRecord(bench);
      await bench.subject().deleteAsUser(id);
      const look = async () => (await port.read([id])).get(id);
      const seen = await lookUntil(2000, look, (record) => record === undefined || record.deleted);
      expect(seen === undefined || seen.deleted).toBe(true);
    });
  });
}
