// The text in which what is known of a bucket passes from process to process: reading it back.
import { z } from "zod";
import type { BucketRecord } from "./bucket.ts";

const Held = z.object({ count: z.number(), until: z.number() });

const Record = z.object({
  told: z.number().nullable(),
  // Books of before this was noted: the next answer says it.
  tellsRemaining: z.boolean().default(false),
  tokens: z.number(),
  tokensAt: z.number(),
  blockedUntil: z.number(),
  askedAt: z.number(),
  probePauseMs: z.number(),
  used: z.array(z.number()),
  leases: z.record(z.string(), Held),
  foreign: Held,
  ended: z.number(),
});

/**
 * What a visitor left of a bucket.
 * @throws SyntaxError or ZodError when the text is damaged.
 */
export function readRecord(text: string): BucketRecord {
  return Record.parse(JSON.parse(text));
}
