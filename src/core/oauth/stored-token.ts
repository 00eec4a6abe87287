// How tokens lie in a connection's secrets.
import { z } from "zod";
import type { ConnectionSecrets } from "../contract/connector.ts";
import type { Expiry } from "../contract/sign-in.ts";
import { readMark, renewalSecret } from "./renewal-mark.ts";
import type { Granted } from "./token-endpoint.ts";

export interface AccessToken {
  readonly value: string;
  /** Milliseconds since the epoch; null when unknown: it holds until the vendor says 401. */
  readonly expiresAt: number | null;
  /** From when on it is replaced before use; null when the end is unknown. */
  readonly renewAt: number | null;
  /** End of the refresh token that came with it, in the same units; null when unknown. */
  readonly grantEndsAt?: number | null | undefined;
  /** What the endpoint's `keep` named (`instance_url`). */
  readonly kept: Readonly<Record<string, string>>;
}

/** Names in the connection's secrets. */
export const tokenSecrets = { access: "accessToken", refresh: "refreshToken" } as const;

const StoredToken = z.object({
  value: z.string().min(1),
  expiresAt: z.number().nullable(),
  renewAt: z.number().nullable(),
  grantEndsAt: z.number().nullish(),
  kept: z.record(z.string(), z.string()),
  /** URL of the token endpoint that gave it. */
  issuer: z.string(),
});
export type StoredToken = z.infer<typeof StoredToken>;

const defaultSkewMs = 60_000;

/** The token in `text`; null for none, and for what can't be read. */
export function readStoredToken(text: string | null): StoredToken | null {
  const parsed = StoredToken.safeParse(text === null ? null : tryParse(text));
  return parsed.success ? parsed.data : null;
}

/** The token of a grant that was asked for at `askedAt` (epoch ms), to be renewed `skewMs` before its end. */
export function tokenOf(granted: Granted, askedAt: number, skewMs = defaultSkewMs): AccessToken {
  const { accessToken: value, expiresInMs, kept, refreshExpiresInMs = null } = granted;
  const grantEndsAt = refreshExpiresInMs === null ? null : askedAt + refreshExpiresInMs;
  if (expiresInMs === null) return { value, expiresAt: null, renewAt: null, grantEndsAt, kept };
  const expiresAt = askedAt + expiresInMs;
  // A token that lives shorter than the usual lead must not be due from the start.
  return { value, expiresAt, renewAt: expiresAt - Math.min(skewMs, expiresInMs / 4), grantEndsAt, kept };
}

/** The secrets of a grant: the access token, and the refresh token where a new one came. */
export function secretsOf(granted: Granted, token: AccessToken, issuer: string): Record<string, string> {
  const access = { [tokenSecrets.access]: JSON.stringify({ ...token, issuer } satisfies StoredToken) };
  return granted.refreshToken === null ? access : { ...access, [tokenSecrets.refresh]: granted.refreshToken };
}

/** When the stored session ends. `renews`: there is a refresh token whose end matters. */
export async function expiryOf(secrets: ConnectionSecrets, renews: boolean): Promise<Expiry> {
  const token = readStoredToken(await secrets.get(tokenSecrets.access));
  const refreshToken = renews ? await secrets.get(tokenSecrets.refresh) : null;
  const mark = refreshToken === null ? null : readMark(await secrets.get(renewalSecret), refreshToken);
  return {
    accessEndsAt: token?.expiresAt ?? null,
    grantEndsAt: (renews && token?.grantEndsAt) || null,
    ...(mark === null ? {} : { renewalOpenSince: Date.parse(mark.startedAt) }),
  };
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
