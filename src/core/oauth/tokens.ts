// The access token of a connection: kept, renewed in time, one renewal at a time.
import { z } from "zod";
import type { ConnectionSecrets } from "../contract/connector.ts";
import { AuthError, isConnectionFault } from "../contract/errors.ts";
import type { Clock } from "../contract/runtime.ts";
import { createInProcessLock, type RenewalLock } from "./lock.ts";
import type { Granted } from "./token-endpoint.ts";

export interface AccessToken {
  readonly value: string;
  /** Milliseconds since the epoch; null when unknown: it holds until the vendor says 401. */
  readonly expiresAt: number | null;
  /** From when on it is replaced before use; null when the end is unknown. */
  readonly renewAt: number | null;
  /** What the endpoint's `keep` named (`instance_url`). */
  readonly kept: Readonly<Record<string, string>>;
}

export interface TokenSource {
  /** A token to use now. `renew`: the one given last was refused. @throws the errors of `fetchToken` */
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
  readonly lock?: RenewalLock;
}

/** Names in the connection's secrets. */
export const tokenSecrets = { access: "accessToken", refresh: "refreshToken" } as const;

const defaultSkewMs = 60_000;

const StoredToken = z.object({
  value: z.string().min(1),
  expiresAt: z.number().nullable(),
  renewAt: z.number().nullable(),
  kept: z.record(z.string(), z.string()),
  issuer: z.string(),
});

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

  constructor(options: TokenSourceOptions) {
    this.#options = options;
    this.#lock = options.lock ?? createInProcessLock();
  }

  async token(renew: boolean): Promise<AccessToken> {
    if (this.#renewal !== null) return this.#renewal;
    if (!renew && this.#current !== null && !this.#isDue(this.#current)) return this.#current;
    const refused = renew ? (this.#current?.value ?? null) : null;
    this.#renewal = this.#lock.run(() => this.#obtain(refused));
    try {
      this.#current = await this.#renewal;
      return this.#current;
    } finally {
      this.#renewal = null;
    }
  }

  /** Under the lock. Another process may have renewed while we waited: its token is as good as ours. */
  async #obtain(refused: string | null): Promise<AccessToken> {
    const stored = await this.#load();
    if (stored !== null && stored.value !== refused && !this.#isDue(stored)) return stored;
    try {
      return await this.#renew();
    } catch (error) {
      const isUsable = stored !== null && stored.value !== refused && !this.#isOver(stored);
      if (isUsable && isConnectionFault(error) && !(error instanceof AuthError)) return stored;
      throw error;
    }
  }

  async #renew(): Promise<AccessToken> {
    const { clock, fetchToken, secrets } = this.#options;
    const askedAt = clock.now();
    const granted = await this.#fetch(fetchToken);
    // A rotated refresh token first: the old one is dead, and without the new one so are we.
    if (granted.refreshToken !== null) await secrets.set(tokenSecrets.refresh, granted.refreshToken);
    const token: AccessToken = {
      value: granted.accessToken,
      ...this.#lifetime(granted.expiresInMs, askedAt),
      kept: granted.kept,
    };
    await secrets.set(tokenSecrets.access, JSON.stringify({ ...token, issuer: this.#options.issuer }));
    return token;
  }

  async #fetch(fetchToken: TokenSourceOptions["fetchToken"]): Promise<Granted> {
    const { secrets } = this.#options;
    // The refresh token came with the access token: from another endpoint it is as foreign.
    const stored = await this.#stored();
    const isForeign = stored !== null && stored.issuer !== this.#options.issuer;
    const used = isForeign ? null : await secrets.get(tokenSecrets.refresh);
    try {
      return await fetchToken(used);
    } catch (error) {
      if (!(error instanceof AuthError) || used === null) throw error;
      // Someone without our lock may have rotated it in between; the same token is never sent twice.
      const present = await secrets.get(tokenSecrets.refresh);
      if (present === null || present === used) throw error;
      return fetchToken(present);
    }
  }

  async #stored(): Promise<z.infer<typeof StoredToken> | null> {
    const text = await this.#options.secrets.get(tokenSecrets.access);
    const parsed = StoredToken.safeParse(text === null ? null : tryParse(text));
    return parsed.success ? parsed.data : null;
  }

  async #load(): Promise<AccessToken | null> {
    const stored = await this.#stored();
    if (stored === null || stored.issuer !== this.#options.issuer) return null;
    const { issuer: _, ...token } = stored;
    return token;
  }

  #lifetime(expiresInMs: number | null, askedAt: number): Pick<AccessToken, "expiresAt" | "renewAt"> {
    if (expiresInMs === null) return { expiresAt: null, renewAt: null };
    const expiresAt = askedAt + expiresInMs;
    // A token that lives shorter than the usual lead must not be due from the start.
    const leadMs = Math.min(this.#options.skewMs ?? defaultSkewMs, expiresInMs / 4);
    return { expiresAt, renewAt: expiresAt - leadMs };
  }

  #isDue(token: AccessToken): boolean {
    return token.renewAt !== null && token.renewAt <= this.#options.clock.now();
  }

  #isOver(token: AccessToken): boolean {
    return token.expiresAt !== null && token.expiresAt <= this.#options.clock.now();
  }
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
