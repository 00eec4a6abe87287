// Who works in which group: every agent in the default one at least, and where tickets given to an agent go.
import { FIRST_ID, type User } from "./model.ts";
import { DESK_USER, ENGINEERING_GROUP_ID, GROUP_ID } from "./setup.ts";

export interface Membership {
  readonly id: number;
  readonly userId: number;
  readonly groupId: number;
  /** Tickets given to the agent without a group go there. */
  readonly isDefault: boolean;
  readonly createdMs: number;
}

export class Teams {
  readonly #memberships = new Map<number, Membership>();
  #lastId = FIRST_ID - 5000;

  constructor(staff: readonly User[], nowMs: number) {
    for (const user of staff) this.welcome(user, nowMs);
    this.add(DESK_USER, ENGINEERING_GROUP_ID, nowMs);
  }

  /** A new agent works in the default group. */
  welcome(user: User, nowMs: number): void {
    if (user.role !== "end-user" && this.of(user.id).length === 0) this.add(user.id, GROUP_ID, nowMs);
  }

  /** The first one is the agent's default. */
  add(userId: number, groupId: number, nowMs: number): Membership {
    this.#lastId += 1;
    const isDefault = this.of(userId).length === 0;
    const membership = { id: this.#lastId, userId, groupId, isDefault, createdMs: nowMs };
    this.#memberships.set(membership.id, membership);
    return membership;
  }

  remove(id: number): boolean {
    return this.#memberships.delete(id);
  }

  get all(): readonly Membership[] {
    return [...this.#memberships.values()];
  }

  of(userId: number): readonly Membership[] {
    return this.all.filter((membership) => membership.userId === userId);
  }

  in(groupId: number): readonly Membership[] {
    return this.all.filter((membership) => membership.groupId === groupId);
  }

  isIn(userId: number, groupId: number | null): boolean {
    return this.of(userId).some((membership) => membership.groupId === groupId);
  }

  /** Null for somebody who works in no group. */
  defaultGroupOf(userId: number): number | null {
    return this.of(userId).find(({ isDefault }) => isDefault)?.groupId ?? null;
  }
}
