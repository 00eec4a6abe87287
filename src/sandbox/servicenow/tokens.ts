// Access and refresh tokens of the instance: asked again before the end, the same access token comes back.
import type { Random } from "../random.ts";
import type { SandboxClock } from "../timers.ts";
import type { ServiceNowSettings } from "./settings.ts";

export interface Grant {
  readonly userId: string;
  readonly accessToken: string;
  readonly accessEndsMs: number;
  readonly refreshToken: string | null;
}

interface Refresh {
  readonly userId: string;
  readonly endsMs: number;
}

export class Tokens {
  readonly #settings: ServiceNowSettings;
  readonly #clock: SandboxClock;
  readonly #random: Random;
  readonly #byAccess = new Map<string, Grant>();
  readonly #byRefresh = new Map<string, Refresh>();

  constructor(settings: ServiceNowSettings, clock: SandboxClock, random: Random) {
    this.#settings = settings;
    this.#clock = clock;
    this.#random = random;
  }

  /** The live token of this user and kind of grant, or a new one. */
  grant(userId: string, renews: boolean): Grant {
    for (const held of this.#byAccess.values()) {
      const isSameKind = held.userId === userId && (held.refreshToken !== null) === renews;
      if (isSameKind && this.#isLive(held)) return held;
    }
    return this.#issue(userId, renews ? this.#refreshToken(userId) : null);
  }

  /** Trades a refresh token, which stays as it is; null when it holds no more. */
  refresh(token: string): Grant | null {
    const held = this.#byRefresh.get(token);
    if (held === undefined || held.endsMs <= this.#clock.now()) return null;
    for (const grant of this.#byAccess.values()) {
      if (grant.refreshToken === token && this.#isLive(grant)) return grant;
    }
    return this.#issue(held.userId, token);
  }

  /** The user an access token stands for, or null. */
  userOf(token: string): string | null {
    const grant = this.#byAccess.get(token);
    return grant !== undefined && this.#isLive(grant) ? grant.userId : null;
  }

  /** Of either kind; a refresh token takes its access tokens along. @returns false for an unknown one */
  revoke(token: string): boolean {
    for (const [access, grant] of this.#byAccess)
      if (grant.refreshToken === token) this.#byAccess.delete(access);
    return this.#byRefresh.delete(token) || this.#byAccess.delete(token);
  }

  /** Ends every access token; refresh tokens stay. */
  expireAll(): void {
    this.#byAccess.clear();
  }

  #issue(userId: string, refreshToken: string | null): Grant {
    const accessEndsMs = this.#clock.now() + this.#settings.tokens.accessS * 1000;
    const grant = { userId, accessToken: this.#random.text(86), accessEndsMs, refreshToken };
    this.#byAccess.set(grant.accessToken, grant);
    return grant;
  }

  #refreshToken(userId: string): string {
    const token = this.#random.text(86);
    this.#byRefresh.set(token, { userId, endsMs: this.#clock.now() + this.#settings.tokens.refreshS * 1000 });
    return token;
  }

  #isLive({ accessEndsMs }: Grant): boolean {
    return accessEndsMs > this.#clock.now();
  }
}
