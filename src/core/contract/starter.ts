// What a connector offers for a first configuration: how a connection begins, and the fields of its main object by what
// they mean to a support desk. Two connectors' offers make a sync, so that no pair of systems has to be written by hand.

export type PriorityWord = "lowest" | "low" | "normal" | "high" | "urgent";
export type StateWord = "new" | "open" | "waiting" | "done";

export interface StarterSetting {
  readonly key: string;
  /** As it stands in the file. An address is one below `.example`, which nobody can own: a credential can't get there. */
  readonly value: unknown;
  /** What to put there, or what it does. */
  readonly note?: string;
}

/** A field with a list of values. */
export interface StarterChoice<Word extends string> {
  readonly field: string;
  /** The vendor's value or values for each word, of which the first is written. One value may stand for several words. */
  readonly values: Readonly<Record<Word, string | readonly string[]>>;
}

/** Native names of fields by what they mean; a role that the object has no field for is absent. */
export interface StarterRoles {
  readonly title?: string;
  readonly text?: string;
  readonly priority?: StarterChoice<PriorityWord>;
  readonly state?: StarterChoice<StateWord>;
  /** Name people, as the vendor's users. */
  readonly assignee?: string;
  readonly requester?: string;
}

export interface Starter {
  readonly connection: readonly StarterSetting[];
  readonly object: string;
  readonly roles: StarterRoles;
}
