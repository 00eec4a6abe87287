// The calls about how an account is set up: ticket fields, statuses, forms, brands, groups and who is in them.
import { z } from "zod";
import { type Calls, pageOf } from "./calls.ts";
import { Id, NullableText, TicketField } from "./schema.ts";

/** What the account lists under an id, with the name people know it by. */
export interface Choice {
  readonly id: string;
  readonly label: string;
}

const Named = z.object({ id: Id, name: NullableText, active: z.boolean().nullish() });
const Statuses = z.object({
  custom_statuses: z.array(z.object({ id: Id, agent_label: NullableText, active: z.boolean().nullish() })),
});

/** The calls over a client that is signed in. All throw what the client throws. */
export class DeskClient {
  readonly #calls: Calls;

  constructor(calls: Calls) {
    this.#calls = calls;
  }

  listTicketFields(): Promise<readonly TicketField[]> {
    return this.#calls.list(pageOf("ticket_fields", TicketField), "ticket_fields", "list ticket fields");
  }

  /** In one page: the vendor knows no pages here. */
  async listCustomStatuses(): Promise<readonly Choice[]> {
    const found = await this.#calls.get(Statuses, "custom_statuses", "list ticket statuses");
    return choicesOf(found.custom_statuses.map(({ agent_label: name, ...status }) => ({ ...status, name })));
  }

  listForms(): Promise<readonly Choice[]> {
    return this.#choices("ticket_forms", "ticket_forms", "list ticket forms");
  }

  listBrands(): Promise<readonly Choice[]> {
    return this.#choices("brands", "brands", "list brands");
  }

  /** The groups tickets can be given to. */
  listAssignableGroups(): Promise<readonly Choice[]> {
    return this.#choices("groups/assignable", "groups", "list groups");
  }

  /** The groups an agent is in. */
  listGroupsOf(userId: string): Promise<readonly Choice[]> {
    return this.#choices(`users/${userId}/groups`, "groups", "list an agent's groups");
  }

  async #choices(path: string, key: string, operation: string): Promise<readonly Choice[]> {
    return choicesOf(await this.#calls.list(pageOf(key, Named), path, operation));
  }
}

/** What is switched off is left out: nothing can be given it any more. */
function choicesOf(rows: readonly z.infer<typeof Named>[]): readonly Choice[] {
  const active = rows.filter((row) => row.active !== false);
  return active.map(({ id, name }) => ({ id, label: name ?? id }));
}
