// /users: create, read, change, delete, by external id, by search.
import { type Answer, type Call, type Edge, Refusal } from "../edge.ts";
import type { JsonObject } from "../json.ts";
import { textAt } from "../json.ts";
import { type Account, API, readBody, readIds, readMember } from "./account.ts";
import type { Desk } from "./desk.ts";
import { notFound, titled } from "./errors.ts";
import { isoSecond, type User } from "./model.ts";
import { offsetPage, pageOf } from "./paging.ts";
import { newUser, patchedUser } from "./people-input.ts";
import { renderUser } from "./render.ts";

export function addUserRoutes(edge: Edge, account: Account): void {
  const { desk } = account;
  edge.route("GET", `${API}/users`, (call) => list(desk, call));
  edge.route("POST", `${API}/users`, (call) => create(desk, call));
  edge.route("POST", `${API}/users/create_or_update`, (call) => createOrUpdate(desk, call));
  edge.route("GET", `${API}/users/count`, () => count(desk));
  edge.route("GET", `${API}/users/show_many`, (call) => showMany(desk, call));
  edge.route("GET", `${API}/users/search`, (call) => search(account, call));
  edge.route("GET", `${API}/users/:id`, (call) => shown(200, userOf(desk, call, true), call));
  edge.route("PUT", `${API}/users/:id`, (call) => update(desk, call));
  edge.route("DELETE", `${API}/users/:id`, (call) => remove(desk, call));
}

function shown(status: number, user: User, call: Call): Answer {
  return { status, body: { user: renderUser(user, call.baseUrl) }, wrote: call.method !== "GET" };
}

/** @throws Refusal 404 */
function userOf(desk: Desk, call: Call, withDeleted: boolean): User {
  const id = Number(call.params.id);
  const user = withDeleted ? (desk.users.get(id) ?? null) : desk.people.users.live(id);
  if (user === null) throw new Refusal(notFound());
  return user;
}

function list(desk: Desk, call: Call): Answer {
  const externalId = call.query.get("external_id");
  const role = call.query.get("role");
  const found = externalId === null ? [...desk.people.users.everyLive()] : byExternalIds(desk, [externalId]);
  const chosen = found.filter((user) => role === null || user.role === role);
  return pageOf(call, "users", rows(chosen, call));
}

function rows(users: readonly User[], call: Call): readonly JsonObject[] {
  return users.map((user) => renderUser(user, call.baseUrl));
}

function byExternalIds(desk: Desk, externalIds: readonly string[]): readonly User[] {
  return externalIds.flatMap((externalId) => desk.people.users.byExternalId(externalId) ?? []);
}

function create(desk: Desk, call: Call): Answer {
  const user = addUser(desk, readMember(readBody(call), "user"));
  return { ...shown(201, user, call), headers: { location: `${call.baseUrl}${API}/users/${user.id}.json` } };
}

export function addUser(desk: Desk, input: JsonObject): User {
  const user = newUser(desk, input);
  desk.people.users.put(user, user.createdMs);
  desk.teams.welcome(user, user.createdMs);
  return user;
}

export function changeUser(desk: Desk, user: User, input: JsonObject): User {
  const changed = patchedUser(desk, user, input);
  desk.people.users.put(changed, changed.updatedMs);
  desk.teams.welcome(changed, changed.updatedMs);
  return changed;
}

/** Soft: the user stays, not active, and frees its address and external id. */
export function deactivateUser(desk: Desk, user: User): User {
  const gone = { ...user, active: false, updatedMs: desk.clock.now() };
  desk.people.users.put(gone, gone.updatedMs);
  return gone;
}

/** Goes by external id, then by e-mail address. */
function createOrUpdate(desk: Desk, call: Call): Answer {
  const input = readMember(readBody(call), "user");
  const { users } = desk.people;
  const known =
    users.byExternalId(textAt(input, "external_id") ?? "") ?? users.byKey(textAt(input, "email") ?? "");
  return known === null
    ? shown(201, addUser(desk, input), call)
    : shown(200, changeUser(desk, known, input), call);
}

function update(desk: Desk, call: Call): Answer {
  return shown(200, changeUser(desk, userOf(desk, call, false), readMember(readBody(call), "user")), call);
}

function remove(desk: Desk, call: Call): Answer {
  return shown(200, deactivateUser(desk, userOf(desk, call, false)), call);
}

function count(desk: Desk): Answer {
  const value = [...desk.people.users.everyLive()].length;
  return { status: 200, body: { count: { value, refreshed_at: isoSecond(desk.clock.now()) } } };
}

function showMany(desk: Desk, call: Call): Answer {
  const externalIds = call.query.get("external_ids");
  const withDeleted = call.query.get("include_deleted") === "true";
  const found =
    externalIds === null
      ? readIds(call).flatMap((id) => (withDeleted ? desk.users.get(id) : desk.people.users.live(id)) ?? [])
      : byExternalIds(desk, externalIds.split(",").slice(0, 100));
  const users = rows(found, call);
  return { status: 200, body: { users, next_page: null, previous_page: null, count: users.length } };
}

/** `query` asks the search index, which is late; `external_id` does not. */
function search({ desk }: Account, call: Call): Answer {
  const externalId = call.query.get("external_id");
  if (externalId !== null) return offsetPage(call, "users", rows(byExternalIds(desk, [externalId]), call));
  const query = call.query.get("query");
  if (query === null) throw new Refusal(titled(400, "Invalid attribute", "query or external_id is required"));
  const seenMs = desk.clock.now() - desk.search.lagMs;
  const test = readTest(query.trim());
  const found = [...desk.people.users.everyLive()].filter((user) => user.createdMs <= seenMs && test(user));
  return offsetPage(call, "users", rows(found, call));
}

function readTest(query: string): (user: User) => boolean {
  const email = /^email:"?([^"]*)"?$/.exec(query)?.[1]?.toLowerCase();
  if (email !== undefined) return (user) => user.email?.toLowerCase() === email;
  const words = query.replaceAll('"', "").toLowerCase();
  return (user) =>
    [user.name, user.email ?? "", user.notes].some((text) => text.toLowerCase().includes(words));
}
