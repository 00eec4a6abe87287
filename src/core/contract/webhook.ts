// What a vendor tells by calling us.

/** A change told by a push, before anything was read: a hint. */
export interface ChangeHint {
  readonly object: string;
  readonly recordId: string;
  readonly kind: "changed" | "deleted";
  /** Same event, same key, however often it is delivered. */
  readonly eventKey: string;
}

export interface WebhookRequest {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly rawBody: Uint8Array;
  /** What stood behind `/webhooks/CONNECTION/` in the path, blank for nothing. May be a secret: never logged. */
  readonly rest?: string;
}

export interface WebhookPort {
  /**
   * Creates, finds or renews the vendor's webhook that calls `url`, and stores its signing secret. Repeatable: asked
   * again after `againInMs`, and daily where nothing is said, which brings back a webhook that somebody deleted.
   */
  ensure(url: string): Promise<{ readonly againInMs: number } | undefined>;
  /** Deletes what `ensure` made. Repeatable. Absent: the vendor has no way, or keeps nothing. */
  remove?(url: string): Promise<void>;
  /** Checks the signature over the raw body. @throws AuthError when it does not hold. */
  receive(request: WebhookRequest): Promise<readonly ChangeHint[]>;
}
