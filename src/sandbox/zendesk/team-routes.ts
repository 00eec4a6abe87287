// Groups and who is in them, brands, ticket forms: what tickets are given to and how they are filled in.
import { type Answer, type Call, type Edge, Refusal } from "../edge.ts";
import type { JsonObject } from "../json.ts";
import { numberAt } from "../json.ts";
import { type Account, API, readBody, readMember } from "./account.ts";
import { notFound, recordInvalid } from "./errors.ts";
import { isoSecond } from "./model.ts";
import { pageOf } from "./paging.ts";
import { renderUser } from "./render.ts";
import { BRANDS, CUSTOM_FIELDS, FORMS, GROUPS, type Named, SYSTEM_FIELDS } from "./setup.ts";
import type { Membership } from "./teams.ts";

export function addTeamRoutes(edge: Edge, account: Account): void {
  addGroupRoutes(edge, account);
  addMembershipRoutes(edge, account);
  const list = (
    path: string,
    name: string,
    render: (item: Named, facts: Facts) => JsonObject,
    items: readonly Named[],
  ) => {
    edge.route("GET", `${API}/${path}`, (call) =>
      pageOf(
        call,
        name,
        items.map((item) => render(item, factsOf(account, call))),
      ),
    );
    edge.route("GET", `${API}/${path}/:id`, (call) => {
      const found = items.find(({ id }) => String(id) === call.params.id);
      if (found === undefined) return notFound();
      return { status: 200, body: { [name.slice(0, -1)]: render(found, factsOf(account, call)) } };
    });
  };
  list("brands", "brands", renderBrand, BRANDS);
  list("ticket_forms", "ticket_forms", renderForm, FORMS);
}

/** Where and since when everything of the account is there. */
interface Facts {
  readonly baseUrl: string;
  readonly created: string;
}

function factsOf({ desk }: Account, { baseUrl }: Call): Facts {
  return { baseUrl, created: isoSecond(desk.clock.now() - 86_400_000) };
}

function addGroupRoutes(edge: Edge, account: Account): void {
  const { teams, people } = account.desk;
  const groups = (call: Call, chosen = GROUPS) =>
    chosen.map((group) => renderGroup(group, factsOf(account, call)));
  edge.route("GET", `${API}/groups`, (call) => pageOf(call, "groups", groups(call)));
  edge.route("GET", `${API}/groups/assignable`, (call) => pageOf(call, "groups", groups(call)));
  edge.route("GET", `${API}/groups/:id`, (call) => {
    const group = groupOf(call);
    return { status: 200, body: { group: renderGroup(group, factsOf(account, call)) } };
  });
  edge.route("GET", `${API}/groups/:id/users`, (call) => {
    const members = teams.in(groupOf(call).id).flatMap(({ userId }) => people.users.live(userId) ?? []);
    return pageOf(
      call,
      "users",
      members.map((user) => renderUser(user, call.baseUrl)),
    );
  });
  edge.route("GET", `${API}/users/:id/groups`, (call) => {
    const theirs = new Set(teams.of(userIdOf(account, call)).map(({ groupId }) => groupId));
    return pageOf(
      call,
      "groups",
      groups(
        call,
        GROUPS.filter(({ id }) => theirs.has(id)),
      ),
    );
  });
}

function addMembershipRoutes(edge: Edge, account: Account): void {
  const { desk } = account;
  const page = (call: Call, memberships: readonly Membership[]) =>
    pageOf(
      call,
      "group_memberships",
      memberships.map((one) => renderMembership(one, call.baseUrl)),
    );
  edge.route("GET", `${API}/group_memberships`, (call) => page(call, desk.teams.all));
  edge.route("GET", `${API}/group_memberships/assignable`, (call) => page(call, desk.teams.all));
  edge.route("GET", `${API}/users/:id/group_memberships`, (call) =>
    page(call, desk.teams.of(userIdOf(account, call))),
  );
  edge.route("GET", `${API}/groups/:id/memberships`, (call) => page(call, desk.teams.in(groupOf(call).id)));
  edge.route("GET", `${API}/groups/:id/memberships/assignable`, (call) =>
    page(call, desk.teams.in(groupOf(call).id)),
  );
  edge.route("POST", `${API}/group_memberships`, (call) => addMembership(account, call));
  edge.route("DELETE", `${API}/group_memberships/:id`, (call) =>
    desk.teams.remove(Number(call.params.id)) ? { status: 204, wrote: true } : notFound(),
  );
}

/** @throws Refusal 422 for a group or an agent there is not */
function addMembership({ desk }: Account, call: Call): Answer {
  const input = readMember(readBody(call), "group_membership");
  const [userId, groupId] = [numberAt(input, "user_id") ?? 0, numberAt(input, "group_id") ?? 0];
  const user = desk.people.users.live(userId);
  if (user === null || user.role === "end-user") throw unfit("user", userId);
  if (!GROUPS.some(({ id }) => id === groupId)) throw unfit("group", groupId);
  const made = desk.teams.add(userId, groupId, desk.clock.now());
  return { status: 201, body: { group_membership: renderMembership(made, call.baseUrl) }, wrote: true };
}

function unfit(field: string, value: number): Refusal {
  return new Refusal(recordInvalid([{ field, error: "InvalidValue", description: `${value} is not valid` }]));
}

/** @throws Refusal 404 */
function groupOf(call: Call): Named {
  const group = GROUPS.find(({ id }) => String(id) === call.params.id);
  if (group === undefined) throw new Refusal(notFound());
  return group;
}

/** @throws Refusal 404 */
function userIdOf({ desk }: Account, call: Call): number {
  const user = desk.people.users.live(Number(call.params.id));
  if (user === null) throw new Refusal(notFound());
  return user.id;
}

function renderGroup({ id, name, isDefault }: Named, { baseUrl, created }: Facts): JsonObject {
  return {
    id,
    url: `${baseUrl}/api/v2/groups/${id}.json`,
    name,
    description: "",
    default: isDefault,
    deleted: false,
    is_public: true,
    created_at: created,
    updated_at: created,
  };
}

function renderMembership(membership: Membership, baseUrl: string): JsonObject {
  const created = isoSecond(membership.createdMs);
  return {
    id: membership.id,
    url: `${baseUrl}/api/v2/group_memberships/${membership.id}.json`,
    user_id: membership.userId,
    group_id: membership.groupId,
    default: membership.isDefault,
    created_at: created,
    updated_at: created,
  };
}

function renderBrand({ id, name, isDefault }: Named, { baseUrl, created }: Facts): JsonObject {
  const subdomain = name.toLowerCase().replaceAll(" ", "-");
  return {
    id,
    url: `${baseUrl}/api/v2/brands/${id}.json`,
    name,
    subdomain,
    brand_url: `https://${subdomain}.zendesk.com`,
    active: true,
    default: isDefault,
    is_deleted: false,
    has_help_center: isDefault,
    help_center_state: isDefault ? "enabled" : "disabled",
    ticket_form_ids: FORMS.map((form) => form.id),
    signature_template: "{{agent.signature}}",
    created_at: created,
    updated_at: created,
  };
}

function renderForm(form: Named, { baseUrl, created }: Facts): JsonObject {
  const { id, name, isDefault } = form;
  return {
    id,
    url: `${baseUrl}/api/v2/ticket_forms/${id}.json`,
    name,
    raw_name: name,
    display_name: name,
    raw_display_name: name,
    active: true,
    default: isDefault,
    end_user_visible: true,
    in_all_brands: true,
    restricted_brand_ids: [],
    position: FORMS.indexOf(form) + 1,
    ticket_field_ids: [...SYSTEM_FIELDS, ...CUSTOM_FIELDS].map((field) => field.id),
    agent_conditions: [],
    end_user_conditions: [],
    created_at: created,
    updated_at: created,
  };
}
