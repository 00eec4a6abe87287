// What partial indexes are limited to. SQLite takes such an index only for a query that holds its condition in the same
// words; without them it reads the whole table.

/** `intent_open`, `intent_in_flight`: writes that are planned or sent. */
export const isUnderWay = "state IN ('planned','sent')";

/** `inbox_link`: rows that are bound to a link. */
export const isBound = "state IN ('planned','dead')";
