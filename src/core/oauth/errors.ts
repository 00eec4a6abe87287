// What a refusal of an OAuth token endpoint means (RFC 6749, section 5.2).
import { z } from "zod";
import type { ErrorCode } from "../contract/error-codes.ts";
import { AuthError } from "../contract/errors.ts";
import type { Classify, HttpRequest, HttpResponse } from "../contract/http.ts";
import { redactText } from "../http/redact.ts";

const Refusal = z.object({ error: z.string(), error_description: z.string().optional() });

const codes: Readonly<Record<string, ErrorCode>> = {
  invalid_scope: "E_AUTH_SCOPE",
  invalid_grant: "E_AUTH_REJECTED",
};

/** What a vendor does otherwise than the RFC. */
export interface OAuthQuirks {
  /** Error codes beside `invalid_grant` that say a refresh token is dead (`unauthorized_client`). */
  readonly deadRefresh?: readonly string[];
}

/** A connector's rules, with sign-in requests (`authorize: false`) judged by OAuth's rules before them. */
export function withOAuthErrors(classify: Classify, quirks: OAuthQuirks = {}): Classify {
  return (response, request) => {
    const refusal = request.authorize === false ? classifyRefusal(response, request, quirks) : null;
    return refusal ?? classify(response, request);
  };
}

/** AuthError with the vendor's own code and words; null when the answer is no OAuth refusal. */
export function classifyRefusal(
  response: HttpResponse,
  request: HttpRequest,
  { deadRefresh = [] }: OAuthQuirks = {},
): AuthError | null {
  if (response.status === 429 || response.status >= 500) return null;
  const parsed = Refusal.safeParse(tryJson(response));
  if (!parsed.success) return null;
  const { error, error_description: description } = parsed.data;
  const sent = fieldsOf(request);
  const isDead = sent.grant_type === "refresh_token" && ["invalid_grant", ...deadRefresh].includes(error);
  const words = description === undefined ? error : `${error}: ${description}`;
  return new AuthError({
    code: isDead ? "E_AUTH_EXPIRED" : (codes[error] ?? "E_AUTH_REJECTED"),
    message: `The vendor refused "${request.operation}" (${redactText(words, sent)})`,
    vendorCode: error,
  });
}

function tryJson(response: HttpResponse): unknown {
  try {
    return response.json();
  } catch {
    return null;
  }
}

function fieldsOf(request: HttpRequest): Readonly<Record<string, unknown>> {
  if (request.form !== undefined) return request.form;
  const parsed = z.record(z.string(), z.unknown()).safeParse(request.json);
  return parsed.success ? parsed.data : {};
}
