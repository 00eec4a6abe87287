// One record in many syncs: the name all of them know it by, and the edits its values go back to.

/** A record by a name that all syncs know it by: what the keys of its copies begin with, and its id. */
export interface RecordRef {
  readonly place: string;
  readonly id: string;
}

/** The same as one word. It is also the key that copies of the record carry. */
export const nameOf = ({ place, id }: RecordRef): string => place + id;

/**
 * The edit that a value goes back to, through however many syncs it has come: when it was made, milliseconds by our
 * clock, and the field and record it was made in. Any two edits have an order.
 */
export interface Stamp {
  readonly at: number;
  readonly origin: string;
}

/** By label of the pair of fields. */
export type Stamps = Readonly<Record<string, Stamp>>;

/** The edit a field was last given by, and a hash of the value it gave. */
export interface LastEdit extends Stamp {
  readonly hash: string;
}

/** By native field name. */
export type LastEdits = Readonly<Record<string, LastEdit>>;
