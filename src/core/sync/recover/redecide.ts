// An intent that has had no effect is put aside, and its record decided about anew.
import { PermanentError } from "../../contract/errors.ts";
import type { Op } from "../../store/ops.ts";
import { type Intent, idOn, type Link, otherSide } from "../../store/rows.ts";
import type { EngineContext, Unanswered } from "../types.ts";
import { deadLetterOps } from "../write/dead-letters.ts";
import { deferredOp } from "../write/deferral.ts";
import { consequenceOfAbsence, type Trouble } from "../write/failure.ts";
import { troubleOf } from "../write/trouble.ts";

/** Ops that do so; `at` in milliseconds. */
export const redecideOps = (intent: Intent, at: number): Op[] => [
  { op: "intent.state", id: intent.id, state: "superseded", at },
  { op: "inbox.reopenLink", linkId: intent.linkId, dueAt: at },
];

/**
 * Ops for a write that was looked for and is not there. Where its call had failed, that counts: it is tried again after
 * a growing delay, and in the end a person is asked. Where its process had died, it is decided anew at once.
 */
export async function absentOps(engine: EngineContext, link: Link, intent: Intent): Promise<Op[]> {
  const at = engine.clock.now();
  const call = engine.unanswered.get(intent.id);
  if (call === undefined) return [...redecideOps(intent, at), absentOp(intent, at)];
  const trouble = await troubleOf(engine, intent, call.error, call.attempts, intent.sentAt ?? at);
  const consequence = consequenceOfAbsence(call.error, trouble, engine.random);
  if (consequence.kind === "dead") return giveUpOps(engine, link, intent, call, trouble);
  const { kind, afterMs } = consequence;
  const countAttempt = kind === "retry";
  return [
    { op: "intent.state", id: intent.id, state: "superseded", at },
    { op: "inbox.reopenLink", linkId: link.id, dueAt: at + afterMs, countAttempt },
    deferredOp(intent, call.error, at, afterMs),
  ];
}

function absentOp({ sync, linkId, side, operation }: Intent, at: number): Op {
  return { op: "history.add", row: { sync, linkId, at, kind: "absent", data: { side, operation } } };
}

function giveUpOps(
  engine: EngineContext,
  link: Link,
  intent: Intent,
  { error, attempts, payload, rows }: Unanswered,
  { isAlone }: Trouble,
): Op[] {
  const { code, message, vendorCode } = error;
  const tried = isAlone ? `was sent ${attempts + 1} times` : "was tried for a day";
  const worn = new PermanentError({
    code,
    message: `${message}; it ${tried} and has had no effect`,
    hint: "Find out at the vendor what is wrong with the record, then replay.",
    ...(vendorCode === undefined ? {} : { vendorCode }),
  });
  const side = otherSide(intent.side);
  const recordId = idOn(link, side) ?? "";
  const { operation } = intent;
  return [
    { op: "intent.state", id: intent.id, state: "failed", at: engine.clock.now() },
    ...deadLetterOps(engine, { link, side, recordId, operation, error: worn, payload, rows }),
  ];
}
