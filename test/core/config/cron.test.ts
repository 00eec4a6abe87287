import fc from "fast-check";
import { validate } from "node-cron";
import { describe, expect, it } from "vitest";
import { cronFault } from "../../../src/core/config/cron.ts";

const item = fc.oneof(
  fc.constantFrom(
    "*",
    "*/5",
    "*/0",
    "1-5",
    "5-1",
    "1-10/2",
    "mon",
    "MON-fri",
    "jan",
    "x",
    "",
    "7",
    "0",
    "-1",
    "1/2",
    "1-2-3",
    "?",
    "L",
    "1,2",
  ),
  fc.integer({ min: 0, max: 70 }).map(String),
);
const field = fc.array(item, { minLength: 1, maxLength: 2 }).map((items) => items.join(","));
const expression = fc.array(field, { minLength: 4, maxLength: 7 }).map((fields) => fields.join(" "));

describe("cronFault", () => {
  it.each([
    [
      "* * * *",
      "a cron expression has 5 fields (minute hour day-of-month month day-of-week), or 6 with seconds first; this has 4",
    ],
    [
      "",
      "a cron expression has 5 fields (minute hour day-of-month month day-of-week), or 6 with seconds first; this has 0",
    ],
    ["61 * * * *", "cron field 1 (minute): 61 is out of range (0-59)"],
    ["* * 0 * *", "cron field 3 (day of month): 0 is out of range (1-31)"],
    ["* * * foo *", 'cron field 4 (month): "foo" is no number (1-12 or a name)'],
    ["0 */5 * * * 9", "cron field 6 (day of week): 9 is out of range (0-7 or a name)"],
    ["*/0 * * * *", 'cron field 1 (minute): "0" is no step'],
    ["30-10 * * * *", "cron field 1 (minute): the range 30-10 runs backwards"],
    ["0 0 31 2 *", 'it never comes: no month of "2" has a day 31 (day of month "31")'],
    ["0 0 0 30,31 feb mon", 'it never comes: no month of "feb" has a day 30 (day of month "30,31")'],
    ["0 0 31 4-6/2,sep *", 'it never comes: no month of "4-6/2,sep" has a day 31 (day of month "31")'],
  ])("CFG-5 names the field that is wrong: %s", (text, fault) => {
    expect(cronFault(text)).toBe(fault);
  });

  it.each([
    "*/5 * * * *",
    "0 3 * * mon-fri",
    "0,30 8-18 * jan,dec 1-5",
    "*/10 * * * * *",
    " 0 0 1 1 0 ",
    "0 0 29 2 mon",
    "0 0 31 */6,2 *",
  ])("CFG-5 accepts %s", (text) => {
    expect(cronFault(text)).toBeNull();
  });

  it("CFG-5 accepts nothing the scheduler would refuse", () => {
    fc.assert(
      fc.property(expression, (text) => {
        if (cronFault(text) === null && !validate(text.trim()))
          throw new Error(`the scheduler refuses ${text}`);
      }),
      { numRuns: 5000 },
    );
  });

  it("CFG-5 says of a day that it never comes exactly where the scheduler refuses it", () => {
    const days = fc.array(fc.constantFrom("28-31", "29", "30", "31", "30-31", "*/30", "31,30"), {
      minLength: 1,
      maxLength: 2,
    });
    const months = fc.array(fc.constantFrom("2", "feb", "4", "apr-sep/5", "2-4/2", "2-12/4", "*/12", "11"), {
      minLength: 1,
      maxLength: 2,
    });
    fc.assert(
      fc.property(days, months, (day, month) => {
        const text = `0 0 ${day.join(",")} ${month.join(",")} *`;
        expect([text, cronFault(text) === null]).toEqual([text, validate(text)]);
      }),
      { numRuns: 500 },
    );
  });
});
