// Another configuration for a daemon at work: what is taken over, what is refused, and that nothing is lost meanwhile.

import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { count } from "../crash/crash-run.ts";
import { freePort, openPair, type Pair, pause, sampleCases, until } from "../pair.ts";
import { mustReload, reloadWith } from "./reloading.ts";

let pair: Pair;
beforeEach(async () => {
  pair = await openPair(sampleCases(3), { unlimited: true });
});
afterEach(() => pair.stop());

const serverOn = (port: number) =>
  `server: { listen: "127.0.0.1:${port}", publicUrl: "http://127.0.0.1:${port}" }\n`;
const isOpen = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/livez`).then(
    (answer) => answer.ok,
    () => false,
  );

async function startInStep() {
  const daemon = await pair.daemon();
  await pair.untilInStep();
  return { daemon, text: await pair.readConfig() };
}

/** An edit goes over: the sync works. */
async function expectAtWork(subject: string): Promise<void> {
  const [one] = await pair.cases();
  await pair.editCase(one?.Id ?? "", { Subject: subject });
  await pair.untilInStep();
}

const isAgreedAnew = (): boolean =>
  count(pair, "SELECT count(*) FROM meta WHERE key = 'base-held-until:cases'") === 1 &&
  count(
    pair,
    `SELECT count(*) FROM shadow JOIN link ON link.id = link_id WHERE sync = 'cases' AND "values" = '{}'`,
  ) === 0;

describe("a reload takes over", () => {
  it("CFG-11 a sync that is added, and one that is removed", async () => {
    const { daemon, text } = await startInStep();
    const name = (document: Record<string, unknown>) => Object.keys(document.syncs as object);
    const renamed = text.replace("  cases:\n", "  tickets:\n");
    // Under another name it is another sync: the old one's records are matched anew, by their keys.
    expect(await mustReload(pair, renamed)).toMatchObject({
      syncs: [
        { name: "cases", kind: "removed" },
        { name: "tickets", kind: "added" },
      ],
      restarted: [],
    });
    expect(name((await pair.json(["health"])).document)).toEqual(["tickets"]);
    await expectAtWork("Edited after the renaming");
    await mustReload(pair, text.slice(0, text.indexOf("syncs:")));
    expect(name((await pair.json(["health"])).document)).toEqual([]);
    await mustReload(pair, text);
    // What was agreed under the other name is not known: an edit before both sides have been read would be asked about.
    await until(async () => (isAgreedAnew() ? [] : ["the base is old"]));
    await expectAtWork("Edited after the return");
    expect((await pair.tickets()).length).toBe(3);
    expect(await daemon.end("SIGTERM")).toMatchObject({ code: 0 });
  });

  it("CFG-11 a port that opens, moves and closes, and refuses one that is taken", async () => {
    const { daemon, text } = await startInStep();
    const [one, two, taken] = [await freePort(), await freePort(), await freePort()];
    await mustReload(pair, text + serverOn(one));
    expect(await isOpen(one)).toBe(true);
    expect(await mustReload(pair, text + serverOn(two))).toMatchObject({ server: "moved", restarted: [] });
    expect(await isOpen(two)).toBe(true);
    await until(async () => ((await isOpen(one)) ? ["the old port is open"] : []));
    const other = createServer();
    onTestFinished(() => void other.close());
    await new Promise<void>((resolve) => other.listen(taken, "127.0.0.1", resolve));
    expect(await reloadWith(pair, text + serverOn(taken))).toMatchObject({
      code: "E_RELOAD_REFUSED",
      message: expect.stringContaining("EADDRINUSE"),
    });
    expect(await isOpen(two)).toBe(true);
    await mustReload(pair, text);
    await until(async () => ((await isOpen(two)) ? ["the port is open"] : []));
    expect(await daemon.end("SIGTERM")).toMatchObject({ code: 0 });
  });

  it("CFG-11 only what can be had: a connection that can't be signed in to is refused, and the old one goes on", async () => {
    const { daemon, text } = await startInStep();
    const nowhere = await freePort();
    const lost = text.replace(pair.sandbox.zendeskUrl, `http://127.0.0.1:${nowhere}`);
    expect(await reloadWith(pair, lost)).toMatchObject({
      code: "E_RELOAD_REFUSED",
      message: expect.stringMatching(/^Generation 2 could not be built; generation 1 of .*ECONNREFUSED/),
    });
    const unknown = text.replace("right: subject }", "right: no_such_field }");
    expect(await reloadWith(pair, unknown)).toMatchObject({
      code: "E_RELOAD_REFUSED",
      message: expect.stringContaining("no_such_field"),
    });
    await expectAtWork("Edited after the refusals");
    expect(await daemon.end("SIGTERM")).toMatchObject({ code: 0 });
  });

  it("CFG-11 a mapping that changes while its vendor is down, and goes on once the vendor is back", async () => {
    const { daemon, text } = await startInStep();
    await pair.fault({ vendor: "zendesk", kind: "status", status: 503, match: {} });
    const changed = text.replace("    fields:\n", "    conflicts: left\n    fields:\n");
    expect(await mustReload(pair, changed)).toMatchObject({ restarted: ["cases"], connections: [] });
    await pair.control("DELETE", "/faults");
    await expectAtWork("Edited after the outage");
    expect(await daemon.end("SIGTERM")).toMatchObject({ code: 0 });
  });
});

describe("a reload in the middle of a write", () => {
  const confirmed = () => count(pair, "SELECT count(*) FROM intent WHERE state = 'done'");

  /** The tickets are being made, which takes a while, and another configuration is asked for. */
  async function reloadWhileWriting() {
    await pair.settings({ zendesk: { jobQueueMs: 1500 } });
    const daemon = await pair.daemon();
    const isWriting = async () => (await pair.writes()).some(({ path }) => path.endsWith("create_many"));
    await until(async () => ((await isWriting()) ? [] : ["no write was sent"]));
    expect(confirmed()).toBe(0);
    const text = (await pair.readConfig()).replace("pollEvery: 500ms", "pollEvery: 400ms");
    await pair.writeConfig(text);
    return { daemon, text, reloading: reloadWith(pair, text) };
  }

  it("CFG-11 SYN-9 waits until it is confirmed; one that is asked for meanwhile comes after it", async () => {
    const { daemon, text, reloading } = await reloadWhileWriting();
    const both = await Promise.all([reloading, reloadWith(pair, text)]);
    expect(confirmed()).toBe(3);
    expect(both).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ outcome: "reloaded", restarted: ["cases"] }),
        expect.objectContaining({
          outcome: "already_current",
          after: expect.objectContaining({ number: 2 }),
        }),
      ]),
    );
    await pair.untilInStep();
    expect((await pair.tickets()).length).toBe(3);
    expect(await daemon.end("SIGTERM")).toMatchObject({ code: 0 });
  });

  it("CFG-11 SYN-9 OPS-2 does not keep the daemon from ending in good order", async () => {
    const { daemon, reloading } = await reloadWhileWriting();
    const answered = reloading.catch(() => undefined);
    await pause(200);
    expect(await daemon.end("SIGTERM")).toMatchObject({ code: 0 });
    await answered;
    expect([confirmed(), (await pair.tickets()).length]).toEqual([3, 3]);
  });
});
