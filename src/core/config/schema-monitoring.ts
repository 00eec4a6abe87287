// The schema of `monitoring`: from when on health warns or fails.
import { z } from "zod";
import { Duration } from "./schema-values.ts";

const count = z.number().int().min(0).max(1_000_000_000).optional();

export const Monitoring = z.strictObject({
  lateAfter: Duration.optional().describe("A poll may be late by three of its turns and this; default 30s"),
  stuckAfter: Duration.optional().describe(
    "How long a change may be due before that is a failure; default 1m",
  ),
  longWait: Duration.optional().describe(
    "A vendor's request to wait longer than this is a warning; default 5m",
  ),
  maxLag: Duration.optional().describe(
    "99 of 100 writes arrive within this, else a warning; default: not looked at",
  ),
  deadLetters: count.describe("More dead letters than this are a warning; default 0"),
  conflicts: count.describe("More conflicts that wait for a person than this are a warning; default 0"),
});
