// The emulated Jira on a free port, with short ways to call it as the integration user.
import { JIRA_EMAIL, printSafe } from "../../src/sandbox/clients.ts";
import { CLOUD_ID, DESK_USER } from "../../src/sandbox/jira/setup.ts";
import type { Json, JsonObject } from "../../src/sandbox/json.ts";
import { type SandboxOptions, startSandbox } from "../../src/sandbox/server.ts";
import { CLIENT, call, HeldClock, member, type Reply, type Request } from "./running.ts";

export interface JiraSite {
  readonly clock: HeldClock;
  readonly url: string;
  readonly gateway: string;
  readonly deskUser: string;
  /** A path below `/rest/api/3` with the API token. */
  send(method: string, path: string, body?: JsonObject): Promise<Reply>;
  /** Any path; without a credential but what `request` carries. */
  raw(method: string, path: string, request?: Request): Promise<Reply>;
  control(method: string, path: string, body?: JsonObject): Promise<Reply>;
  /** What the upload was answered: the attachments. */
  upload(issue: string, name: string, text: string): Promise<readonly Json[]>;
  stop(): Promise<void>;
}

export const basic = (name: string, secret: string): Readonly<Record<string, string>> => ({
  authorization: `Basic ${Buffer.from(`${name}:${secret}`).toString("base64")}`,
});

export const API_TOKEN = basic(JIRA_EMAIL, printSafe.apiToken);

/** A document of one paragraph. */
export const adf = (text: string) => ({
  type: "doc" as const,
  version: 1,
  content: [{ type: "paragraph", content: [{ type: "text", text }] }],
});

export async function startJira(options: SandboxOptions = {}): Promise<JiraSite> {
  const clock = new HeldClock();
  const sandbox = await startSandbox({ latencyMs: 0, clock, ...options });
  const url = sandbox.urls.jira;
  return {
    clock,
    url,
    gateway: `/ex/jira/${CLOUD_ID}`,
    deskUser: DESK_USER,
    send: (method, path, body) => {
      const request = { headers: API_TOKEN, ...(body === undefined ? {} : { body }) };
      return call(url, method, `/rest/api/3/${path}`, request, "");
    },
    raw: (method, path, request = {}) => call(url, method, path, request, ""),
    control: (method, path, body) =>
      call(sandbox.controlUrl, method, path, body === undefined ? {} : { body }, ""),
    async upload(issue, name, text) {
      const form = new FormData();
      form.append("file", new Blob([text], { type: "text/plain" }), name);
      const headers = { ...API_TOKEN, "x-atlassian-token": "no-check" };
      const address = `${url}/rest/api/3/issue/${issue}/attachments`;
      const response = await fetch(address, { method: "POST", headers, body: form });
      const answer: Json = JSON.parse(await response.text());
      return Array.isArray(answer) ? answer : [];
    },
    stop: () => sandbox.close(),
  };
}

export interface App {
  readonly bearer: Readonly<Record<string, string>>;
  /** A path below the gateway's `/rest/api/3` with the app's token. */
  send(method: string, path: string, body?: JsonObject): Promise<Reply>;
}

const SCOPES = "read:jira-work write:jira-work read:jira-user manage:jira-webhook offline_access";

/** An app that somebody let in with a browser. */
export async function signInApp(site: JiraSite): Promise<App> {
  const redirectUrl = "http://localhost:18787/callback";
  const asked = { audience: "api.atlassian.com", client_id: CLIENT.client_id, scope: SCOPES, state: "s" };
  const query = new URLSearchParams({ ...asked, redirect_uri: redirectUrl, response_type: "code" });
  const body = new URLSearchParams({ decision: "allow" });
  const back = await fetch(`${site.url}/authorize?${query}`, { method: "POST", body, redirect: "manual" });
  const code = new URL(back.headers.get("location") ?? "").searchParams.get("code") ?? "";
  const grant = { grant_type: "authorization_code", ...CLIENT, code, redirect_uri: redirectUrl };
  const pair = member((await site.raw("POST", "/oauth/token", { body: grant })).json);
  const bearer = { authorization: `Bearer ${String(pair.access_token)}` };
  return {
    bearer,
    send: (method, path, content) => {
      const request = { headers: bearer, ...(content === undefined ? {} : { body: content }) };
      return site.raw(method, `${site.gateway}/rest/api/3/${path}`, request);
    },
  };
}
