// The bound on updates of one ticket: waited for, whatever the update carries, and nobody else's matter.
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TicketPace } from "../../../../src/core/connectors/zendesk/ticket-pace.ts";
import type { HttpRequest } from "../../../../src/core/contract/http.ts";
import { respond, type ScriptedVendor, scriptVendor, startTime, ticketOf } from "./scripted-vendor.ts";

let vendor: ScriptedVendor;
beforeEach(() => {
  vendor = scriptVendor();
});
afterEach(() => vendor.verify());

const windowMs = 600_000;
const update = async (id: string) => {
  const item = { id, fields: { subject: "x" }, expectedVersion: "2026-05-06T07:30:00Z~0" };
  const [result] = await vendor.connection.object("ticket", ["subject"]).update([item]);
  return result;
};
const comment = (ticketId: string, key: string) => ({
  correlationKey: key,
  fields: { ticket_id: ticketId, body: "Hi", public: false },
});
const create = (...items: readonly ReturnType<typeof comment>[]) =>
  vendor.connection.object("ticket_comment", ["ticket_id", "body"]).create(items);
const taken = (id: string, answerHeaders = {}) => ({
  call: `PUT tickets/${id}`,
  answer: {
    ticket: ticketOf(Number(id)),
    audit: { id: 1, author_id: 7, created_at: "x", events: [{ id: 8, type: "Comment" }] },
  },
  answerHeaders,
});
const locked = (afterMs: number) => ({
  status: "failed",
  error: {
    name: "SyncError",
    code: "E_RECORD_LOCKED",
    retryable: true,
    retryAfterMs: afterMs,
    effect: "none",
  },
});
const told = (total: number, remaining: number, resets: number) => ({
  "zendesk-ratelimit-per-ticket-updates": `total=${total}; remaining=${remaining}; resets=${resets}`,
});

describe("updates of one ticket", () => {
  it("ZDK-8 wait after thirty in ten minutes, unsent, while other tickets go on", async () => {
    for (let count = 0; count < 30; count += 1) {
      vendor.expectCalls(taken("1"));
      await update("1");
      vendor.advance(1000);
    }
    expect(await update("1")).toMatchObject(locked(windowMs - 30_000));
    vendor.expectCalls(taken("2"));
    expect(await update("2")).toMatchObject({ status: "done" });
    vendor.advance(windowMs - 30_000);
    vendor.expectCalls(taken("1"));
    expect(await update("1")).toMatchObject({ status: "done" });
    expect(await update("1")).toMatchObject(locked(1000));
  });

  it("ZDK-8 count whatever they carry, and comments keep their order behind one that waits", async () => {
    vendor.expectCalls(...Array.from({ length: 29 }, () => taken("1")));
    for (let count = 0; count < 29; count += 1) await update("1");
    vendor.expectCalls(taken("1"), taken("2"));
    const made = await create(comment("1", "a"), comment("1", "b"), comment("1", "c"), comment("2", "d"));
    expect(made).toMatchObject([
      { status: "done" },
      locked(windowMs),
      { status: "failed", error: { retryable: true, retryAfterMs: windowMs, effect: "none" } },
      { status: "done" },
    ]);
  });

  it("ZDK-8 wait as long as the vendor says where others have used them up", async () => {
    vendor.expectCalls(taken("1", told(30, 0, 45)));
    await update("1");
    expect(await update("1")).toMatchObject(locked(45_000));
    vendor.advance(45_000);
    vendor.expectCalls(taken("1", told(30, 29, 600)));
    expect(await update("1")).toMatchObject({ status: "done" });
  });

  it("ZDK-8 are as many as the vendor says", async () => {
    vendor.expectCalls(taken("1", told(2, 1, 600)), taken("1", told(2, 1, 600)));
    await update("1");
    await update("1");
    expect(await update("1")).toMatchObject(locked(windowMs));
  });

  it("ZDK-8 that the vendor refuses all the same wait alone, too", async () => {
    const refusal = { status: 429, answer: { error: "TooManyRequests" }, answerHeaders: told(30, 0, 300) };
    vendor.expectCalls({ call: "PUT tickets/1", ...refusal }, taken("2"));
    expect(await update("1")).toMatchObject({ status: "failed", error: { code: "E_RECORD_LOCKED" } });
    expect(await update("1")).toMatchObject(locked(300_000));
    expect(await update("2")).toMatchObject({ status: "done" });
  });

  it("ZDK-8 are never more than thirty in any ten minutes, whenever they are wanted", async () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 25_000 }), { minLength: 60, maxLength: 150 });
    await fc.assert(
      fc.asyncProperty(pauses, async (pausesMs) => {
        let now = startTime;
        const sentAt: number[] = [];
        const pace = new TicketPace({ now: () => now, sleep: async () => undefined });
        const http = pace.around({
          request: async () => {
            sentAt.push(now);
            return respond(200, {});
          },
        });
        for (const pauseMs of pausesMs) {
          now += pauseMs;
          await http.request(putTicket).catch(() => undefined);
        }
        const crowds = sentAt.map((from) => sentAt.filter((at) => at >= from && at < from + windowMs).length);
        expect(Math.max(...crowds)).toBeLessThanOrEqual(30);
        expect(sentAt.length).toBeGreaterThanOrEqual(30);
      }),
    );
  });
});

const putTicket: HttpRequest = {
  method: "PUT",
  path: "tickets/1",
  endpointClass: "tickets-update",
  effect: "repeatable",
  operation: "update ticket",
};
