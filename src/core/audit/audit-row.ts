// Who did what: what the audit knows of each change.

/** `user`: of the operating system. `daemon`: integ by itself. `client`: somebody by the API. */
export const actorKinds = ["user", "daemon", "client"] as const;
export type ActorKind = (typeof actorKinds)[number];

export interface AuditActor {
  readonly kind: ActorKind;
  readonly name: string;
}
