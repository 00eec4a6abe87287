// People of the site as an administrator sets them up.
import { problem, readJson } from "../control-call.ts";
import type { Answer, Call, Edge } from "../edge.ts";
import { textAt } from "../json.ts";
import type { ControlParts } from "./control-desk.ts";
import type { User } from "./model.ts";
import { showUser } from "./render-parts.ts";
import type { Site } from "./site.ts";

export function addUserControl(edge: Edge, { site, view }: ControlParts): void {
  const shown = (status: number, user: User): Answer => ({ status, body: { user: showUser(view(), user) } });
  edge.route("GET", "/jira/users", () => ({
    status: 200,
    body: { users: [...site.users.values()].map((user) => showUser(view(), user)) },
  }));
  edge.route("POST", "/jira/users", (call) => {
    const user = newUser(site, textAt(readJson(call), "name") ?? `user${site.users.size}`);
    site.users.set(user.accountId, user);
    Object.assign(user, changesIn(call));
    return shown(201, user);
  });
  edge.route("PATCH", "/jira/users/:id", (call) => {
    const user = site.users.get(call.params.id ?? "");
    if (user === undefined) return problem(404, "there is no such user");
    Object.assign(user, changesIn(call));
    return shown(200, user);
  });
}

const newUser = (site: Site, name: string): User => ({
  accountId: `712020:${site.random.uuid()}`,
  name,
  key: name,
  displayName: name,
  email: `${name}@sandbox.example`,
  accountType: "atlassian",
  active: true,
  hidesEmail: false,
  timeZone: "UTC",
});

function changesIn(call: Call): Partial<User> {
  const { displayName, email, active, hidesEmail } = readJson(call);
  return {
    ...(typeof displayName === "string" ? { displayName } : {}),
    ...(typeof email === "string" ? { email } : {}),
    ...(typeof active === "boolean" ? { active } : {}),
    ...(typeof hidesEmail === "boolean" ? { hidesEmail } : {}),
  };
}
