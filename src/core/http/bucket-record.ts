// The text in which a connection's buckets outlive the process: reading it back.
import { z } from "zod";
import type { BucketSnapshot } from "./bucket.ts";

const Use = z.object({ until: z.number(), count: z.number() });

const Snapshots = z.record(
  z.string(),
  z.object({
    capacity: z.number(),
    told: z.number().nullable().optional(),
    tokens: z.number(),
    at: z.number(),
    blockedUntil: z.number(),
    used: z.array(Use),
    foreign: Use.optional(),
  }),
);

/**
 * Endpoint class → its bucket's snapshot.
 * @throws SyntaxError or ZodError when the text is damaged.
 */
export function readSnapshots(text: string): Readonly<Record<string, BucketSnapshot>> {
  return Snapshots.parse(JSON.parse(text));
}
