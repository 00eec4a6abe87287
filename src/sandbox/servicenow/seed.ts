// What the instance starts with: people, a group, and what it tells of its own tables and choices.
import { seedArticles } from "./articles.ts";
import { seedCatalog } from "./catalog-items.ts";
import type { Field } from "./fields.ts";
import type { Actor, Instance } from "./instance.ts";
import { idFor } from "./sys-ids.ts";
import { DEFINITIONS } from "./tables.ts";

const person = (userName: string, first: string, last: string) => ({
  sys_id: idFor(`sys_user ${userName}`),
  user_name: userName,
  first_name: first,
  last_name: last,
  name: `${first} ${last}`,
  email: `${userName}@sandbox.example`,
  active: "true",
  locked_out: "false",
  web_service_access_only: "false",
  sys_domain: "global",
  sys_domain_path: "/",
});

/** Its zone is the one the instance's documentation asks for. */
export const INTEGRATION_USER = {
  ...person("integration", "Integration", "User"),
  time_zone: "GMT",
  date_format: "yyyy-MM-dd",
  web_service_access_only: "true",
};
export const DESK_USER = person("dana", "Dana", "Desk");
export const CALLER_USER = person("carl", "Carl", "Caller");
const IDLE_USER = { ...person("ivo", "Ivo", "Idle"), active: "false" };
const GROUP = { sys_id: idFor("sys_user_group Service Desk"), name: "Service Desk", active: "true" };

export const DESK: Actor = { id: DESK_USER.sys_id, name: DESK_USER.user_name, isCaller: false };

const DAY_MS = 86_400_000;

export function seed(instance: Instance): void {
  const atMs = instance.clock.now() - DAY_MS;
  for (const user of [INTEGRATION_USER, DESK_USER, CALLER_USER, IDLE_USER])
    instance.put("sys_user", user, atMs);
  instance.put("sys_user_group", GROUP, atMs);
  seedDictionary(instance, atMs);
  seedCatalog(instance, atMs);
  seedArticles(instance, atMs);
}

/** A column stands in the dictionary where it is defined; heirs have it from there. */
function seedDictionary(instance: Instance, atMs: number): void {
  for (const { name, label, parent, fields } of DEFINITIONS) {
    const superClass = parent === undefined ? "" : idFor(`sys_db_object ${parent}`);
    const object = { sys_id: idFor(`sys_db_object ${name}`), name, label, super_class: superClass };
    instance.put("sys_db_object", object, atMs);
    const whole = {
      name,
      column_label: label,
      internal_type: "collection",
      active: "true",
      mandatory: "false",
    };
    instance.put(
      "sys_dictionary",
      { sys_id: idFor(`sys_dictionary ${name}`), ...whole, read_only: "false" },
      atMs,
    );
    const own = parent === undefined ? [...(instance.types.get(name)?.byName.values() ?? [])] : fields;
    for (const field of own) {
      instance.put("sys_dictionary", dictionaryEntry(name, field), atMs);
      seedChoices(instance, name, field, atMs);
    }
  }
}

function dictionaryEntry(table: string, field: Field): Readonly<Record<string, string>> {
  return {
    sys_id: idFor(`sys_dictionary ${table} ${field.name}`),
    name: table,
    element: field.name,
    column_label: field.label,
    // Lists of choices are strings or integers to the dictionary; that they have choices is told by sys_choice.
    internal_type: field.type === "choice" ? "string" : field.type,
    max_length: String(field.maxLength),
    mandatory: String(field.mandatory),
    read_only: String(field.readOnly),
    active: "true",
    reference: field.reference,
    default_value: field.defaultValue,
  };
}

function seedChoices(instance: Instance, table: string, field: Field, atMs: number): void {
  for (const [index, [value, label]] of Object.entries(field.choices).entries()) {
    const place = {
      name: table,
      element: field.name,
      language: "en",
      inactive: "false",
      sequence: String(index + 1),
    };
    const id = idFor(`sys_choice ${table} ${field.name} ${value}`);
    instance.put("sys_choice", { sys_id: id, value, label, ...place }, atMs);
  }
}
