// Everything the routes of the emulated account share.
import type { Call } from "../edge.ts";
import { Refusal } from "../edge.ts";
import { isJsonObject, type JsonObject, objectAt } from "../json.ts";
import type { Access } from "./access.ts";
import type { Desk } from "./desk.ts";
import { notFound, titled } from "./errors.ts";
import type { JobQueue } from "./jobs.ts";
import type { Actor, Ticket } from "./model.ts";
import type { RateLimits } from "./rate.ts";
import { INTEGRATION_USER } from "./setup.ts";
import type { Webhooks } from "./webhooks.ts";

export interface Account {
  readonly desk: Desk;
  readonly access: Access;
  readonly limits: RateLimits;
  readonly jobs: JobQueue;
  readonly webhooks: Webhooks;
}

export const API = "/api/v2";

export function actorOf(account: Account, call: Call): Actor {
  return { userId: account.access.caller(call)?.userId ?? INTEGRATION_USER, channel: "api" };
}

/** @throws Refusal 400 when the body is no JSON object */
export function readBody(call: Call): JsonObject {
  try {
    const parsed: unknown = JSON.parse(call.rawBody);
    if (isJsonObject(parsed)) return parsed;
  } catch {
    // answered below
  }
  throw new Refusal(titled(400, "Invalid attribute", "The request body is not valid JSON"));
}

/** @throws Refusal 400 when the member is missing */
export function readMember(body: JsonObject, key: string): JsonObject {
  const member = objectAt(body, key);
  if (member !== null) return member;
  throw new Refusal(
    titled(
      400,
      "Invalid attribute",
      `You passed an invalid value for the ${key} attribute. Must be an object`,
    ),
  );
}

/** @throws Refusal 404 for unknown and deleted tickets */
export function liveTicket(account: Account, call: Call): Ticket {
  const ticket = account.desk.live(Number(call.params.id));
  if (ticket === null) throw new Refusal(notFound());
  return ticket;
}

/** The numbers of a comma-separated list; at most 100. @throws Refusal 400 */
export function readIds(call: Call): readonly number[] {
  const ids = (call.query.get("ids") ?? "").split(",").filter((id) => id.trim() !== "");
  if (ids.length === 0 || ids.length > 100) {
    throw new Refusal(titled(400, "Invalid attribute", "ids must name 1 to 100 records"));
  }
  return ids.map(Number);
}
