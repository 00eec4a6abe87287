// Rules of access as an administrator sets them.
import { problem, readJson } from "../control-call.ts";
import type { Edge } from "../edge.ts";
import { textAt } from "../json.ts";
import { OPERATIONS } from "./acl.ts";
import type { Instance } from "./instance.ts";

/** `/servicenow/acl`: GET, POST `{operation, table, field?, sys_id?}` takes that away from the API's callers, DELETE; `/ID` DELETE. */
export function addAccessControl(edge: Edge, { access, types }: Instance): void {
  edge.route("GET", "/servicenow/acl", () => ({
    status: 200,
    body: { rules: access.list().map((rule) => ({ ...rule })) },
  }));
  edge.route("POST", "/servicenow/acl", (call) => {
    const body = readJson(call);
    const operation = OPERATIONS.find((known) => known === body.operation);
    const table = textAt(body, "table") ?? "";
    if (operation === undefined) return problem(400, `operation must be one of ${OPERATIONS.join(", ")}`);
    if (!types.has(table)) return problem(400, "table must be one the instance has");
    const rule = { operation, table, field: textAt(body, "field"), recordId: textAt(body, "sys_id") };
    return { status: 201, body: { ...access.add(rule) } };
  });
  edge.route("DELETE", "/servicenow/acl", () => ({ status: 200, body: { removed: access.remove(null) } }));
  edge.route("DELETE", "/servicenow/acl/:id", (call) => {
    const removed = access.remove(call.params.id ?? "");
    return removed === 0 ? problem(404, "there is no such rule") : { status: 200, body: { removed } };
  });
}
