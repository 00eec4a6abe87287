// Reads the user or organization of a write and checks it, as the vendor words its refusals.
import { Refusal } from "../edge.ts";
import { isJsonArray, type JsonObject, textAt } from "../json.ts";
import type { Desk } from "./desk.ts";
import { type FieldProblem, recordInvalid } from "./errors.ts";
import type { Organization, Role, User } from "./model.ts";
import { cleanTags } from "./patch.ts";
import { plainUser } from "./setup.ts";

const ROLES: readonly Role[] = ["admin", "agent", "end-user"];

/** A new user. @throws Refusal 422 */
export function newUser(desk: Desk, input: JsonObject): User {
  const blank = plainUser(desk.nextId(), "", textAt(input, "email"), "end-user", desk.clock.now());
  return checkedUser(desk, changedUser(blank, input), null);
}

/** A user after a change: a new e-mail address is added as a second one and leaves `email` as it is. */
export function patchedUser(desk: Desk, user: User, input: JsonObject): User {
  return checkedUser(desk, { ...changedUser(user, input), updatedMs: desk.clock.now() }, user);
}

function changedUser(user: User, input: JsonObject): User {
  const text = (key: string, now: string) => (input[key] === undefined ? now : (textAt(input, key) ?? ""));
  return {
    ...user,
    name: text("name", user.name).trim(),
    role: ROLES.find((role) => role === input.role) ?? user.role,
    externalId: optional(input, "external_id", user.externalId),
    organizationId:
      input.organization_id === undefined ? user.organizationId : Number(input.organization_id) || null,
    phone: optional(input, "phone", user.phone),
    alias: text("alias", user.alias),
    details: text("details", user.details),
    notes: text("notes", user.notes),
    tags: isJsonArray(input.tags) ? cleanTags(input.tags.map(String)) : user.tags,
  };
}

function checkedUser(desk: Desk, user: User, before: User | null): User {
  const { users, organizations } = desk.people;
  const problems: FieldProblem[] = [];
  if (user.name === "") problems.push(blank("name", "Name: cannot be blank"));
  const sharesEmail = before === null && user.email !== null && users.byKey(user.email) !== null;
  if (sharesEmail)
    problems.push(taken("email", `Email: ${user.email} is already being used by another user`));
  if (isTaken(users.byExternalId(user.externalId ?? ""), user))
    problems.push(taken("external_id", "External"));
  if (user.organizationId !== null && organizations.live(user.organizationId) === null)
    problems.push({
      field: "organization",
      error: "InvalidValue",
      description: "Organization: is not valid",
    });
  if (problems.length > 0) throw new Refusal(recordInvalid(problems));
  return user;
}

/** A new organization. @throws Refusal 422 */
export function newOrganization(desk: Desk, input: JsonObject): Organization {
  const now = desk.clock.now();
  const bare = { createdMs: now, updatedMs: now, deletedMs: null, name: "", externalId: null };
  const empty = { details: null, notes: null, domainNames: [], tags: [] };
  return checkedOrganization(desk, changedOrganization({ id: desk.nextId(), ...bare, ...empty }, input));
}

/** @throws Refusal 422 */
export function patchedOrganization(desk: Desk, before: Organization, input: JsonObject): Organization {
  return checkedOrganization(desk, { ...changedOrganization(before, input), updatedMs: desk.clock.now() });
}

function changedOrganization(organization: Organization, input: JsonObject): Organization {
  const { domain_names: domains, tags } = input;
  return {
    ...organization,
    name: input.name === undefined ? organization.name : (textAt(input, "name") ?? "").trim(),
    externalId: optional(input, "external_id", organization.externalId),
    details: optional(input, "details", organization.details),
    notes: optional(input, "notes", organization.notes),
    domainNames: isJsonArray(domains)
      ? [...new Set(domains.map((domain) => String(domain).toLowerCase()))]
      : organization.domainNames,
    tags: isJsonArray(tags) ? cleanTags(tags.map(String)) : organization.tags,
  };
}

function checkedOrganization(desk: Desk, organization: Organization): Organization {
  const { organizations } = desk.people;
  const { name, externalId } = organization;
  const problems: FieldProblem[] = [];
  if (name === "") problems.push(blank("name", "Name: cannot be blank"));
  if (isTaken(organizations.byKey(name), organization))
    problems.push(taken("name", `Name: ${name} has already been taken`));
  if (isTaken(organizations.byExternalId(externalId ?? ""), organization))
    problems.push(taken("external_id", "External"));
  if (problems.length > 0) throw new Refusal(recordInvalid(problems));
  return organization;
}

function isTaken(holder: { readonly id: number } | null, entry: { readonly id: number }): boolean {
  return holder !== null && holder.id !== entry.id;
}

function optional(input: JsonObject, key: string, now: string | null): string | null {
  const value = input[key];
  if (value === undefined) return now;
  return value === null || value === "" ? null : String(value);
}

function blank(field: string, description: string): FieldProblem {
  return { field, error: "BlankValue", description };
}

function taken(field: string, text: string): FieldProblem {
  const description = text === "External" ? "External has already been taken" : text;
  return { field, error: "DuplicateValue", description };
}
