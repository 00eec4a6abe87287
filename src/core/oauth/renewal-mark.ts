// Says after a crash that a renewal was under way. Stored before the request that uses up the refresh token, and taken
// away in the same write that stores its result: what is found at a start tells which token may be used up.
import { createHash } from "node:crypto";
import { z } from "zod";
import { AuthError } from "../contract/errors.ts";

/** Name in the connection's secrets. */
export const renewalSecret = "renewal";
/** A secret can't be empty: this stands for no renewal. */
export const noRenewal = "none";

const RenewalMark = z.object({
  /** RFC 3339 UTC. */
  startedAt: z.string(),
  /** Of the refresh token that was sent. */
  tokenHash: z.string(),
  /** When the vendor refused that token afterwards, RFC 3339 UTC. */
  refusedAt: z.string().optional(),
});
export type RenewalMark = z.infer<typeof RenewalMark>;

/** Sending a token again that was refused helps nobody, but a user who was locked may be unlocked. */
const refusalHoldsMs = 60_000;

/** The mark of a renewal with this refresh token; `now` in epoch milliseconds. */
export function newMark(refreshToken: string, now: number): RenewalMark {
  return { startedAt: new Date(now).toISOString(), tokenHash: hash(refreshToken) };
}

/** The mark in `text`, where it is one of a renewal with this token; null: nothing was cut off. */
export function readMark(text: string | null, refreshToken: string): RenewalMark | null {
  const parsed = RenewalMark.safeParse(text === null ? null : tryParse(text));
  return parsed.success && parsed.data.tokenHash === hash(refreshToken) ? parsed.data : null;
}

/** Whether the vendor has refused the marked token a moment ago. */
export function isRefused({ refusedAt }: RenewalMark, now: number): boolean {
  return refusedAt !== undefined && Math.abs(now - Date.parse(refusedAt)) < refusalHoldsMs;
}

/** E_AUTH_LOST for a session whose last renewal was cut off; `cause` is the refusal that showed it. */
export function lostRenewal(
  { startedAt }: RenewalMark,
  connection: string | undefined,
  cause?: unknown,
): AuthError {
  return new AuthError({
    code: "E_AUTH_LOST",
    message: `The session can't be renewed any more: a renewal was cut off at ${startedAt}, after the vendor's answer and before it was on disk`,
    ...(connection === undefined ? {} : { connection }),
    ...(cause === undefined ? {} : { cause }),
  });
}

const hash = (token: string): string => createHash("sha256").update(token).digest("hex").slice(0, 32);

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
