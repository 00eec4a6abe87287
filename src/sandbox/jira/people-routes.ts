// People: who is calling, who a name or address belongs to, who may be given an issue.
import type { Answer, Call } from "../edge.ts";
import { refuse } from "./errors.ts";
import { CALLER, listOf } from "./issue-calls.ts";
import type { User } from "./model.ts";
import { showUser } from "./render-parts.ts";
import type { Api } from "./routes.ts";
import type { Site } from "./site.ts";
import { numberOf, valuesPage, viewOf } from "./view.ts";

const MOST_FOUND = 1000;

export function addPeopleRoutes({ site, route }: Api): void {
  route("GET", "/myself", (call) => {
    const me = site.users.get(CALLER);
    if (me === undefined) throw refuse(401, "Nobody is signed in.");
    const shown = { ...showUser(viewOf(site, call), me), timeZone: site.settings.userZone };
    return { status: 200, body: { ...shown, locale: "en_US" } };
  });
  route("GET", "/user", (call) => {
    const id = call.query.get(site.isCloud ? "accountId" : "username");
    const user = [...site.users.values()].find((each) => id === (site.isCloud ? each.accountId : each.name));
    if (user === undefined)
      throw refuse(404, "Specified user does not exist or you do not have required permissions");
    return { status: 200, body: showUser(viewOf(site, call), user) };
  });
  route("GET", "/user/bulk", (call) => {
    const ids = new Set(listOf(call, "accountId"));
    const found = [...site.users.values()].filter(({ accountId }) => ids.has(accountId));
    return {
      status: 200,
      body: valuesPage(
        call,
        found.map((user) => showUser(viewOf(site, call), user)),
      ),
    };
  });
  route("GET", "/user/search", (call) => found(site, call, [...site.users.values()]));
  route("GET", "/users/search", (call) => page(site, call, [...site.users.values()]));
  route("GET", "/user/assignable/search", (call) => {
    const project = call.query.get("project");
    if (project !== null) site.visibleProject(project);
    const workers = [...site.users.values()].filter(
      ({ active, accountType }) => active && accountType === "atlassian",
    );
    return found(site, call, workers);
  });
}

/** By the beginning of a name, or of an address that is shown. Inactive people are found, too. */
function found(site: Site, call: Call, among: readonly User[]): Answer {
  const asked = (call.query.get("query") ?? call.query.get("username") ?? "").toLowerCase();
  const accountId = call.query.get("accountId");
  if (accountId !== null)
    return page(
      site,
      call,
      among.filter((user) => user.accountId === accountId),
    );
  const fits = (user: User): boolean => {
    const isHidden = site.isCloud && (site.settings.hideEmails || user.hidesEmail);
    const names = [user.displayName, ...user.displayName.split(" "), ...(site.isCloud ? [] : [user.name])];
    return [...names, ...(isHidden ? [] : [user.email])].some((text) => text.toLowerCase().startsWith(asked));
  };
  return page(site, call, among.filter(fits));
}

function page(site: Site, call: Call, users: readonly User[]): Answer {
  const view = viewOf(site, call);
  const startAt = numberOf(call, "startAt", 0);
  const maxResults = numberOf(call, "maxResults", 50, MOST_FOUND);
  const rows = users.slice(startAt, startAt + maxResults);
  return { status: 200, body: rows.map((user) => showUser(view, user)) };
}
