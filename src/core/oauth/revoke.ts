// Takes a token back at the vendor (RFC 7009).
import type { HttpClient } from "../contract/http.ts";

export interface Revocation {
  /** Absolute URL. */
  readonly url: string;
  readonly endpointClass: string;
  readonly token: string;
}

/** Errors as of the client; a token that is no longer valid may be one, by the vendor. */
export async function revokeToken(
  client: HttpClient,
  { url, endpointClass, token }: Revocation,
): Promise<void> {
  await client.request({
    method: "POST",
    path: url,
    form: { token },
    endpointClass,
    effect: "repeatable",
    operation: "revoke the session",
    authorize: false,
  });
}
