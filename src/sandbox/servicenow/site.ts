// What the routes of the instance share: who calls, in which version of the API, what the body says, how answers are shown.
import { type Call, Refusal } from "../edge.ts";
import { isJsonObject, type JsonObject } from "../json.ts";
import type { Access } from "./access.ts";
import { invalidTable, notAuthenticated, refuse } from "./errors.ts";
import type { Actor, Instance } from "./instance.ts";
import type { View } from "./render.ts";
import type { TableType } from "./tables.ts";

export interface Site {
  readonly instance: Instance;
  readonly access: Access;
}

/** Where the API of the platform is; without a version it is the latest. */
export const API_ROOTS = ["/api/now", "/api/now/v1", "/api/now/v2"] as const;

/** @throws Refusal 401 */
export function callerOf({ access }: Site, call: Call): Actor {
  const caller = access.caller(call);
  if (caller === null) throw new Refusal(notAuthenticated());
  return caller;
}

/** @throws Refusal 400 for a table that is not there */
export function tableOf({ instance }: Site, call: Call): TableType {
  const name = call.params.table ?? "";
  const type = instance.types.get(name);
  if (type === undefined) throw invalidTable(name);
  return type;
}

/** `/api/now`, with the version if the path has one. */
export function rootOf(call: Call): string {
  return /^\/api\/now(?:\/v\d)?(?=\/)/.exec(call.path)?.[0] ?? "/api/now";
}

/** @throws Refusal 415 for another content type, 400 for a body that is no JSON object */
export function bodyOf(call: Call): JsonObject {
  const type = call.headers["content-type"] ?? "";
  if (!/^(application|text)\/json\b/.test(type)) throw refuse(415, "Unsupported content type", type);
  try {
    const parsed: unknown = JSON.parse(call.rawBody);
    // Several records in one body: only the first one is used.
    const first: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
    if (isJsonObject(first)) return first;
  } catch {
    // answered below
  }
  throw refuse(400, "Exception while reading request", "The payload is not valid JSON");
}

export function viewOf(site: Site, call: Call, caller: Actor): View {
  const { query } = call;
  const display = query.get("sysparm_display_value");
  const fields = query.get("sysparm_fields");
  return {
    instance: site.instance,
    userId: caller.id,
    isCaller: caller.isCaller,
    display: display === "true" || display === "all" ? display : "false",
    links: query.get("sysparm_exclude_reference_link") !== "true",
    fields: fields === null || fields === "" ? null : fields.split(",").map((name) => name.trim()),
    base: `${call.baseUrl}${rootOf(call)}`,
  };
}
