// The calls about how an account is set up: ticket fields, statuses, forms, brands, groups and who is in them.
import { z } from "zod";
import { type Calls, nextCursor, paging } from "./calls.ts";
import { Id, NullableText, PageMeta, type TicketField, TicketFieldPage } from "./schema.ts";

/** What the account lists under an id, with the name people know it by. */
export interface Choice {
  readonly id: string;
  readonly label: string;
}

const flags = { id: Id, active: z.boolean().nullish() };
const Named = z.object({ ...flags, name: NullableText });
const Status = z.object({ ...flags, agent_label: NullableText });

interface Page<Row> {
  readonly rows: readonly Row[];
  readonly meta: PageMeta;
}

const FieldPage = TicketFieldPage.transform(
  ({ ticket_fields, meta }): Page<TicketField> => ({ rows: ticket_fields, meta }),
);
const FormPage = z
  .object({ ticket_forms: z.array(Named), meta: PageMeta })
  .transform(({ ticket_forms, meta }): Page<Choice> => ({ rows: choicesOf(ticket_forms), meta }));
const BrandPage = z
  .object({ brands: z.array(Named), meta: PageMeta })
  .transform(({ brands, meta }): Page<Choice> => ({ rows: choicesOf(brands), meta }));
const GroupPage = z
  .object({ groups: z.array(Named), meta: PageMeta })
  .transform(({ groups, meta }): Page<Choice> => ({ rows: choicesOf(groups), meta }));
const StatusList = z
  .object({ custom_statuses: z.array(Status) })
  .transform(({ custom_statuses }) =>
    choicesOf(custom_statuses.map(({ agent_label, ...status }) => ({ ...status, name: agent_label }))),
  );

/** What is switched off is left out: nothing can be given it any more. */
function choicesOf(rows: readonly z.infer<typeof Named>[]): readonly Choice[] {
  const active = rows.filter((row) => row.active !== false);
  return active.map(({ id, name }) => ({ id, label: name ?? id }));
}

/** The calls over a client that is signed in. All throw what the client throws. */
export class DeskClient {
  readonly #calls: Calls;

  constructor(calls: Calls) {
    this.#calls = calls;
  }

  listTicketFields(): Promise<readonly TicketField[]> {
    return this.#all(FieldPage, "ticket_fields", "list ticket fields");
  }

  /** In one page: there are no more than some dozens. */
  listCustomStatuses(): Promise<readonly Choice[]> {
    return this.#calls.get(StatusList, "custom_statuses", "list ticket statuses");
  }

  listForms(): Promise<readonly Choice[]> {
    return this.#all(FormPage, "ticket_forms", "list ticket forms");
  }

  listBrands(): Promise<readonly Choice[]> {
    return this.#all(BrandPage, "brands", "list brands");
  }

  /** The groups tickets can be given to. */
  listAssignableGroups(): Promise<readonly Choice[]> {
    return this.#all(GroupPage, "groups/assignable", "list groups");
  }

  /** The groups an agent is in. */
  listGroupsOf(userId: string): Promise<readonly Choice[]> {
    return this.#all(GroupPage, `users/${userId}/groups`, "list an agent's groups");
  }

  async #all<Row>(schema: z.ZodType<Page<Row>>, path: string, operation: string): Promise<readonly Row[]> {
    const rows: Row[] = [];
    let after: string | undefined;
    do {
      const page = await this.#calls.get(schema, path, operation, paging(after));
      rows.push(...page.rows);
      after = nextCursor(page.meta);
    } while (after !== undefined);
    return rows;
  }
}
