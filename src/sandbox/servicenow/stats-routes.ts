// The Aggregate API: how many records fit a query, in all or by the values of columns.
import type { Answer, Call, Edge } from "../edge.ts";
import type { JsonObject } from "../json.ts";
import type { Row } from "./instance.ts";
import { resolvePath } from "./paths.ts";
import { runQuery } from "./query-run.ts";
import { API_ROOTS, callerOf, type Site, tableOf } from "./site.ts";

export function addStatsRoutes(edge: Edge, site: Site): void {
  for (const root of API_ROOTS) edge.route("GET", `${root}/stats/:table`, (call) => answerStats(site, call));
}

function answerStats(site: Site, call: Call): Answer {
  const { instance } = site;
  const type = tableOf(site, call);
  const caller = callerOf(site, call);
  const asker = { instance, userId: caller.id, isCaller: true };
  const rows = runQuery(asker, type, call.query.get("sysparm_query") ?? "");
  const isCounted = call.query.get("sysparm_count") === "true";
  const statsOf = (group: readonly Row[]): JsonObject => (isCounted ? { count: String(group.length) } : {});
  const by = (call.query.get("sysparm_group_by") ?? "").split(",").flatMap((name) => {
    const path = resolvePath(instance, type, name, true);
    return path === null ? [] : [{ name, read: path.read }];
  });
  if (by.length === 0) return { status: 200, body: { result: { stats: statsOf(rows) } } };
  const groups = Map.groupBy(rows, (row) => JSON.stringify(by.map(({ read }) => read(row))));
  const result = [...groups.values()].map((group) => ({
    stats: statsOf(group),
    groupby_fields: by.map(({ name, read }) => ({ field: name, value: group[0] ? read(group[0]) : "" })),
  }));
  return { status: 200, body: { result } };
}
