// Columns that hold JSON, and lists of ids as one parameter.

/** A row as stored: the named columns are JSON text. */
export type Stored<T, K extends keyof T> = Omit<T, K> & Record<K, string>;

/** For `IN (SELECT value FROM json_each(?))`. */
export const list = (values: readonly string[]): string => JSON.stringify(values);
