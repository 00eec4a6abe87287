// /organizations: create, read, change, delete, by external id or name.
import { type Answer, type Call, type Edge, Refusal } from "../edge.ts";
import { type JsonObject, textAt } from "../json.ts";
import { type Account, API, readBody, readIds, readMember } from "./account.ts";
import type { Desk } from "./desk.ts";
import { notFound, titled } from "./errors.ts";
import { isoSecond, type Organization } from "./model.ts";
import { offsetPage, pageOf } from "./paging.ts";
import { newOrganization, patchedOrganization } from "./people-input.ts";
import { renderOrganization } from "./render.ts";

export function addOrganizationRoutes(edge: Edge, { desk }: Account): void {
  edge.route("GET", `${API}/organizations`, (call) =>
    pageOf(call, "organizations", rows([...desk.people.organizations.everyLive()], call)),
  );
  edge.route("POST", `${API}/organizations`, (call) => create(desk, call));
  edge.route("POST", `${API}/organizations/create_or_update`, (call) => createOrUpdate(desk, call));
  edge.route("GET", `${API}/organizations/count`, () => count(desk));
  edge.route("GET", `${API}/organizations/show_many`, (call) => showMany(desk, call));
  edge.route("GET", `${API}/organizations/search`, (call) => search(desk, call));
  edge.route("GET", `${API}/organizations/:id`, (call) => shown(200, organizationOf(desk, call), call));
  edge.route("PUT", `${API}/organizations/:id`, (call) => update(desk, call));
  edge.route("DELETE", `${API}/organizations/:id`, (call) => remove(desk, call));
}

function shown(status: number, organization: Organization, call: Call): Answer {
  const body = { organization: renderOrganization(organization, call.baseUrl) };
  return { status, body, wrote: call.method !== "GET" };
}

/** @throws Refusal 404 */
function organizationOf(desk: Desk, call: Call): Organization {
  const organization = desk.people.organizations.live(Number(call.params.id));
  if (organization === null) throw new Refusal(notFound());
  return organization;
}

function rows(organizations: readonly Organization[], call: Call): readonly JsonObject[] {
  return organizations.map((organization) => renderOrganization(organization, call.baseUrl));
}

export function addOrganization(desk: Desk, input: JsonObject): Organization {
  const organization = newOrganization(desk, input);
  desk.people.organizations.put(organization, organization.createdMs);
  return organization;
}

export function changeOrganization(desk: Desk, before: Organization, input: JsonObject): Organization {
  const changed = patchedOrganization(desk, before, input);
  desk.people.organizations.put(changed, changed.updatedMs);
  return changed;
}

/** The organization is gone; its users and tickets belong to none. */
export function deleteOrganization(desk: Desk, organization: Organization): void {
  const now = desk.clock.now();
  desk.people.organizations.put({ ...organization, deletedMs: now, updatedMs: now }, now);
  for (const user of desk.people.users.everyLive()) {
    if (user.organizationId !== organization.id) continue;
    desk.people.users.put({ ...user, organizationId: null, updatedMs: now }, now);
  }
  for (const ticket of desk.tickets.values()) {
    if (ticket.fields.organizationId !== organization.id) continue;
    ticket.fields = { ...ticket.fields, organizationId: null };
    ticket.updatedMs = now;
    desk.touch(ticket);
  }
}

function create(desk: Desk, call: Call): Answer {
  const organization = addOrganization(desk, readMember(readBody(call), "organization"));
  const location = `${call.baseUrl}${API}/organizations/${organization.id}.json`;
  return { ...shown(201, organization, call), headers: { location } };
}

function createOrUpdate(desk: Desk, call: Call): Answer {
  const input = readMember(readBody(call), "organization");
  const { organizations } = desk.people;
  const known =
    organizations.byExternalId(textAt(input, "external_id") ?? "") ??
    organizations.byKey(textAt(input, "name") ?? "");
  if (known === null) return shown(201, addOrganization(desk, input), call);
  return shown(200, changeOrganization(desk, known, input), call);
}

function update(desk: Desk, call: Call): Answer {
  const input = readMember(readBody(call), "organization");
  return shown(200, changeOrganization(desk, organizationOf(desk, call), input), call);
}

function remove(desk: Desk, call: Call): Answer {
  deleteOrganization(desk, organizationOf(desk, call));
  return { status: 204, wrote: true };
}

function count(desk: Desk): Answer {
  const value = [...desk.people.organizations.everyLive()].length;
  return { status: 200, body: { count: { value, refreshed_at: isoSecond(desk.clock.now()) } } };
}

function showMany(desk: Desk, call: Call): Answer {
  const { organizations } = desk.people;
  const externalIds = call.query.get("external_ids");
  const found =
    externalIds === null
      ? readIds(call).flatMap((id) => organizations.live(id) ?? [])
      : externalIds
          .split(",")
          .slice(0, 100)
          .flatMap((externalId) => organizations.byExternalId(externalId) ?? []);
  const shown = rows(found, call);
  const body = { organizations: shown, next_page: null, previous_page: null, count: shown.length };
  return { status: 200, body };
}

/** By `external_id` or by `name`, each whole and whatever the case, never by both. */
function search(desk: Desk, call: Call): Answer {
  const externalId = call.query.get("external_id");
  const name = call.query.get("name");
  if ((externalId === null) === (name === null))
    throw new Refusal(titled(400, "Invalid attribute", "Give either external_id or name"));
  const { organizations } = desk.people;
  const found =
    externalId === null ? organizations.byKey(name ?? "") : organizations.byExternalId(externalId);
  return offsetPage(call, "organizations", rows(found === null ? [] : [found], call));
}
