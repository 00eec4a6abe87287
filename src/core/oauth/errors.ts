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

/** A connector's rules, with sign-in requests (`authorize: false`) judged by OAuth's rules before them. */
export function withOAuthErrors(classify: Classify): Classify {
  return (response, request) => {
    const refusal = request.authorize === false ? classifyRefusal(response, request) : null;
    return refusal ?? classify(response, request);
  };
}

/** AuthError with the vendor's own code and words; null when the answer is no OAuth refusal. */
export function classifyRefusal(response: HttpResponse, request: HttpRequest): AuthError | null {
  if (response.status === 429 || response.status >= 500) return null;
  const parsed = Refusal.safeParse(tryJson(response));
  if (!parsed.success) return null;
  const { error, error_description: description } = parsed.data;
  const sent = fieldsOf(request);
  const isRenewal = sent.grant_type === "refresh_token" && error === "invalid_grant";
  const words = description === undefined ? error : `${error}: ${description}`;
  return new AuthError({
    code: isRenewal ? "E_AUTH_EXPIRED" : (codes[error] ?? "E_AUTH_REJECTED"),
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
