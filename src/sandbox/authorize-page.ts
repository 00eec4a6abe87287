// The page at which somebody lets an application in, and the codes it hands out: single use, bound to who asked.
import { createHash } from "node:crypto";
import { CLIENT_ID } from "./clients.ts";
import type { Answer, Call } from "./edge.ts";
import type { Random } from "./random.ts";
import type { SandboxClock } from "./timers.ts";

export interface AuthorizePage {
  /** What the page says it is. */
  readonly vendor: string;
  /** Registered redirect addresses, compared letter by letter. */
  readonly redirectUrls: () => readonly string[];
  readonly codes: AuthorizationCodes;
  /** Parameters this vendor wants with these values. */
  readonly needs?: Readonly<Record<string, string>>;
}

interface Issued {
  readonly redirectUrl: string;
  readonly challenge: string | null;
  readonly scope: string;
  readonly endsMs: number;
}

export type Redeemed =
  | { readonly scope: string }
  | { readonly fault: "unknown" | "redirect" | "no-verifier" | "wrong-verifier" };

/** Codes of one vendor. */
export class AuthorizationCodes {
  readonly #clock: SandboxClock;
  readonly #make: () => string;
  readonly #lifeMs: number;
  readonly #issued = new Map<string, Issued>();

  constructor(clock: SandboxClock, lifeMs: number, make: () => string) {
    this.#clock = clock;
    this.#make = make;
    this.#lifeMs = lifeMs;
  }

  issue(facts: Omit<Issued, "endsMs">): string {
    const code = this.#make();
    this.#issued.set(code, { ...facts, endsMs: this.#clock.now() + this.#lifeMs });
    return code;
  }

  /** Uses the code up, whatever comes of it. */
  redeem(code: string, redirectUrl: string, verifier: string | null): Redeemed {
    const issued = this.#issued.get(code);
    this.#issued.delete(code);
    if (issued === undefined || issued.endsMs <= this.#clock.now()) return { fault: "unknown" };
    if (issued.redirectUrl !== redirectUrl) return { fault: "redirect" };
    if (issued.challenge === null) return { scope: issued.scope };
    if (verifier === null) return { fault: "no-verifier" };
    const challenge = createHash("sha256").update(verifier).digest("base64url");
    return challenge === issued.challenge ? { scope: issued.scope } : { fault: "wrong-verifier" };
  }
}

/** Codes with an ending: Salesforce's has characters that have to be encoded in a URL. */
export const codesOf = (
  clock: SandboxClock,
  random: Random,
  lifeMs: number,
  tail: string,
): AuthorizationCodes => new AuthorizationCodes(clock, lifeMs, () => `aPrx${random.text(60)}${tail}`);

/** The question. What is wrong with it is said here, and never sent to an address that is not registered. */
export function showPage({ query }: Call, page: AuthorizePage): Answer {
  const { vendor } = page;
  const fault = faultOf(query, page);
  if (fault !== null) return html(400, `${vendor} (sandbox)`, `<p>${fault}</p>`);
  const buttons = ["allow", "deny"].map(
    (decision) => `<button name="decision" value="${decision}">${decision}</button>`,
  );
  const asked = escapeHtml(query.get("scope") ?? "");
  return html(
    200,
    `${vendor} (sandbox)`,
    `<p>Let ${CLIENT_ID} in with the rights: ${asked}?</p><form method="post">${buttons.join(" ")}</form>`,
  );
}

/** The decision: back to the application with a code, or with the refusal. */
export function decide({ query, rawBody }: Call, page: AuthorizePage): Answer {
  if (faultOf(query, page) !== null) return html(400, "sandbox", "<p>The request is not valid.</p>");
  const redirectUrl = query.get("redirect_uri") ?? "";
  const target = new URL(redirectUrl);
  if (new URLSearchParams(rawBody).get("decision") === "allow") {
    const facts = { redirectUrl, challenge: query.get("code_challenge"), scope: query.get("scope") ?? "" };
    target.searchParams.set("code", page.codes.issue(facts));
  } else {
    target.searchParams.set("error", "access_denied");
    target.searchParams.set("error_description", "end-user denied authorization");
  }
  const state = query.get("state");
  if (state !== null) target.searchParams.set("state", state);
  return { status: 302, text: "", headers: { location: target.href } };
}

function faultOf(query: URLSearchParams, { redirectUrls, needs = {} }: AuthorizePage): string | null {
  if (query.get("client_id") !== CLIENT_ID) return "error=invalid_client_id: client identifier invalid";
  if (query.get("response_type") !== "code") return "error=unsupported_response_type";
  if (!redirectUrls().includes(query.get("redirect_uri") ?? ""))
    return "error=redirect_uri_mismatch: redirect_uri must match configuration";
  const lacking = Object.keys(needs).find((name) => query.get(name) !== needs[name]);
  if (lacking !== undefined) return `error=invalid_request: ${lacking}`;
  const method = query.get("code_challenge_method");
  return method === null || method === "S256" ? null : "error=invalid_request: code_challenge_method";
}

function html(status: number, title: string, body: string): Answer {
  return {
    status,
    text: `<!doctype html><html lang="en"><head><title>${title}</title></head><body><h1>${title}</h1>${body}</body></html>`,
    headers: { "content-type": "text/html; charset=utf-8" },
  };
}

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
