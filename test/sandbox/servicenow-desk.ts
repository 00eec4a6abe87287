// Short ways to call the emulated ServiceNow, and to edit as its people do.
import { isJsonObject, type Json, type JsonObject } from "../../src/sandbox/json.ts";
import { CLIENT, call, member, objects, type Reply, type Request, type Running, start } from "./running.ts";

export const TABLE = "/api/now/v2/table";

export interface Desk {
  readonly running: Running;
  readonly url: string;
  /** As the integration user, signed in with client credentials. */
  api(method: string, path: string, request?: Request): Promise<Reply>;
  /** Rows of a list; parameters without the `sysparm_` before them. */
  list(table: string, parameters?: Readonly<Record<string, string>>): Promise<readonly JsonObject[]>;
  /** A record made through the API, raw and without links. */
  create(table: string, body: JsonObject): Promise<JsonObject>;
  patch(table: string, id: unknown, body: JsonObject): Promise<JsonObject>;
  /** As a person: `incidents`, `tables/NAME`, … */
  person(method: string, path: string, body?: JsonObject): Promise<JsonObject>;
  settings(patch: JsonObject): Promise<Reply>;
}

export async function openDesk(): Promise<Desk> {
  const running = await start();
  const url = running.urls.servicenow;
  const form = { grant_type: "client_credentials", ...CLIENT };
  const signedIn = await call(url, "POST", "/oauth_token.do", { form }, "");
  const token = String(member(signedIn.json).access_token);
  const api: Desk["api"] = (method, path, request = {}) => call(url, method, path, request, token);
  const plain = "sysparm_exclude_reference_link=true";
  return {
    running,
    url,
    api,
    async list(table, parameters = {}) {
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries(parameters)) query.set(`sysparm_${name}`, value);
      return objects((await api("GET", `${TABLE}/${table}?${plain}&${query}`)).json, "result");
    },
    create: async (table, body) => result(await api("POST", `${TABLE}/${table}?${plain}`, { body })),
    patch: async (table, id, body) =>
      result(await api("PATCH", `${TABLE}/${table}/${String(id)}?${plain}`, { body })),
    async person(method, path, body) {
      const reply = await running.control(method, `/servicenow/${path}`, body);
      return member(reply.json, "record");
    },
    settings: (patch) => running.control("POST", "/settings", { servicenow: patch }),
  };
}

export function result({ json }: { readonly json: Json }): JsonObject {
  const found = isJsonObject(json) ? json.result : null;
  return isJsonObject(found) ? found : {};
}

/** One column of rows. */
export const column = (rows: readonly JsonObject[], name: string) => rows.map((row) => row[name]);
