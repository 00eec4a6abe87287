// Grant of RFC 6749, section 6: a new access token for a refresh token, which may be replaced in the answer.
import type { HttpClient } from "../contract/http.ts";
import { type Granted, requestToken, type TokenEndpoint } from "./token-endpoint.ts";

export interface RefreshCredentials {
  readonly clientId: string;
  /** Absent for public clients. */
  readonly clientSecret?: string;
  readonly refreshToken: string;
}

/** Asks for a token. @throws AuthError E_AUTH_EXPIRED when the refresh token no longer holds; others as of `requestToken`. */
export function grantRefresh(
  client: HttpClient,
  endpoint: TokenEndpoint,
  credentials: RefreshCredentials,
): Promise<Granted> {
  const secret = credentials.clientSecret === undefined ? {} : { client_secret: credentials.clientSecret };
  return requestToken(client, endpoint, {
    operation: "renew the session",
    fields: {
      grant_type: "refresh_token",
      refresh_token: credentials.refreshToken,
      client_id: credentials.clientId,
      ...secret,
    },
    // With rotation the old token dies at once, and its replay revokes the whole family.
    effect: "once",
  });
}
