// What issues refer to, as answers show it: people, projects, types, statuses, options.
import type { JsonObject } from "../json.ts";
import type { Option } from "./fields.ts";
import type { IssueType, Named, Project, Status, User } from "./model.ts";
import type { View } from "./view.ts";

export const CATEGORIES = {
  new: { id: 2, key: "new", colorName: "blue-gray", name: "To Do" },
  indeterminate: { id: 4, key: "indeterminate", colorName: "yellow", name: "In Progress" },
  done: { id: 3, key: "done", colorName: "green", name: "Done" },
} as const;

function avatars(view: View): JsonObject {
  const sizes = ["16x16", "24x24", "32x32", "48x48"];
  return Object.fromEntries(sizes.map((size) => [size, `${origin(view)}/avatar/${size}.png`]));
}

const origin = ({ base }: View): string => new URL(base).origin;

export function showUser(view: View, user: User): JsonObject {
  const { site, isCloud } = view;
  const isHidden = isCloud && (site.settings.hideEmails || user.hidesEmail);
  const common = {
    ...(isHidden ? {} : { emailAddress: user.email }),
    avatarUrls: avatars(view),
    displayName: user.displayName,
    active: user.active,
    timeZone: user.timeZone,
  };
  if (!isCloud)
    return { self: `${view.base}/user?username=${user.name}`, key: user.key, name: user.name, ...common };
  const { accountId, accountType } = user;
  const self = `${view.base}/user?accountId=${encodeURIComponent(accountId)}`;
  return { self, accountId, accountType, ...common };
}

/** A person by account id; somebody nobody knows is nobody. */
export function showPerson(view: View, accountId: string): JsonObject | null {
  const user = view.site.users.get(accountId);
  return user === undefined ? null : showUser(view, user);
}

export function showProject(view: View, project: Project): JsonObject {
  return {
    self: `${view.base}/project/${project.id}`,
    id: project.id,
    key: project.key,
    name: project.name,
    projectTypeKey: project.kind,
    ...(view.isCloud ? { simplified: false } : {}),
    avatarUrls: avatars(view),
  };
}

export function showIssueType(view: View, type: IssueType): JsonObject {
  return {
    self: `${view.base}/issuetype/${type.id}`,
    id: type.id,
    description: "",
    iconUrl: `${origin(view)}/issuetype.svg`,
    name: type.name,
    subtask: type.subtask,
    avatarId: 10_300,
    ...(view.isCloud ? { hierarchyLevel: type.subtask ? -1 : 0 } : {}),
  };
}

export function showStatus(view: View, status: Status): JsonObject {
  const category = CATEGORIES[status.category];
  return {
    self: `${view.base}/status/${status.id}`,
    description: "",
    iconUrl: `${origin(view)}/status.png`,
    name: status.name,
    id: status.id,
    statusCategory: { self: `${view.base}/statuscategory/${category.id}`, ...category },
  };
}

/** Priorities, resolutions, components and versions where they are values. */
export function showNamed(view: View, row: Named, path: string): JsonObject {
  return { self: `${view.base}/${path}/${row.id}`, id: row.id, name: row.name, ...more(view, path) };
}

function more(view: View, path: string): JsonObject {
  if (path === "priority") return { iconUrl: `${origin(view)}/priority.svg` };
  if (path === "resolution") return { description: "" };
  return path === "version" ? { archived: false, released: false } : {};
}

export function showOption(view: View, option: Option): JsonObject {
  return { self: `${view.base}/customFieldOption/${option.id}`, value: option.value, id: option.id };
}
