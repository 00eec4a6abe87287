// The calls of the Service Catalog API. Source: servicenow.com docs "Service Catalog API".
import { z } from "zod";
import type { ActionContext } from "./context.ts";

const base = "/api/sn_sc/servicecatalog/items";

const Item = z.object({
  sys_id: z.string(),
  name: z.string(),
  short_description: z.string().nullish(),
  price: z.string().nullish(),
  category: z.object({ title: z.string().nullish() }).nullish(),
});

const Choice = z.object({ value: z.string().nullish(), label: z.string().nullish() });

/** A question of an item's form; containers hold further ones. */
export interface Variable {
  readonly name?: string | null | undefined;
  readonly label?: string | null | undefined;
  readonly friendly_type?: string | null | undefined;
  readonly mandatory?: boolean | null | undefined;
  readonly active?: boolean | null | undefined;
  readonly choices?: readonly z.output<typeof Choice>[] | null | undefined;
  readonly children?: readonly Variable[] | null | undefined;
}

const Variable: z.ZodType<Variable> = z.object({
  name: z.string().nullish(),
  label: z.string().nullish(),
  friendly_type: z.string().nullish(),
  mandatory: z.boolean().nullish(),
  active: z.boolean().nullish(),
  choices: z.array(Choice).nullish(),
  get children() {
    return z.array(Variable).nullish();
  },
});

const ItemInFull = Item.extend({ variables: z.array(Variable).nullish() });
export type CatalogItem = z.output<typeof ItemInFull>;

const Items = z.object({ result: z.array(Item) });
const OneItem = z.object({ result: ItemInFull });
const Order = z.object({ result: z.object({ request_id: z.string(), request_number: z.string() }) });

export interface ItemSearch {
  readonly text: string | null;
  readonly category: string | null;
  readonly limit: number;
  readonly offset: number;
}

/** One page of what the integration's user may order. */
export async function listItems({ calls }: ActionContext, search: ItemSearch) {
  const { result } = await calls.send(Items, {
    method: "GET",
    path: base,
    query: {
      sysparm_limit: search.limit,
      sysparm_offset: search.offset,
      ...(search.text === null ? {} : { sysparm_text: search.text }),
      ...(search.category === null ? {} : { sysparm_category: search.category }),
    },
    operation: "list catalog items",
    endpointClass: "actions",
    effect: "repeatable",
  });
  return result;
}

/** With its variables. @throws SyncError E_RECORD_GONE for one that is not active or not for us */
export async function showItem({ calls }: ActionContext, id: string): Promise<CatalogItem> {
  const { result } = await calls.send(OneItem, {
    method: "GET",
    path: `${base}/${id}`,
    operation: "read catalog item",
    endpointClass: "actions",
    effect: "repeatable",
  });
  return result;
}

/** Variables that can be answered, those inside containers too. */
export function variablesOf({ variables }: CatalogItem): readonly (Variable & { readonly name: string })[] {
  const flat = (some: readonly Variable[]): readonly Variable[] =>
    some.flatMap((one) => [one, ...flat(one.children ?? [])]);
  return flat(variables ?? []).flatMap((one) =>
    one.name == null || one.name === "" || one.active === false ? [] : [{ ...one, name: one.name }],
  );
}

export interface OrderBody {
  readonly sysparm_quantity: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly sysparm_requested_for?: string;
}

/** Every call is another order. @returns the request's sys_id and number */
export async function orderNow({ calls }: ActionContext, item: string, order: OrderBody) {
  const { result } = await calls.send(Order, {
    method: "POST",
    path: `${base}/${item}/order_now`,
    json: order,
    operation: "order catalog item",
    endpointClass: "actions",
    effect: "once",
  });
  return { request: result.request_id, number: result.request_number };
}
