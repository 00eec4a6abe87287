// A vendor that answers every write of one record with a fault, and works for everything else.
import { afterEach, beforeEach, expect, it } from "vitest";
import { isInFull } from "../skips.ts";
import { isCopyOf, openPair, type Pair, sampleCases, until } from "./pair.ts";

/** Edits beside the failing record: many where nothing is skipped, fewer where somebody waits. */
const edits = isInFull ? 15 : 6;

let pair: Pair;
/** Id of the case that can't go over, and of its copy. */
let poisoned: { readonly id: string; readonly ticketId: number };
beforeEach(async () => {
  pair = await openPair(sampleCases(4), { unlimited: true, synced: true });
  const id = (await pair.cases())[0]?.Id ?? "";
  const ticketId = (await pair.tickets()).find(({ external_id }) => isCopyOf(external_id, id))?.id ?? 0;
  poisoned = { id, ticketId };
  const match = { method: "PUT", pathPrefix: `/api/v2/tickets/${ticketId}` };
  await pair.fault({ vendor: "zendesk", kind: "status", status: 500, match });
  await pair.editCase(id, { Subject: "Always fails" });
});
afterEach(() => pair.stop());

async function editAnother(subject: string): Promise<void> {
  await pair.editCase((await pair.cases())[1]?.Id ?? "", { Subject: subject });
}

const isOver = async (subject: string): Promise<boolean> =>
  (await pair.tickets()).some((ticket) => ticket.subject === subject);

async function historyOf(id: string): Promise<readonly { readonly kind: string; readonly data: object }[]> {
  const { document } = await pair.json(["history", id]);
  const [link] = document.links as { entries: { kind: string; data: object }[] }[];
  return link?.entries ?? [];
}

it("SYN-7 BAS-8 one run after the other carries over what others do, and says of the record why it waits", async () => {
  for (let n = 0; n < 2; n++) {
    await editAnother(`Edit ${n}`);
    const run = await pair.run(["sync"]);
    expect(run.code, run.stderr).toBe(1);
    expect(run.stderr).not.toContain("E_CIRCUIT_OPEN");
    expect(await isOver(`Edit ${n}`)).toBe(true);
  }
  const history = await historyOf(poisoned.id);
  expect(history.filter(({ kind }) => kind === "deferred").at(-1)).toMatchObject({
    data: { code: "E_VENDOR_DOWN" },
  });
  expect(history.map(({ kind }) => kind)).not.toContain("adopted");
  expect((await pair.tickets()).find(({ id }) => id === poisoned.ticketId)?.subject).toBe("Case 1");
});

it("SYN-7 BAS-8 a daemon goes on with the others, never pauses the connection, and writes the record once it can", async () => {
  const daemon = await pair.daemon();
  for (let n = 0; n < edits; n++) {
    await editAnother(`Edit ${n}`);
    await until(async () => ((await isOver(`Edit ${n}`)) ? [] : [`Edit ${n} is not over`]), 20_000);
  }
  const failed = (await pair.requests()).filter(({ method, fault }) => method === "PUT" && fault !== null);
  expect(failed.length).toBeGreaterThan(0);
  await pair.control("DELETE", "/faults");
  await pair.untilInStep(60_000);
  const { code, stderr } = await daemon.end("SIGTERM");
  expect(code).toBe(0);
  expect(stderr).not.toContain("E_CIRCUIT_OPEN");
});
