// What a connector offers for a first configuration: its objects' fields by what they mean to a support desk.
// Two connectors' offers make a mapping, so that no pair of systems has to be written by hand.

export type StarterRole =
  | "title"
  | "text"
  | "priority"
  | "state"
  | "assignee"
  | "requester"
  | "externalNumber";

export interface StarterField {
  readonly field: string;
  /**
   * Neutral word → the vendor's value or values, of which the first is written. Priorities are `low`, `normal`, `high`
   * and `urgent`, states `new`, `open`, `waiting` and `done`. Absent: the values go over as they are.
   */
  readonly values?: Readonly<Record<string, string | readonly string[]>>;
  /** Where the vendor takes it on creates alone, or never. Absent: always. */
  readonly writes?: "create" | "never";
}

export interface StarterObject {
  readonly object: string;
  readonly title: string;
  readonly roles: Readonly<Partial<Record<StarterRole, StarterField>>>;
  readonly comments: boolean;
  readonly attachments: boolean;
}
