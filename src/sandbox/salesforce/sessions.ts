// Access and refresh tokens of the org: opaque, without a stated lifetime, sliding on use.
import { CLIENT_ID } from "../clients.ts";
import type { Random } from "../random.ts";
import type { SandboxClock } from "../timers.ts";
import { INTEGRATION_USER_ID, ORGANIZATION_ID } from "./objects.ts";
import type { SalesforceSettings } from "./settings.ts";

export interface Session {
  readonly token: string;
  readonly userId: string;
  readonly clientId: string;
  readonly issuedMs: number;
  /** The refresh-token family it came from; null for grants without one. */
  readonly family: string | null;
  lastUsedMs: number;
}

export class Sessions {
  readonly #settings: SalesforceSettings;
  readonly #clock: SandboxClock;
  readonly #random: Random;
  readonly #access = new Map<string, Session>();
  /** Refresh token → family; null once it was replaced. */
  readonly #refresh = new Map<string, { readonly family: string; live: boolean }>();

  constructor(settings: SalesforceSettings, clock: SandboxClock, random: Random) {
    this.#settings = settings;
    this.#clock = clock;
    this.#random = random;
    this.#refresh.set(settings.credentials.refreshToken, { family: "initial", live: true });
  }

  issue(family: string | null): Session {
    const now = this.#clock.now();
    const token = `${ORGANIZATION_ID.slice(0, 15)}!AQ4A${this.#random.text(90)}`;
    const session: Session = {
      token,
      userId: INTEGRATION_USER_ID,
      clientId: CLIENT_ID,
      issuedMs: now,
      family,
      lastUsedMs: now,
    };
    this.#access.set(token, session);
    return session;
  }

  /** A session of somebody who allowed it, with a token of a new family that renews it where that was asked for. */
  signIn(renews: boolean): { readonly session: Session; readonly refreshToken: string | null } {
    if (!renews) return { session: this.issue(null), refreshToken: null };
    const refreshToken = `5Aep${this.#random.text(60)}`;
    const family = refreshToken;
    this.#refresh.set(refreshToken, { family, live: true });
    return { session: this.issue(family), refreshToken };
  }

  /** The live session of a token; using it prolongs it. */
  use(token: string): Session | null {
    const session = this.look(token);
    if (session !== null) session.lastUsedMs = this.#clock.now();
    return session;
  }

  /** As `use`, without prolonging. */
  look(token: string): Session | null {
    const session = this.#access.get(token);
    if (session === undefined) return null;
    if (this.endsMs(session) > this.#clock.now()) return session;
    this.#access.delete(token);
    return null;
  }

  endsMs(session: Session): number {
    return session.lastUsedMs + this.#settings.sessionTimeoutS * 1000;
  }

  expireAll(): void {
    this.#access.clear();
  }

  /**
   * Trades a refresh token. With rotation on, a new one comes back and the old one dies; its replay
   * revokes the whole family.
   */
  refresh(token: string): { readonly session: Session; readonly refreshToken: string | null } | null {
    const held = this.#refresh.get(token);
    if (held === undefined) return null;
    if (!held.live) {
      this.#revokeFamily(held.family);
      return null;
    }
    const session = this.issue(held.family);
    if (!this.#settings.refreshTokenRotation) return { session, refreshToken: null };
    held.live = false;
    const refreshToken = `5Aep${this.#random.text(60)}`;
    this.#refresh.set(refreshToken, { family: held.family, live: true });
    return { session, refreshToken };
  }

  /** @returns false when the token is unknown */
  revoke(token: string): boolean {
    const held = this.#refresh.get(token);
    if (held !== undefined) this.#revokeFamily(held.family);
    return this.#access.delete(token) || held !== undefined;
  }

  #revokeFamily(family: string): void {
    for (const held of this.#refresh.values()) if (held.family === family) held.live = false;
    for (const [token, session] of this.#access) if (session.family === family) this.#access.delete(token);
  }
}
