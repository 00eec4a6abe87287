// Who a request comes from: a bearer token, name and password, or an API key. No cookie is ever taken for one.
import { type AuthorizationCodes, codesOf } from "../authorize-page.ts";
import type { Call } from "../edge.ts";
import { Assertions } from "./assertion.ts";
import type { Actor, Instance, Row } from "./instance.ts";
import { cell } from "./instance.ts";
import { INTEGRATION_USER } from "./seed.ts";
import { Tokens } from "./tokens.ts";

const CODE_LIFE_MS = 60_000;

export class Access {
  readonly instance: Instance;
  readonly tokens: Tokens;
  readonly codes: AuthorizationCodes;
  readonly assertions = new Assertions();

  constructor(instance: Instance) {
    const { settings, clock, random } = instance;
    this.instance = instance;
    this.tokens = new Tokens(settings, clock, random);
    this.codes = codesOf(clock, random, CODE_LIFE_MS, "");
  }

  /** Null when no credential is given, or none that holds; an inactive or locked user has none. */
  caller(call: Call): Actor | null {
    const user = this.#userOf(call);
    if (user === null || !isUsable(user)) return null;
    return { id: user.id, name: cell(user, "user_name"), isCaller: true };
  }

  /** The user that name and password open; everybody has the same password. */
  byPassword(name: string, password: string): Row | null {
    if (password !== this.instance.settings.credentials.password) return null;
    const user = this.instance.rowBy("sys_user", "user_name", name);
    return user !== null && isUsable(user) ? user : null;
  }

  #userOf(call: Call): Row | null {
    const { instance, tokens } = this;
    const key = call.headers["x-sn-apikey"];
    if (key !== undefined)
      return key === instance.settings.credentials.apiToken
        ? instance.row("sys_user", INTEGRATION_USER.sys_id)
        : null;
    const [scheme = "", value = ""] = (call.headers.authorization ?? "").split(" ");
    if (scheme.toLowerCase() === "bearer") {
      const id = tokens.userOf(value);
      return id === null ? null : instance.row("sys_user", id);
    }
    if (scheme.toLowerCase() !== "basic" || !instance.settings.basicAuth) return null;
    const [name = "", ...rest] = Buffer.from(value, "base64").toString("utf8").split(":");
    return this.byPassword(name, rest.join(":"));
  }
}

function isUsable(user: Row): boolean {
  return cell(user, "active") === "true" && cell(user, "locked_out") !== "true";
}
