// What people read of a plan that was applied or refused, and of dead letters they edit, discard and replay.
import { describe, expect, it } from "vitest";
import type { ApplyDocument } from "../../src/cli/engine/apply-plan.ts";
import type { ForecastDocument, ForecastItem } from "../../src/cli/engine/forecast-replay.ts";
import { errorDocument, errorText } from "../../src/cli/error-report.ts";
import type { Page } from "../../src/cli/output.ts";
import { applyText } from "../../src/cli/views/apply-view.ts";
import { forecastText, replayText } from "../../src/cli/views/letters-view.ts";
import { PlanStaleError } from "../../src/core/sync/plan/plan-stale.ts";

const page: Page = { width: 80, paint: (_style, text) => text, nowMs: Date.UTC(2026, 0, 2) };
const long = "a sentence that is far too long for one line of any page ".repeat(4).trim();
const widest = (text: string): number => Math.max(...text.split("\n").map((line) => line.length));

describe("a plan that was applied", () => {
  const document: ApplyDocument = {
    schema: "integ.apply/1",
    sync: "cases",
    madeAt: "2026-01-01T00:00:00.000Z",
    by: "command",
    summary: { written: 40, moved: 25, failed: 1, waiting: 0, left: 2 },
    writes: [
      { side: "right", operation: "update", recordId: "77", sourceId: "500A", outcome: "failed", why: long },
      ...Array.from({ length: 25 }, (_, n) => ({
        side: "right" as const,
        operation: "create",
        recordId: null,
        sourceId: `500B${n}`,
        outcome: "moved" as const,
        why: "changed on the left",
      })),
    ],
    fault: long,
  };

  it("SYN-16 names what was not written, 20 at most, and the next command", () => {
    const text = applyText(page, document);
    expect(widest(text)).toBeLessThanOrEqual(80);
    for (const part of [
      "update right 77",
      "create right for 500B18",
      "… and 6 more",
      "40 writes made as planned",
    ])
      expect(text).toContain(part);
    expect(text).not.toContain("500B19");
    expect(text).toContain("→ integ dlq list --sync cases");
  });

  it("SYN-16 says one line when all went as planned", () => {
    const summary = { written: 3, moved: 0, failed: 0, waiting: 0, left: 0 };
    expect(applyText(page, { ...document, summary, writes: [], fault: null })).toBe(
      "cases: 3 writes made as planned.",
    );
  });

  it("SYN-16 refused, lists 20 of the records that moved, and all of them in its document", () => {
    const moved = Array.from({ length: 30 }, (_, n) => ({
      side: "right" as const,
      recordId: n === 0 ? null : `${n}\u001b[2J`,
      sourceId: "500A",
      operation: "create",
      why: "nothing to write any more",
    }));
    const error = new PlanStaleError("30 records have moved since the plan was made", moved);
    const text = errorText(error, { paint: page.paint, stack: false, readLine: undefined });
    expect(text.split("\n").filter((line) => line.startsWith("create right"))).toHaveLength(20);
    expect(text).toContain("create right for 500A");
    expect(text).toContain("… and 10 more");
    expect(text).not.toContain("\u001b");
    expect(errorDocument(error).error.moved).toHaveLength(30);
  });
});

describe("a replay", () => {
  const item = (n: number): ForecastItem => ({
    id: `01M81MR2QF1Y50KFK3GSWHF${100 + n}`,
    sync: "cases",
    side: "left",
    recordId: `500${n}`,
    outcome: n % 3 === 0 ? "dead" : "writes",
    writes:
      n % 3 === 0
        ? []
        : [
            {
              side: "right",
              operation: "update",
              recordId: "77",
              sourceId: `500${n}`,
              fields: { subject: long },
              previous: {},
              cause: "change",
              versions: { left: "1", right: "2" },
              reasons: [],
            },
          ],
    cause: n % 3 === 0 ? { code: "E_MAPPING_VALUE", message: long, hint: "" } : null,
  });
  const forecast = (count: number): ForecastDocument => ({
    schema: "integ.replay-plan/1",
    items: Array.from({ length: count }, (_, n) => item(n)),
  });

  it("SYN-7 is foretold write by write, and counted by outcome when there are many", () => {
    const few = forecastText(page, forecast(3));
    expect(few).toContain("update right 77: subject");
    expect(few.replace(/\s+/g, " ")).toContain(
      "2 items would write, 0 need nothing any more, 1 would stay dead. Nothing was written.",
    );
    const many = forecastText(page, forecast(300));
    expect(many).toMatch(/would write\s+200/);
    expect(many).toMatch(/still dead\s+100\s+E_MAPPING_VALUE/);
    expect(many).toContain("… and 280 more");
    expect(Math.max(widest(few), widest(many))).toBeLessThanOrEqual(80);
  });

  it("SYN-7 of many items is a table of outcomes", () => {
    const items = Array.from({ length: 50 }, (_, n) => ({
      id: String(n),
      sync: "cases",
      recordId: String(n),
      outcome: n < 30 ? ("resolved" as const) : ("dead" as const),
      cause: n < 30 ? null : { code: "E_RECORD_INVALID", message: long, hint: "" },
    }));
    const text = replayText(page, { schema: "integ.replay/1", items });
    expect(text).toMatch(/resolved\s+30/);
    expect(text).toMatch(/still dead\s+20\s+E_RECORD_INVALID/);
    expect(text).toContain("30 items resolved, 20 still dead, 0 on the way.");
    expect(text.split("\n").length).toBeLessThan(15);
  });
});
