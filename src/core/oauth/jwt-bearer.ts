// Grant of RFC 7523: a signed assertion instead of a secret.
import { createPrivateKey, type KeyObject } from "node:crypto";
import { SignJWT } from "jose";
import { AuthError } from "../contract/errors.ts";
import type { HttpClient } from "../contract/http.ts";
import { type Granted, requestToken, type TokenEndpoint } from "./token-endpoint.ts";

export interface JwtIdentity {
  /** `iss`: the application's client id (Salesforce: consumer key). */
  readonly issuer: string;
  /** `sub`: the user to act for. */
  readonly subject: string;
  /** `aud`: who the assertion is for. */
  readonly audience: string;
  /** RSA key in PEM, PKCS #8 or PKCS #1. */
  readonly privateKeyPem: string;
  /** `jti`, for vendors that take each assertion once. */
  readonly jwtId?: string;
}

// Salesforce asks for an `exp` within 3 minutes; the half leaves room for a clock that is off.
const lifetimeMs = 90_000;

/** Signs an assertion (RS256). `now` in milliseconds. @throws AuthError when the key is not an RSA key in PEM. */
export async function signAssertion(identity: JwtIdentity, now: number): Promise<string> {
  const token = identity.jwtId === undefined ? new SignJWT() : new SignJWT().setJti(identity.jwtId);
  return token
    .setProtectedHeader({ alg: "RS256" })
    .setIssuer(identity.issuer)
    .setSubject(identity.subject)
    .setAudience(identity.audience)
    .setExpirationTime(Math.floor((now + lifetimeMs) / 1000))
    .sign(readKey(identity.privateKeyPem));
}

/** Asks for a token. `now` in milliseconds, best by the vendor's clock. Errors as of `requestToken`. */
export async function grantJwtBearer(
  client: HttpClient,
  endpoint: TokenEndpoint,
  identity: JwtIdentity,
  now: number,
): Promise<Granted> {
  const assertion = await signAssertion(identity, now);
  return requestToken(client, endpoint, {
    operation: "sign in with a JWT",
    fields: { grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion },
    // A second token does no harm; a `jti`, where there is one, is used up by the first.
    effect: identity.jwtId === undefined ? "repeatable" : "once",
  });
}

function readKey(pem: string): KeyObject {
  const key = parseKey(pem);
  if (key?.asymmetricKeyType === "rsa") return key;
  throw new AuthError({
    code: "E_AUTH_REJECTED",
    message: "The private key is not an RSA key in PEM",
    hint: 'Give the whole key file, from "-----BEGIN" to the last line, unencrypted.',
  });
}

function parseKey(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch {
    // OpenSSL's reason adds nothing an operator can use, and may quote the key.
    return null;
  }
}
