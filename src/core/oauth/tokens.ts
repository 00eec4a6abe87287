// The access token of a connection: kept, renewed in time, one renewal at a time, and none lost without a word.
import type { ConnectionSecrets } from "../contract/connector.ts";
import { AuthError, IntegrationError, isConnectionFault } from "../contract/errors.ts";
import type { Clock, Logger, RenewalLock } from "../contract/runtime.ts";
import { createInProcessLock } from "./lock.ts";
import {
  isRefused,
  lostRenewal,
  newMark,
  noRenewal,
  type RenewalMark,
  readMark,
  renewalSecret,
} from "./renewal-mark.ts";
import { type AccessToken, readStoredToken, secretsOf, tokenOf, tokenSecrets } from "./stored-token.ts";
import type { Granted } from "./token-endpoint.ts";

export interface TokenSource {
  /** A token to use now. `renew`: the one given last was refused. @throws the errors of `fetchToken`; AuthError E_AUTH_LOST */
  token(renew: boolean): Promise<AccessToken>;
}

export interface TokenSourceOptions {
  /** URL of the token endpoint. A token that another one gave belongs to another system and is never used. */
  readonly issuer: string;
  readonly secrets: ConnectionSecrets;
  readonly clock: Clock;
  /** Gets a token from the vendor; given the stored refresh token, or null when there is none. */
  readonly fetchToken: (refreshToken: string | null) => Promise<Granted>;
  /** Renew so long before the end. Default one minute. */
  readonly skewMs?: number;
  /** Shared by all who share the secrets. Default: this source only. */
  readonly lock?: RenewalLock | undefined;
  readonly log?: Logger;
  /** Name of the connection, for what is said when its session is lost. */
  readonly connection?: string;
}

/** Builds the source. Nothing is read or fetched before the first `token`. */
export function createTokenSource(options: TokenSourceOptions): TokenSource {
  const source = new Source(options);
  return { token: (renew) => source.token(renew) };
}

class Source {
  readonly #options: TokenSourceOptions;
  readonly #lock: RenewalLock;
  #current: AccessToken | null = null;
  #renewal: Promise<AccessToken> | null = null;
  #hasWarned = false;

  constructor(options: TokenSourceOptions) {
    this.#options = options;
    this.#lock = options.lock ?? createInProcessLock();
  }

  async token(renew: boolean): Promise<AccessToken> {
    if (this.#renewal !== null) return this.#renewal;
    if (!renew && this.#current !== null && !this.#isDue(this.#current)) return this.#current;
    const refused = renew ? (this.#current?.value ?? null) : null;
    this.#renewal = this.#storedOrNew(refused);
    try {
      this.#current = await this.#renewal;
      return this.#current;
    } finally {
      this.#renewal = null;
    }
  }

  async #storedOrNew(refused: string | null): Promise<AccessToken> {
    // What is stored whole can be read without the lock: only a renewal needs it.
    return (await this.#fresh(refused)) ?? this.#lock.run(() => this.#obtain(refused));
  }

  /** The stored token, where it can be used without a thought. */
  async #fresh(refused: string | null): Promise<AccessToken | null> {
    const stored = await this.#load();
    return stored !== null && stored.value !== refused && !this.#isDue(stored) ? stored : null;
  }

  /** Under the lock. Another process may have renewed while we waited: its token is as good as ours. */
  async #obtain(refused: string | null): Promise<AccessToken> {
    const fresh = await this.#fresh(refused);
    if (fresh !== null) return fresh;
    const stored = await this.#load();
    const used = await this.#refreshToken();
    const mark = used === null ? null : await this.#mark(used);
    const usable = stored !== null && stored.value !== refused && !this.#isOver(stored) ? stored : null;
    if (mark !== null) this.#warn(mark);
    // The next renewal may be refused: the vendor may have replaced the refresh token without our having the new one.
    if (mark !== null && usable !== null) return usable;
    try {
      return await this.#renew(used, mark);
    } catch (error) {
      if (usable !== null && isConnectionFault(error) && !(error instanceof AuthError)) return usable;
      throw error;
    }
  }

  async #renew(used: string | null, cutOff: RenewalMark | null): Promise<AccessToken> {
    const { clock, secrets, issuer, skewMs, connection } = this.#options;
    if (cutOff !== null && isRefused(cutOff, clock.now())) throw lostRenewal(cutOff, connection);
    const askedAt = clock.now();
    const granted = await this.#fetch(used, cutOff);
    const token = tokenOf(granted, askedAt, skewMs);
    // In one write, before the token is used: the old refresh token is dead, and without the new one so are we.
    const renewed = used === null ? {} : { [renewalSecret]: noRenewal };
    await secrets.setAll({ ...secretsOf(granted, token, issuer), ...renewed });
    return token;
  }

  async #fetch(used: string | null, cutOff: RenewalMark | null): Promise<Granted> {
    const { fetchToken, secrets } = this.#options;
    if (used === null) return fetchToken(null);
    try {
      return await this.#fetchMarked(used, cutOff);
    } catch (error) {
      if (!(error instanceof AuthError)) throw error;
      // Someone without our lock may have rotated it in between; the same token is never sent twice.
      const present = await secrets.get(tokenSecrets.refresh);
      if (present === null || present === used) throw error;
      return this.#fetchMarked(present, null);
    }
  }

  /** Sends the token, and notes before that it may be used up from now on. */
  async #fetchMarked(used: string, cutOff: RenewalMark | null): Promise<Granted> {
    const { fetchToken, secrets, clock, connection } = this.#options;
    const mark = cutOff ?? newMark(used, clock.now());
    if (cutOff === null) await secrets.set(renewalSecret, JSON.stringify(mark));
    try {
      return await fetchToken(used);
    } catch (error) {
      const isAnswered = error instanceof IntegrationError && error.effect === "none";
      if (cutOff === null) {
        if (isAnswered) await secrets.set(renewalSecret, noRenewal);
        throw error;
      }
      if (!(error instanceof AuthError) || error.code !== "E_AUTH_EXPIRED") throw error;
      const refusedAt = new Date(clock.now()).toISOString();
      await secrets.set(renewalSecret, JSON.stringify({ ...cutOff, refusedAt }));
      throw lostRenewal(cutOff, connection, error);
    }
  }

  /** The refresh token came with the access token: from another endpoint it is as foreign. */
  async #refreshToken(): Promise<string | null> {
    const { secrets, issuer } = this.#options;
    const stored = readStoredToken(await secrets.get(tokenSecrets.access));
    const isForeign = stored !== null && stored.issuer !== issuer;
    return isForeign ? null : secrets.get(tokenSecrets.refresh);
  }

  async #mark(refreshToken: string): Promise<RenewalMark | null> {
    return readMark(await this.#options.secrets.get(renewalSecret), refreshToken);
  }

  async #load(): Promise<AccessToken | null> {
    const stored = readStoredToken(await this.#options.secrets.get(tokenSecrets.access));
    if (stored === null || stored.issuer !== this.#options.issuer) return null;
    const { issuer: _, ...token } = stored;
    return token;
  }

  #warn({ startedAt }: RenewalMark): void {
    if (!this.#hasWarned) this.#options.log?.warn("oauth.renewal.cut_off", { startedAt });
    this.#hasWarned = true;
  }

  #isDue(token: AccessToken): boolean {
    return token.renewAt !== null && token.renewAt <= this.#options.clock.now();
  }

  #isOver(token: AccessToken): boolean {
    return token.expiresAt !== null && token.expiresAt <= this.#options.clock.now();
  }
}
