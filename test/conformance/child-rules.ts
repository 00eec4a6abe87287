// Rules for what hangs on a record, comments and files, and for people: how a connector must read, make and find them.
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Content } from "../../src/core/contract/connector.ts";
import { baseObject, hasObject } from "../../src/core/contract/objects.ts";
import { drainFeed, lookUntil } from "./bench.ts";
import { type ChildrenSubject, itemOf, make, probe, readOne, rule, type Stage } from "./child-stage.ts";

export type { ChildFixture, ChildrenSubject } from "./child-stage.ts";

const startTimeoutMs = 30_000;
/** Probes ask from a while before the write: clocks differ. */
const probeMarginMs = 60_000;

/** Declares the tests of one connector's children and people; `start` is called once. */
export function describeChildren(id: string, start: () => Promise<ChildrenSubject>): void {
  describe(`children of connector ${id}`, () => {
    let running: ChildrenSubject | undefined;
    let made = 0;
    const subject = (): ChildrenSubject => {
      if (!running) throw new Error("the subject is not started");
      return running;
    };
    const next = (): number => {
      made += 1;
      return made;
    };
    beforeAll(async () => {
      running = await start();
    }, startTimeoutMs);
    afterAll(async () => {
      await running?.stop();
    });
    describe("comments", () => childRules({ kind: "comments", subject, next }));
    describe("attachments", () => {
      childRules({ kind: "attachments", subject, next });
      contentRules({ kind: "attachments", subject, next });
    });
    describe("people", () => peopleRules(subject));
  });
}

function childRules(stage: Stage): void {
  rule(
    stage,
    "SYN-15 are described: parent as a reference, body and visibility as declared",
    async (opened) => {
      const { child, port, fixture } = opened;
      expect(hasObject(stage.subject().connection.manifest, child.object)).toBe(true);
      const byName = new Map((await port.describe()).fields.map((field) => [field.name, field]));
      const parent = byName.get(child.parent);
      expect(parent).toMatchObject({ type: "reference", creatable: true, updatable: false });
      if (parent?.refersTo) expect(parent.refersTo).toContain(baseObject(stage.subject().parentObject));
      expect(byName.get(child.body)?.creatable).toBe(true);
      if (child.isPublic !== null) expect(byName.get(child.isPublic)).toMatchObject({ type: "boolean" });
      expect(fixture.fields.filter((field) => !byName.has(field))).toEqual([]);
    },
  );

  rule(stage, "SYN-15 read back as they were made, with their parent", async (opened) => {
    const { id, parentId, values } = await make(stage, opened);
    const record = await readOne(opened.port, id);
    expect(record).toMatchObject({ id, deleted: false, correlationKey: null });
    expect(record?.fields).toMatchObject({ ...values, [opened.child.parent]: parentId });
  });

  rule(stage, "SYN-15 reach a feed when a person adds one, with their parent", async (opened) => {
    const { port, fixture, child } = opened;
    const parentId = await stage.subject().makeParent();
    const feeds = await Promise.all(
      port.feeds.map(async ({ name }) => ({ name, from: await drainFeed(port, name, null) })),
    );
    const values = fixture.makeValues(parentId, stage.next());
    const id = await fixture.addAsUser(parentId, values, "added by a person");
    for (const { name, from } of feeds) {
      let { position } = from;
      const look = async () => {
        const reading = await drainFeed(port, name, position);
        position = reading.position;
        return reading.records.find((record) => record.id === id);
      };
      const seen = await lookUntil(stage.subject().feedLagMs + 2000, look, (record) => record !== undefined);
      expect(seen?.fields).toMatchObject({ [child.parent]: parentId, [child.body]: values[child.body] });
    }
  });

  rule(stage, "SYN-15 are in a scan, each once", async (opened) => {
    const { id } = await make(stage, opened);
    const look = async () => {
      const seen: string[] = [];
      for await (const page of opened.port.scan()) seen.push(...page.map((record) => record.id));
      return seen;
    };
    const seen = await lookUntil(stage.subject().feedLagMs, look, (ids) => ids.includes(id));
    expect(seen.filter((each) => each === id)).toEqual([id]);
    expect(new Set(seen).size).toBe(seen.length);
  });

  rule(stage, "SYN-15 are told as deleted, or absent, once a person has taken them away", async (opened) => {
    const { port, fixture } = opened;
    if (fixture.deleteAsUser === undefined) return;
    const { id } = await make(stage, opened);
    await fixture.deleteAsUser(id);
    const record = await readOne(port, id);
    expect(record === undefined || record.deleted).toBe(true);
  });

  probeRules(stage);
}

function probeRules(stage: Stage): void {
  rule(stage, "SYN-3 can be probed after a create, by a key or by what was sent", async ({ port, child }) => {
    const { capabilities } = stage.subject().connection.manifest;
    const { correlationField = capabilities.correlationField } = port.capabilities ?? {};
    expect(correlationField !== null || port.findLike !== undefined, child.object).toBe(true);
  });

  rule(
    stage,
    "SYN-3 are found by what was sent, of their parent only and by their body only",
    async (opened) => {
      if (opened.port.findLike === undefined) return;
      const { child } = opened;
      const sinceMs = Date.now() - probeMarginMs;
      const { id, values } = await make(stage, opened);
      const elsewhere = { ...values, [child.parent]: await stage.subject().makeParent() };
      const otherwise = { ...values, [child.body]: `${String(values[child.body])} not` };
      const since = new Date(sinceMs).toISOString();
      expect(await probe(stage, opened, values, sinceMs)).toEqual([id]);
      const found = await opened.port.findLike([elsewhere, otherwise, values], since);
      expect(found.map((records) => records.map((record) => record.id))).toEqual([[], [], [id]]);
    },
  );

  rule(stage, "SYN-3 of a person are not taken for ours", async (opened) => {
    const { port, fixture } = opened;
    if (port.findLike === undefined) return;
    const parentId = await stage.subject().makeParent();
    const values = fixture.makeValues(parentId, stage.next());
    await fixture.addAsUser(parentId, values, "the same");
    const since = new Date(Date.now() - probeMarginMs).toISOString();
    expect(await port.findLike([values], since)).toEqual([[]]);
  });

  rule(stage, "SYN-3 are found again when the answer to the create was lost", async (opened) => {
    if (opened.port.findLike === undefined) return;
    const sinceMs = Date.now() - probeMarginMs;
    const parentId = await stage.subject().makeParent();
    const values = opened.fixture.makeValues(parentId, stage.next());
    await stage.subject().cutAfterEffect();
    const lost = opened.port.create([itemOf(stage, opened, values, randomBytes(100))]);
    const outcome = await lost.then(
      ([result]) => (result?.status === "failed" ? result.error : null),
      (error: unknown) => error,
    );
    expect(outcome).toMatchObject({ effect: "unknown" });
    expect(await probe(stage, opened, values, sinceMs)).toHaveLength(1);
  });
}

const someMegabytes = 3 * 1024 * 1024 + 17;

async function bytesOf(content: Content): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content.bytes()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function contentRules(stage: Stage): void {
  for (const sizeBytes of [1, someMegabytes]) {
    rule(stage, `SYN-15 give back the ${sizeBytes} bytes they were made of`, async (opened) => {
      const { id, bytes, values } = await make(stage, opened, sizeBytes);
      const content = await opened.port.content?.(id);
      expect(content).toMatchObject({ name: values[opened.child.body], sizeBytes });
      if (content !== undefined) expect((await bytesOf(content)).equals(bytes)).toBe(true);
    });
  }

  rule(stage, "SYN-15 give a person's file, with its name and type", async ({ port, fixture, child }) => {
    const parentId = await stage.subject().makeParent();
    const values = fixture.makeValues(parentId, stage.next());
    const id = await fixture.addAsUser(parentId, values, "héllo");
    const content = await port.content?.(id);
    expect(content?.name).toBe(values[child.body]);
    expect(content?.type).toMatch(/^[\w.+-]+\/[\w.+-]+$/);
    if (content !== undefined) expect((await bytesOf(content)).toString()).toBe("héllo");
  });

  rule(stage, "SYN-15 say that the content of a file taken away is gone", async (opened) => {
    const { port, fixture } = opened;
    if (fixture.deleteAsUser === undefined) return;
    const { id } = await make(stage, opened);
    await fixture.deleteAsUser(id);
    await expect(port.content?.(id)).rejects.toMatchObject({ code: "E_RECORD_GONE" });
  });
}

function peopleRules(subject: () => ChildrenSubject): void {
  const open = () => {
    const { connection, people } = subject();
    expect(connection.users === undefined).toBe(people === null);
    return people === null || connection.users === undefined ? null : { users: connection.users, people };
  };

  it("SFM-4 are named by e-mail address in lower case, and unknown ids by none", async () => {
    const opened = open();
    if (opened === null) return;
    const { users, people } = opened;
    const found = await users.emails([people.active.id, people.absentId, "no id at all"]);
    expect([...found]).toEqual([[people.active.id, people.active.email.toLowerCase()]]);
    expect((await users.emails([])).size).toBe(0);
  });

  it("SFM-4 are people: the user that integ acts as is none of them", async () => {
    const opened = open();
    if (opened === null) return;
    const { users, people } = opened;
    expect(await users.emails([people.ownId])).toEqual(new Map([[people.ownId, ""]]));
    const both = await users.emails([people.ownId, people.active.id]);
    expect([...both.values()].sort()).toEqual(["", people.active.email.toLowerCase()]);
  });

  it("SFM-4 are found by address whatever its case, only while they are active", async () => {
    const opened = open();
    if (opened === null) return;
    const { users, people } = opened;
    const { active, left } = people;
    const gone = left === null ? [] : [left.email];
    const found = await users.ids([active.email.toUpperCase(), ...gone, "nobody@nowhere.example"]);
    expect(found.get(active.email.toLowerCase())).toEqual([active.id]);
    expect([...found.values()].flat()).toEqual([active.id]);
    expect((await users.ids([])).size).toBe(0);
  });
}
