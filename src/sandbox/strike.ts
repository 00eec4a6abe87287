// What the faults drawn for a request do to it: before its route, in its answer's place, and to the answer on its way.
import type { FastifyReply } from "fastify";
import type { Answer } from "./edge.ts";
import type { Fault, FaultKind } from "./faults.ts";
import type { Timers } from "./timers.ts";
import { drip, elsewhere, endless, garbage, htmlPage, send } from "./wire.ts";

/** How a vendor's faults look where they have its own shape. */
export interface FaultShapes {
  faultAnswer(fault: Fault): Answer;
  /** What its half documents look like, where they are of a shape of their own. */
  readonly garbage?: Answer;
}

const instead: ReadonlySet<FaultKind> = new Set(["status", "html", "redirect"]);
const afterwards: ReadonlySet<FaultKind> = new Set([
  "cut-after",
  "status-after",
  "garbage",
  "drip",
  "endless",
]);

export function latencyOf(hits: readonly Fault[]): number {
  return hits.reduce((sum, fault) => sum + (fault.kind === "latency" ? (fault.latencyMs ?? 0) : 0), 0);
}

/** The one that strikes once the route has done its work; null for none. */
export function strikingAfter(hits: readonly Fault[]): Fault | null {
  return hits.find(({ kind }) => afterwards.has(kind)) ?? null;
}

/** What is answered without a route being asked; null where the request goes on. */
export function answerInstead(hits: readonly Fault[], shapes: FaultShapes): Answer | null {
  const striking = hits.find(({ kind }) => instead.has(kind));
  if (striking === undefined) return null;
  if (striking.kind === "html") return htmlPage(striking);
  return striking.kind === "redirect" ? elsewhere(striking) : shapes.faultAnswer(striking);
}

/** The answer that a fault puts in the place of the right one, or the right one. */
export function spoilt(fault: Fault | null, answer: Answer, shapes: FaultShapes): Answer {
  if (fault?.kind === "status-after") return shapes.faultAnswer(fault);
  return fault?.kind === "garbage" ? (shapes.garbage ?? garbage) : answer;
}

/** Sends an answer as the fault lets it through. */
export function sendThrough(
  fault: Fault | null,
  reply: FastifyReply,
  answer: Answer,
  { contentType, timers }: { readonly contentType: string; readonly timers: Timers },
): FastifyReply {
  if (fault?.kind === "drip")
    return drip(reply, answer, contentType, () => timers.pause(fault.latencyMs ?? 0));
  return fault?.kind === "endless" ? endless(reply, answer, contentType) : send(reply, answer, contentType);
}
