// Grant of RFC 6749, section 4.4: the application signs in as itself.
import type { HttpClient } from "../contract/http.ts";
import { type Granted, requestToken, type TokenEndpoint } from "./token-endpoint.ts";

export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Asks for a token. Errors as of `requestToken`. */
export function grantClientCredentials(
  client: HttpClient,
  endpoint: TokenEndpoint,
  credentials: ClientCredentials,
): Promise<Granted> {
  return requestToken(client, endpoint, {
    operation: "sign in with client credentials",
    fields: {
      grant_type: "client_credentials",
      client_id: credentials.clientId,
      client_secret: credentials.clientSecret,
    },
    // A second token does no harm.
    effect: "repeatable",
  });
}
