// Why an assignee is refused: they have to be in the ticket's group. The vendor says so in words only, so it is looked up.
import { ValidationError } from "../../contract/errors.ts";
import type { JsonObject } from "./calls.ts";
import type { DeskClient } from "./desk-client.ts";
import type { Ticket } from "./schema.ts";

/**
 * A refusal with its reason, where that is an assignee who is not in the group; else as it is.
 * @param sent what the write set
 * @param current the ticket as it is; undefined for one to be made
 */
export async function withReason(
  desk: DeskClient,
  refusal: ValidationError,
  sent: JsonObject,
  current?: Ticket,
): Promise<ValidationError> {
  const assignee = idOf(sent.assignee_id);
  const group = "group_id" in sent ? idOf(sent.group_id) : (current?.group_id ?? null);
  if (refusal.code !== "E_RECORD_INVALID" || assignee === null || group === null) return refusal;
  const theirs = await desk.listGroupsOf(assignee).catch(() => null);
  if (theirs === null || theirs.some(({ id }) => id === group)) return refusal;
  const names = theirs.map(({ id, label }) => `${id} (${label})`).join(", ");
  return new ValidationError({
    code: refusal.code,
    message: `The agent ${assignee} is not in the group ${group}, but in ${names === "" ? "none" : names}`,
    hint: "Map assignee_id and group_id together, or let an admin add the agent to the group, then run `integ replay-dlq`.",
    ...(refusal.operation === undefined ? {} : { operation: refusal.operation }),
    ...(refusal.vendorCode === undefined ? {} : { vendorCode: refusal.vendorCode }),
    cause: refusal,
  });
}

function idOf(value: unknown): string | null {
  return typeof value === "number" ? String(value) : null;
}
