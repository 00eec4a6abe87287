// Grant of RFC 8628: the operator types a short code into a browser on any machine, and we ask until they have.
import { z } from "zod";
import { AuthError, IntegrationError, TransientError } from "../contract/errors.ts";
import type { HttpClient } from "../contract/http.ts";
import { type Granted, requestToken, type TokenEndpoint } from "./token-endpoint.ts";

export interface DeviceCode {
  readonly deviceCode: string;
  /** What the operator types. */
  readonly userCode: string;
  /** Where. */
  readonly url: string;
  /** The same with the code in it; null where the vendor has none. */
  readonly completeUrl: string | null;
  readonly expiresInMs: number;
  /** Pause between two questions. */
  readonly everyMs: number;
}

const Answer = z.looseObject({
  device_code: z.string().min(1),
  user_code: z.string().min(1),
  verification_uri: z.url(),
  verification_uri_complete: z.url().nullish().catch(null),
  expires_in: z.coerce.number().positive(),
  interval: z.coerce.number().positive().nullish().catch(null),
});

/** Section 3.2: where the vendor says nothing. */
const usualEveryMs = 5000;

/** Asks for a code (section 3.1). `url` is absolute. @throws as the client; TransientError E_VENDOR_ANSWER. */
export async function requestDeviceCode(
  client: HttpClient,
  { url, endpointClass }: Pick<TokenEndpoint, "url" | "endpointClass">,
  fields: { readonly clientId: string; readonly scope: string },
): Promise<DeviceCode> {
  const operation = "ask for a device code";
  const response = await client.request({
    method: "POST",
    path: url,
    form: { client_id: fields.clientId, scope: fields.scope },
    endpointClass,
    effect: "repeatable",
    operation,
    authorize: false,
  });
  const parsed = Answer.safeParse(response.json());
  if (!parsed.success) {
    throw new TransientError({
      code: "E_VENDOR_ANSWER",
      message: `The vendor's answer to "${operation}" holds no code`,
      operation,
      status: response.status,
      retryable: true,
    });
  }
  const answer = parsed.data;
  return {
    deviceCode: answer.device_code,
    userCode: answer.user_code,
    url: answer.verification_uri,
    completeUrl: answer.verification_uri_complete ?? null,
    expiresInMs: answer.expires_in * 1000,
    everyMs: answer.interval == null ? usualEveryMs : answer.interval * 1000,
  };
}

/**
 * Asks once whether the operator is done (section 3.4). Errors as of `requestToken`; AuthError E_SIGN_IN_DENIED when they
 * said no, TransientError E_SIGN_IN_TIMEOUT when the code is over.
 */
export async function grantDeviceCode(
  client: HttpClient,
  endpoint: TokenEndpoint,
  fields: { readonly clientId: string; readonly clientSecret?: string; readonly deviceCode: string },
): Promise<Granted | "pending" | "slow-down"> {
  const secret = fields.clientSecret === undefined ? {} : { client_secret: fields.clientSecret };
  try {
    return await requestToken(client, endpoint, {
      operation: "ask for the sign-in's outcome",
      fields: {
        grant_type: "urn:ietf:params:oauth:grant-type:device_code",
        device_code: fields.deviceCode,
        client_id: fields.clientId,
        ...secret,
      },
      effect: "once",
    });
  } catch (error) {
    return verdictOf(error);
  }
}

/** Section 3.5. */
function verdictOf(error: unknown): "pending" | "slow-down" {
  if (!(error instanceof IntegrationError)) throw error;
  const cause = error;
  switch (error.vendorCode) {
    case "authorization_pending":
      return "pending";
    case "slow_down":
      return "slow-down";
    case "access_denied":
      throw new AuthError({
        code: "E_SIGN_IN_DENIED",
        message: "The sign-in was refused in the browser",
        cause,
      });
    case "expired_token":
      throw new TransientError({
        code: "E_SIGN_IN_TIMEOUT",
        message: "The code ran out before it was used",
        cause,
      });
    default:
      throw error;
  }
}
