// Sign-ins that need a person, for connectors: what differs between vendors is data.

import type { ConnectionContext } from "../contract/connector.ts";
import { AuthError } from "../contract/errors.ts";
import type { HttpClient } from "../contract/http.ts";
import type { BrowserSignIn, DeviceSignIn } from "../contract/sign-in.ts";
import { grantAuthorizationCode } from "./authorization-code.ts";
import { type DeviceCode, grantDeviceCode, requestDeviceCode } from "./device-code.ts";
import { noRenewal, renewalSecret } from "./renewal-mark.ts";
import { secretsOf, tokenOf } from "./stored-token.ts";
import type { Granted, TokenEndpoint } from "./token-endpoint.ts";

export interface InteractiveClient {
  readonly clientId: string;
  /** Absent for public clients. */
  readonly clientSecret?: string;
}

interface InteractiveOptions {
  readonly context: Pick<ConnectionContext, "clock" | "secrets" | "name">;
  readonly http: HttpClient;
  readonly endpoint: TokenEndpoint;
  readonly client: () => Promise<InteractiveClient>;
  readonly scope: string;
}

export interface BrowserSignInOptions extends InteractiveOptions {
  /** Absolute URL of the vendor's page; what is in its query stays (`audience`, `prompt`). */
  readonly authorizeUrl: string;
  readonly redirectUrl: string;
  /** False: the vendor knows no PKCE, and neither challenge nor verifier is sent. Default true. */
  readonly pkce?: boolean;
  readonly hintFor?: (vendorCode: string) => string | undefined;
}

export interface DeviceSignInOptions extends InteractiveOptions {
  /** Absolute URL that gives device codes. */
  readonly deviceUrl: string;
}

/** Authorization code, with PKCE where the vendor knows it. Exchanging stores the tokens. */
export function createBrowserSignIn(options: BrowserSignInOptions): BrowserSignIn {
  const { context, http, endpoint, scope, pkce = true, hintFor } = options;
  return {
    kind: "browser",
    redirectUrl: options.redirectUrl,
    async authorizeUrl({ redirectUrl, state, challenge }) {
      const url = new URL(options.authorizeUrl);
      const { clientId: client_id } = await options.client();
      const query = {
        response_type: "code",
        client_id,
        redirect_uri: redirectUrl,
        scope,
        state,
        ...(pkce ? { code_challenge: challenge, code_challenge_method: "S256" } : {}),
      };
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      return url.href;
    },
    async exchange({ code, redirectUrl, verifier }) {
      const askedAt = context.clock.now();
      const exchange = { ...(await options.client()), code, redirectUrl, ...(pkce ? { verifier } : {}) };
      const granted = await grantAuthorizationCode(http, endpoint, exchange);
      await storeGrant(options, granted, askedAt);
    },
    ...(hintFor ? { hintFor } : {}),
  };
}

/** Device authorization. The answer that grants stores the tokens. */
export function createDeviceSignIn(options: DeviceSignInOptions): DeviceSignIn {
  const { context, http, endpoint, scope } = options;
  let asked: DeviceCode | null = null;
  return {
    kind: "device",
    async start() {
      const { clientId } = await options.client();
      const { endpointClass } = endpoint;
      asked = await requestDeviceCode(http, { url: options.deviceUrl, endpointClass }, { clientId, scope });
      const { userCode, url, completeUrl, expiresInMs, everyMs } = asked;
      return { userCode, url, completeUrl, expiresInMs, everyMs };
    },
    async poll() {
      const deviceCode = asked?.deviceCode ?? "";
      const askedAt = context.clock.now();
      const granted = await grantDeviceCode(http, endpoint, { ...(await options.client()), deviceCode });
      if (typeof granted === "string") return granted;
      await storeGrant(options, granted, askedAt);
      return "done";
    },
  };
}

/** @throws AuthError E_AUTH_SCOPE where no refresh token came: nobody would be there when the session ends. */
async function storeGrant(
  { context, endpoint }: InteractiveOptions,
  granted: Granted,
  askedAt: number,
): Promise<void> {
  if (granted.refreshToken === null) {
    throw new AuthError({
      code: "E_AUTH_SCOPE",
      message: "The vendor gave a session that can't be renewed: there is no refresh token with it",
      hint: "Let the app have refresh tokens (its scope for offline access), then sign in again.",
      connection: context.name,
    });
  }
  const token = tokenOf(granted, askedAt);
  await context.secrets.setAll({ ...secretsOf(granted, token, endpoint.url), [renewalSecret]: noRenewal });
}
