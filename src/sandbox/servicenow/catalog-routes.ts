// The Service Catalog API: items, one-step orders, and the cart that every user has one of (fact sheet section 9).
import type { Answer, Call, Edge } from "../edge.ts";
import { Refusal } from "../edge.ts";
import { isJsonObject, type JsonObject } from "../json.ts";
import { renderItem, renderItemInFull, unanswered } from "./catalog-items.ts";
import { noRecord, refuse } from "./errors.ts";
import { type Actor, cell, type Instance, type Row } from "./instance.ts";
import { bodyOf, callerOf, type Site } from "./site.ts";
import { callerContext, insertRow } from "./write.ts";

const ROOTS = ["/api/sn_sc/servicecatalog", "/api/sn_sc/v1/servicecatalog"] as const;

interface Line {
  readonly id: string;
  readonly item: Row;
  readonly quantity: string;
}

/** Lines by user. */
type Carts = Map<string, Line[]>;

export function addCatalogRoutes(edge: Edge, site: Site): void {
  const carts: Carts = new Map();
  for (const root of ROOTS) {
    edge.route("GET", `${root}/items`, (call) => listItems(site, call));
    edge.route("GET", `${root}/items/:id`, (call) => ({
      status: 200,
      body: { result: renderItemInFull(itemOf(site, call)) },
    }));
    edge.route("POST", `${root}/items/:id/order_now`, (call) => orderNow(site, call));
    edge.route("POST", `${root}/items/:id/add_to_cart`, (call) => addToCart(site, call, carts));
    edge.route("GET", `${root}/cart`, (call) => ({
      status: 200,
      body: { result: renderCart(callerOf(site, call), carts) },
    }));
    for (const step of ["checkout", "submit_order"])
      edge.route("POST", `${root}/cart/${step}`, (call) => submit(site, call, carts));
  }
}

function listItems(site: Site, call: Call): Answer {
  callerOf(site, call);
  const wanted = (call.query.get("sysparm_text") ?? "").toLowerCase();
  const limit = Number(call.query.get("sysparm_limit") ?? 10);
  const offset = Number(call.query.get("sysparm_offset") ?? 0);
  const items = [...site.instance.rows("sc_cat_item")].filter(
    (item) => cell(item, "active") === "true" && cell(item, "name").toLowerCase().includes(wanted),
  );
  const headers = { "x-total-count": String(items.length) };
  return { status: 200, body: { result: items.slice(offset, offset + limit).map(renderItem) }, headers };
}

/** Every call is another order. */
function orderNow(site: Site, call: Call): Answer {
  const actor = callerOf(site, call);
  const line = lineOf(site, call);
  const request = placeOrder(site.instance, actor, [line]);
  const number = cell(request, "number");
  const order = { request_number: number, request_id: request.id, table: "sc_request" };
  return { status: 200, body: { result: { sys_id: request.id, number, ...order } }, wrote: true };
}

function addToCart(site: Site, call: Call, carts: Carts): Answer {
  const actor = callerOf(site, call);
  carts.set(actor.id, [...(carts.get(actor.id) ?? []), lineOf(site, call)]);
  return { status: 200, body: { result: renderCart(actor, carts) }, wrote: true };
}

function renderCart(actor: Actor, carts: Carts): JsonObject {
  const items = (carts.get(actor.id) ?? []).map(({ id, item, quantity }) => ({
    cart_item_id: id,
    catalog_item_id: item.id,
    item_name: cell(item, "name"),
    quantity,
    price: cell(item, "price"),
  }));
  return { cart_id: actor.id, items };
}

function submit(site: Site, call: Call, carts: Carts): Answer {
  const actor = callerOf(site, call);
  const lines = carts.get(actor.id) ?? [];
  if (lines.length === 0) throw refuse(400, "Cart is empty", null);
  const request = placeOrder(site.instance, actor, lines);
  carts.delete(actor.id);
  const result = { request_number: cell(request, "number"), request_id: request.id };
  return { status: 200, body: { result }, wrote: true };
}

/** @throws Refusal 400 where a question that has to be answered is not */
function lineOf(site: Site, call: Call): Line {
  const item = itemOf(site, call);
  const body = bodyOf(call);
  const answers = isJsonObject(body.variables) ? body.variables : {};
  const missing = unanswered(item, answers);
  if (missing.length > 0)
    throw refuse(400, "Mandatory Variables are required", `Mandatory variables: ${missing.join(", ")}`);
  return { id: site.instance.random.hex(32), item, quantity: String(body.sysparm_quantity ?? "1") };
}

/** A request, an item of it for each line, and a task for whoever fulfils it. */
function placeOrder(instance: Instance, actor: Actor, lines: readonly Line[]): Row {
  const context = callerContext(instance, actor);
  const make = (table: string, values: Readonly<Record<string, string>>) =>
    insertRow(context, instance.type(table), new Map(Object.entries(values)));
  const request = make("sc_request", { requested_for: actor.id, short_description: "Ordered by API" });
  for (const { item, quantity } of lines) {
    const short = { short_description: cell(item, "name") };
    const ordered = { request: request.id, cat_item: item.id, requested_for: actor.id, quantity };
    const requested = make("sc_req_item", { ...short, ...ordered });
    make("sc_task", { ...short, request: request.id, request_item: requested.id });
  }
  return request;
}

/** @throws Refusal 404 */
function itemOf(site: Site, call: Call): Row {
  callerOf(site, call);
  const item = site.instance.row("sc_cat_item", call.params.id ?? "");
  if (item === null || cell(item, "active") !== "true") throw new Refusal(noRecord());
  return item;
}
