// What the vendor sends the browser back with: the code, if it is the answer to our question.
import { AuthError, type IntegrationError } from "../../core/contract/errors.ts";

export interface ExpectedRedirect {
  readonly state: string;
  /** What to do about an error of the vendor. */
  readonly hintFor?: ((vendorCode: string) => string | undefined) | undefined;
}

/**
 * The code in the query of a redirect.
 * @throws AuthError E_SIGN_IN_STATE for another sign-in's answer, E_SIGN_IN_DENIED, E_AUTH_REJECTED for the vendor's errors
 */
export function readRedirect(url: URL, { state, hintFor }: ExpectedRedirect): string {
  const query = url.searchParams;
  // Before anything else: what comes without our state is nobody's word about this sign-in.
  if (query.get("state") !== state) {
    const message = "That address belongs to another sign-in, or is none that a sign-in ended at";
    throw new AuthError({ code: "E_SIGN_IN_STATE", message });
  }
  const code = query.get("code");
  if (code !== null && code !== "") return code;
  throw refusalOf(query.get("error") ?? "no code", query.get("error_description"), hintFor);
}

/** The same for the whole address as an operator pastes it, or the part behind the question mark. */
export function readPastedRedirect(text: string, expected: ExpectedRedirect): string {
  const pasted = text.trim().replace(/^["'<]+|["'>]+$/g, "");
  const query = pasted.includes("?") ? pasted.slice(pasted.indexOf("?")) : `?${pasted}`;
  return readRedirect(new URL(`http://localhost/${query.replace(/#.*$/, "")}`), expected);
}

function refusalOf(
  vendorCode: string,
  description: string | null,
  hintFor: ExpectedRedirect["hintFor"],
): IntegrationError {
  // Salesforce's documentation spells it both ways.
  const isDenied = vendorCode === "access_denied" || vendorCode === "access-denied";
  const words = description === null || description === "" ? vendorCode : `${vendorCode}: ${description}`;
  const hint = hintFor?.(vendorCode);
  return new AuthError({
    code: isDenied ? "E_SIGN_IN_DENIED" : "E_AUTH_REJECTED",
    message: isDenied
      ? `The sign-in was refused in the browser (${words})`
      : `The vendor ended the sign-in (${words})`,
    vendorCode,
    ...(hint === undefined ? {} : { hint }),
  });
}
