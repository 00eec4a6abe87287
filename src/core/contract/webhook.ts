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
}

export interface WebhookPort {
  /** Creates or finds the vendor's webhook that calls `url`, and stores its signing secret. Repeatable. */
  ensure(url: string): Promise<void>;
  /** Checks the signature over the raw body. @throws AuthError when it does not hold. */
  receive(request: WebhookRequest): Promise<readonly ChangeHint[]>;
}
