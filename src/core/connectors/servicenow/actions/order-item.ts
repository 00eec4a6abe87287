// `order-item`. The catalog has no key for an order, and no place for one in the call: the request that came of it is
// marked afterwards, in its correlation_id. An order in doubt is then the only one of the item that we made since and
// that bears no mark yet.
import { z } from "zod";
import { defineAction } from "../../../connector-parts/actions.ts";
import type { ActionSearch } from "../../../contract/actions.ts";
import { type IntegrationError, SyncError, ValidationError } from "../../../contract/errors.ts";
import type { Row } from "../schema.ts";
import { rawTime } from "../times.ts";
import { type CatalogItem, orderNow, showItem, variablesOf } from "./catalog.ts";
import type { ActionContext } from "./context.ts";
import { markOf, SysId } from "./parts.ts";

const requests = "sc_request";
const items = "sc_req_item";
const markField = "correlation_id";
/** How far our clock and the instance's, which tells seconds, may be apart when its Date has been taken into account. */
const marginMs = 60_000;

const Input = z.strictObject({
  item: SysId.describe("sys_id of the item, from catalog-items"),
  quantity: z.number().int().min(1).max(1000).default(1),
  variables: z
    .record(z.string(), z.string())
    .default({})
    .describe("Answers by the variables' names, as catalog-item lists them"),
  requestedFor: SysId.optional().describe("sys_id of the user it is for; else the integration's own"),
});
type Input = z.output<typeof Input>;

const Output = z.object({ request: z.string(), number: z.string() });
type Output = z.output<typeof Output>;

export const orderItem = defineAction({
  id: "order-item",
  title: "Order a catalog item",
  effect: "once",
  inputSchema: Input,
  outputSchema: Output,
  nextSteps: {
    E_RECORD_INVALID:
      "`integ act CONNECTION catalog-item item=ID` lists the variables and which are mandatory: correct the input, then run the action again.",
    E_RECORD_GONE:
      "There is no active item of this sys_id that the integration's user may order: `integ act CONNECTION catalog-items` lists those there are (admins: Service Catalog > Maintain Items, `Available for`).",
  },
  run: async (context: ActionContext, input, { requestKey }) => {
    checkAnswers(await showItem(context, input.item), input);
    const { quantity, variables, requestedFor, item } = input;
    const order = await orderNow(context, item, {
      sysparm_quantity: String(quantity),
      variables,
      ...(requestedFor === undefined ? {} : { sysparm_requested_for: requestedFor }),
    });
    // It is ordered, whatever comes of the mark.
    await mark(context, order.request, requestKey).catch(() => false);
    return order;
  },
  find: async (context, { item }, search) => {
    const marked = await findMarked(context, search.requestKey);
    return marked ?? (search.sentAt === null ? null : findUnmarked(context, item, search, search.sentAt));
  },
  lookupLagMs: ({ settings }) => settings.lookupLagMs,
  evidence: ({ item }) =>
    `the requests that the integration's user opened (${requests}.list, by "Opened by" and "Created") with the item ${item}`,
});

/** The instance ignores names it does not know. @throws ValidationError E_INPUT */
function checkAnswers(item: CatalogItem, { variables }: Input): void {
  const asked = variablesOf(item);
  const names = new Set(asked.map(({ name }) => name));
  const unknown = Object.keys(variables).filter((name) => !names.has(name));
  const missing = asked.filter(({ name, mandatory }) => mandatory === true && (variables[name] ?? "") === "");
  if (unknown.length + missing.length === 0) return;
  const faults = [
    ...(unknown.length === 0 ? [] : [`it has no variable ${unknown.join(", ")}`]),
    ...(missing.length === 0 ? [] : [`it needs ${missing.map(({ name }) => name).join(", ")}`]),
  ];
  throw new ValidationError({
    code: "E_INPUT",
    message: `The order does not fit ${item.name}: ${faults.join("; ")}`,
    hint: `It has the variables ${[...names].join(", ") || "none"}; give them as variables.NAME=VALUE, then run the action again.`,
    operation: "order-item",
  });
}

/** Whether the request bears the mark now: a field we may not write is ignored without a word. */
async function mark({ tables }: ActionContext, request: string, requestKey: string): Promise<boolean> {
  const wanted = markOf(requestKey);
  const row = await tables.patch(requests, request, { [markField]: wanted }, [markField]);
  return row[markField] === wanted;
}

async function findMarked({ tables }: ActionContext, requestKey: string): Promise<Output | null> {
  const where = [{ field: markField, is: "=", value: markOf(requestKey) }] as const;
  const { body } = await tables.list({ table: requests, where, fields: ["sys_id", "number"], limit: 2 });
  return body[0] === undefined ? null : outputOf(body[0]);
}

/** @throws SyncError E_OUTCOME_UNKNOWN where several fit, or the one that fits can't be marked as this request's */
async function findUnmarked(
  context: ActionContext,
  item: string,
  { requestKey }: ActionSearch,
  sentAt: number,
): Promise<Output | null> {
  const { tables, clock } = context;
  const { serverTime } = await tables.list({ table: requests, where: [], fields: ["sys_id"], limit: 1 });
  const since = sentAt + ((serverTime ?? clock.now()) - clock.now()) - marginMs;
  const where = [
    { field: "cat_item", is: "=", value: item },
    { field: "sys_created_by", is: "=", value: await context.username() },
    { field: "sys_created_on", is: ">=", value: rawTime(since) },
  ] as const;
  const ids = new Set<string>();
  for await (const rows of tables.all({ table: items, where, fields: ["request"] }))
    for (const { request = "" } of rows) if (request !== "") ids.add(request);
  const fitting: Row[] = [];
  for (const id of ids) {
    const row = await tables.show(requests, id, ["sys_id", "number", markField]);
    if ((row[markField] ?? "") === "") fitting.push(row);
  }
  const [only, ...others] = fitting;
  if (only === undefined) return null;
  const isOurs =
    others.length === 0 && (await mark(context, only.sys_id ?? "", requestKey).catch(() => false));
  if (isOurs) return outputOf(only);
  throw ambiguous(fitting);
}

const outputOf = ({ sys_id: request = "", number = "" }: Row): Output => ({ request, number });

function ambiguous(fitting: readonly Row[]): IntegrationError {
  const numbers = fitting.map(({ number = "" }) => number).join(", ");
  return new SyncError({
    code: "E_OUTCOME_UNKNOWN",
    message: `${numbers} may be this order, and nothing tells`,
    effect: "unknown",
  });
}
