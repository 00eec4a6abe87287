// Fields of a ticket whose values are ids of what the account lists by name.
import { AuthError, SyncError } from "../../contract/errors.ts";
import type { Choice, DeskClient } from "./desk-client.ts";

const lists: Readonly<Record<string, (desk: DeskClient) => Promise<readonly Choice[]>>> = {
  custom_status_id: (desk) => desk.listCustomStatuses(),
  ticket_form_id: (desk) => desk.listForms(),
  brand_id: (desk) => desk.listBrands(),
  group_id: (desk) => desk.listAssignableGroups(),
};

/** Native name of a field → what it can be given. */
export type Choices = ReadonlyMap<string, readonly Choice[]>;

/** The choices of those of the fields that have a list; a list that this plan or user does not get is left out. */
export async function readChoices(desk: DeskClient, fields: readonly string[]): Promise<Choices> {
  const found = new Map<string, readonly Choice[]>();
  for (const name of new Set(fields)) {
    const list = Object.hasOwn(lists, name) ? lists[name] : undefined;
    const choices = list === undefined ? null : await list(desk).catch(orNoList);
    if (choices !== null) found.set(name, choices);
  }
  return found;
}

function orNoList(error: unknown): null {
  const isClosed = error instanceof AuthError && error.code === "E_AUTH_SCOPE";
  const isAbsent = error instanceof SyncError && error.code === "E_RECORD_GONE";
  if (isClosed || isAbsent) return null;
  throw error;
}
