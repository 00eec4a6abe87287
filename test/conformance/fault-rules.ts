// Rules for bad days: an ended token, a cut connection, a rate limit, a gateway's page.
import { describe, expect, it } from "vitest";
import { IntegrationError, RateLimitError, TransientError } from "../../src/core/contract/errors.ts";
import { createRecord, findByKey, idsOf, openPort, readRecord, ruleUnless } from "./bench.ts";
import type { Bench } from "./subject.ts";

const ruleTimeoutMs = 60_000;
const unprobed = { correlationField: null };

async function outcomeOf<T>(act: () => Promise<T>): Promise<{ value: T } | { error: unknown }> {
  try {
    return { value: await act() };
  } catch (error) {
    return { error };
  }
}

export function describeFaults(bench: Bench): void {
  describe("on a bad day", { timeout: ruleTimeoutMs }, () => {
    ruleUnless(bench, unprobed, "SFC-9 renews an ended token and writes once", async () => {
      await createRecord(bench);
      await bench.subject().faults.breakToken();
      const { id, key } = await createRecord(bench);
      expect((await findByKey(bench, key)).map((record) => record.id)).toEqual([id]);
    });

    it("BAS-5 renews an ended token for many requests at once", async () => {
      const { id } = await createRecord(bench);
      await bench.subject().faults.breakToken();
      const port = openPort(bench);
      const reads = await Promise.all(Array.from({ length: 8 }, () => port.read([id])));
      expect(reads.map((found) => found.has(id))).toEqual(Array(8).fill(true));
    });

    const lostAnswer = "SYN-3 leaves one record when the answer to a create is lost, and says so or recovers";
    ruleUnless(bench, unprobed, lostAnswer, async () => {
      const port = openPort(bench);
      await bench.subject().faults.cutAfterEffect();
      const item = { correlationKey: bench.freshKey(), fields: bench.freshValues() };
      const outcome = await outcomeOf(async () => idsOf(await port.create([item])));
      if ("error" in outcome) expect(outcome.error).toMatchObject({ effect: "unknown" });
      expect((await findByKey(bench, item.correlationKey)).length).toBe(1);
    });

    it("BAS-7 waits out a rate limit or tells how long to wait", async () => {
      const { id } = await createRecord(bench);
      await bench.subject().faults.rateLimit();
      const outcome = await outcomeOf(() => readRecord(openPort(bench), id));
      if ("value" in outcome) return;
      expect(outcome.error).toBeInstanceOf(RateLimitError);
      expect(outcome.error).toMatchObject({ retryable: true });
    });

    it("BAS-3 takes a gateway's page for a passing fault of the vendor", async () => {
      const { id } = await createRecord(bench);
      await bench.subject().faults.gatewayPage();
      const outcome = await outcomeOf(() => readRecord(openPort(bench), id));
      if ("value" in outcome) return;
      expect(outcome.error).toBeInstanceOf(TransientError);
      expect(outcome.error).toBeInstanceOf(IntegrationError);
    });
  });
}
