// What an account says of itself: who asks, ticket fields, statuses.
import type { Answer, Call, Edge } from "../edge.ts";
import type { JsonObject } from "../json.ts";
import { type Account, API } from "./account.ts";
import { notFound } from "./errors.ts";
import { type CustomField, type CustomStatus, isoSecond } from "./model.ts";
import { pageOf } from "./paging.ts";
import { anonymousUser, renderUser } from "./render.ts";
import { CUSTOM_FIELDS, CUSTOM_STATUSES, SYSTEM_FIELDS, type SystemField } from "./setup.ts";

export function addSetupRoutes(edge: Edge, account: Account): void {
  edge.route("GET", `${API}/users/me`, (call) => me(account, call));
  edge.route("GET", `${API}/ticket_fields`, (call) =>
    pageOf(call, "ticket_fields", allFields(account, call)),
  );
  edge.route("GET", `${API}/ticket_fields/:id`, (call) => showField(account, call));
  edge.route("GET", `${API}/ticket_fields/:id/options`, (call) => fieldOptions(call));
  edge.route("GET", `${API}/custom_statuses`, (call) => statuses(account, call));
}

/** A credential that does not hold gets the anonymous user and 200 (fact sheet section 2). */
function me(account: Account, call: Call): Answer {
  const caller = account.access.caller(call);
  const user = caller === null ? undefined : account.desk.users.get(caller.userId);
  return {
    status: 200,
    body: { user: user === undefined ? anonymousUser() : renderUser(user, call.baseUrl) },
  };
}

function allFields(account: Account, call: Call): readonly JsonObject[] {
  const system = SYSTEM_FIELDS.map((field, index) => renderSystemField(field, index, account, call));
  const custom = CUSTOM_FIELDS.map((field, index) =>
    renderCustomField(field, system.length + index, account, call),
  );
  return [...system, ...custom];
}

function showField(account: Account, call: Call): Answer {
  const field = allFields(account, call).find((each) => String(each.id) === call.params.id);
  return field === undefined ? notFound() : { status: 200, body: { ticket_field: field } };
}

function fieldOptions(call: Call): Answer {
  const field = CUSTOM_FIELDS.find((each) => String(each.id) === call.params.id);
  if (field === undefined) return notFound();
  return pageOf(call, "custom_field_options", field.options.map(renderOption));
}

function baseField(
  id: number,
  type: string,
  title: string,
  position: number,
  account: Account,
  call: Call,
): JsonObject {
  const created = isoSecond(account.desk.clock.now() - 86_400_000);
  return {
    url: `${call.baseUrl}/api/v2/ticket_fields/${id}.json`,
    id,
    type,
    title,
    raw_title: title,
    description: title,
    raw_description: title,
    position,
    active: true,
    required: false,
    collapsed_for_agents: false,
    regexp_for_validation: null,
    title_in_portal: title,
    raw_title_in_portal: title,
    visible_in_portal: false,
    editable_in_portal: false,
    required_in_portal: false,
    agent_description: "",
    agent_can_edit: true,
    tag: null,
    created_at: created,
    updated_at: created,
  };
}

function renderSystemField(field: SystemField, position: number, account: Account, call: Call): JsonObject {
  const base = baseField(field.id, field.type, field.title, position, account, call);
  const options =
    field.options.length === 0 ? {} : { system_field_options: field.options.map((each) => ({ ...each })) };
  const statuses = field.type === "custom_status" ? { custom_statuses: renderStatuses(account) } : {};
  return { ...base, removable: false, ...options, ...statuses };
}

function renderCustomField(field: CustomField, position: number, account: Account, call: Call): JsonObject {
  const base = baseField(field.id, field.type, field.title, position, account, call);
  const options = field.options.length === 0 ? {} : { custom_field_options: field.options.map(renderOption) };
  return { ...base, removable: true, tag: field.tag, ...options };
}

function renderOption(option: CustomField["options"][number]): JsonObject {
  return { id: option.id, name: option.name, raw_name: option.name, value: option.value, default: false };
}

function statuses(account: Account, call: Call): Answer {
  const categories = call.query.get("status_categories")?.split(",");
  const onlyDefault = call.query.get("default");
  const chosen = renderStatuses(account).filter((status) => {
    if (categories !== undefined && !categories.includes(String(status.status_category))) return false;
    return onlyDefault === null || String(status.default) === onlyDefault;
  });
  return { status: 200, body: { custom_statuses: chosen } };
}

function renderStatuses(account: Account): readonly JsonObject[] {
  const created = isoSecond(account.desk.clock.now() - 86_400_000);
  return CUSTOM_STATUSES.map((status) => renderStatus(status, created));
}

function renderStatus(status: CustomStatus, created: string): JsonObject {
  return {
    id: status.id,
    status_category: status.category,
    agent_label: status.label,
    raw_agent_label: status.label,
    end_user_label: status.label,
    raw_end_user_label: status.label,
    description: "",
    raw_description: "",
    end_user_description: "",
    raw_end_user_description: "",
    active: true,
    default: status.isDefault,
    created_at: created,
    updated_at: created,
  };
}
