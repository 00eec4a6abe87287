// Ports for everything that is not a pure function of its input. Built at the edge, passed down.

export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface Ids {
  /** A new id, unique and sortable by creation time. */
  next(): string;
}

/** A number in [0, 1). */
export type Random = () => number;

/** Bytes that nobody can guess: what secrets are made of. */
export type RandomBytes = (sizeBytes: number) => Uint8Array;

export type LogFields = Readonly<Record<string, unknown>>;

/** One event name per call; what varies goes in the fields. */
export interface Logger {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  child(fields: LogFields): Logger;
}

/** One at a time, among all who share it, in this process or another. */
export interface Exclusive {
  /**
   * Runs `work` while nobody else does; gives what it gives.
   * @throws TransientError E_STORE_BUSY when others hold it for minutes
   */
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** One renewal of a connection's token at a time, among all who share the token. */
export interface RenewalLock extends Exclusive {}

/** Undoes the acquisition of a resource; every exit runs them, last first. */
export type Releaser = () => Promise<void> | void;
