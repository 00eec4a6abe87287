// How we sign in to a vendor: what is asked for, what a person does, and when what they got ends.

export interface AuthField {
  readonly name: string;
  readonly label: string;
  readonly secret: boolean;
  /** Environment variable read by `integ connect --no-input`. */
  readonly env: string;
  readonly required: boolean;
}

export interface AuthMethod {
  readonly id: string;
  readonly title: string;
  readonly fields: readonly AuthField[];
  /** What the operator must create at the vendor first, one step a line. */
  readonly steps: readonly string[];
}

/** A sign-in that needs a person: connecting runs it with secrets on trial, and whatever it stores goes there. */
export type InteractiveSignIn = BrowserSignIn | DeviceSignIn;

export interface BrowserSignIn {
  readonly kind: "browser";
  /**
   * As registered at the vendor. A loopback address is listened on, port 0 being any free one; from any other address
   * the operator pastes where the browser ended.
   */
  readonly redirectUrl: string;
  /** Where the operator signs in. `challenge` is of PKCE, method S256. */
  authorizeUrl(ask: {
    readonly redirectUrl: string;
    readonly state: string;
    readonly challenge: string;
  }): Promise<string>;
  /** Exchanges the code and stores the tokens. @throws AuthError as the vendor refuses it */
  exchange(got: {
    readonly code: string;
    readonly redirectUrl: string;
    readonly verifier: string;
  }): Promise<void>;
  /** What to do about an error that the vendor sends the browser back with. */
  hintFor?(vendorCode: string): string | undefined;
}

export interface DeviceSignIn {
  readonly kind: "device";
  /** Asks for a code that the operator types in at `url`; `completeUrl` has it in it. */
  start(): Promise<{
    readonly userCode: string;
    readonly url: string;
    readonly completeUrl: string | null;
    readonly expiresInMs: number;
    readonly everyMs: number;
  }>;
  /** Whether they have; `done` has stored the tokens. `slow-down`: 5 s more between two questions from now on. */
  poll(): Promise<"pending" | "slow-down" | "done">;
}

/** Ends of what is stored, epoch milliseconds; null: not known, or none. */
export interface Expiry {
  /** Of the access token, which is renewed by itself. */
  readonly accessEndsAt: number | null;
  /** Of what renews it: then somebody has to sign in anew. */
  readonly grantEndsAt: number | null;
  /** When a renewal was begun whose result is not stored: cut off, unless it is under way now. Absent: none. */
  readonly renewalOpenSince?: number;
}
