// Grant of RFC 6749, section 4.1: a code that the vendor gave to the operator's browser, for tokens.
import type { HttpClient } from "../contract/http.ts";
import { type Granted, requestToken, type TokenEndpoint } from "./token-endpoint.ts";

export interface CodeExchange {
  readonly clientId: string;
  /** Absent for public clients. */
  readonly clientSecret?: string;
  /** Decoded once from the redirect. */
  readonly code: string;
  /** The very one the code was asked for with. */
  readonly redirectUrl: string;
  /** Absent where no challenge was sent. */
  readonly verifier?: string;
}

/** Asks for tokens. Errors as of `requestToken`. */
export function grantAuthorizationCode(
  client: HttpClient,
  endpoint: TokenEndpoint,
  exchange: CodeExchange,
): Promise<Granted> {
  const { clientSecret, verifier } = exchange;
  return requestToken(client, endpoint, {
    operation: "redeem the sign-in code",
    fields: {
      grant_type: "authorization_code",
      code: exchange.code,
      redirect_uri: exchange.redirectUrl,
      client_id: exchange.clientId,
      ...(verifier === undefined ? {} : { code_verifier: verifier }),
      ...(clientSecret === undefined ? {} : { client_secret: clientSecret }),
    },
    // A code that comes twice makes vendors revoke what they gave for it.
    effect: "once",
  });
}
