// One request to a vendor's token endpoint. What differs between vendors is data.
import { z } from "zod";
import { TransientError } from "../contract/errors.ts";
import type { HttpClient, HttpRequest } from "../contract/http.ts";

export interface TokenEndpoint {
  /** Absolute URL, or a path relative to the client's base URL when that is not a function. */
  readonly url: string;
  /** RFC 6749 says `form`; Zendesk wants `json`. */
  readonly encoding: "form" | "json";
  /** Key into the connection's limits. */
  readonly endpointClass: string;
  /** Fields sent with every grant (`scope`, `expires_in`). */
  readonly params?: Readonly<Record<string, string | number>>;
  /** Fields of the answer to keep beside the token (`instance_url`). */
  readonly keep?: readonly string[];
}

/** What the vendor granted, before anything is stored. */
export interface Granted {
  readonly accessToken: string;
  /** Milliseconds it is valid; null when the vendor does not say. */
  readonly expiresInMs: number | null;
  /** A new refresh token; null: the one used, if any, stays valid. */
  readonly refreshToken: string | null;
  /** Milliseconds the refresh token is valid; null when the vendor does not say. */
  readonly refreshExpiresInMs?: number | null;
  readonly kept: Readonly<Record<string, string>>;
}

/** How to ask for one kind of grant. */
export interface GrantRequest {
  readonly operation: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly effect: HttpRequest["effect"];
}

const Answer = z.looseObject({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).nullish(),
  expires_in: z.coerce.number().positive().nullish().catch(null),
  refresh_token_expires_in: z.coerce.number().positive().nullish().catch(null),
});

/**
 * Asks for a token. @throws AuthError for an OAuth refusal when the client's classification is wrapped
 * in `withOAuthErrors`; TransientError E_VENDOR_ANSWER for an answer without a token.
 */
export async function requestToken(
  client: HttpClient,
  endpoint: TokenEndpoint,
  grant: GrantRequest,
): Promise<Granted> {
  const fields = { ...endpoint.params, ...grant.fields };
  const response = await client.request({
    method: "POST",
    path: endpoint.url,
    ...(endpoint.encoding === "form" ? { form: asText(fields) } : { json: fields }),
    endpointClass: endpoint.endpointClass,
    effect: grant.effect,
    operation: grant.operation,
    authorize: false,
  });
  const parsed = Answer.safeParse(response.json());
  if (!parsed.success) {
    throw new TransientError({
      code: "E_VENDOR_ANSWER",
      message: `The vendor's answer to "${grant.operation}" holds no access token`,
      operation: grant.operation,
      status: response.status,
      retryable: true,
      // It may have traded the credential all the same, and only its answer is spoilt.
      effect: grant.effect === "once" ? "unknown" : "none",
    });
  }
  const answer = parsed.data;
  return {
    accessToken: answer.access_token,
    expiresInMs: toMs(answer.expires_in),
    refreshToken: answer.refresh_token ?? null,
    refreshExpiresInMs: toMs(answer.refresh_token_expires_in),
    kept: pick(answer, endpoint.keep ?? []),
  };
}

const toMs = (seconds: number | null | undefined): number | null => (seconds == null ? null : seconds * 1000);

function asText(fields: Readonly<Record<string, string | number>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
}

function pick(answer: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of names) {
    const value = answer[name];
    if (typeof value === "string") kept[name] = value;
  }
  return kept;
}
