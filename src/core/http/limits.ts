// The books of all connections' limits, kept where every process finds them; and the same in memory.
import type { LimitRule } from "../contract/http.ts";
import type { Clock } from "../contract/runtime.ts";
import { Bucket, type BucketBounds, type BucketStatus, type Visit, type Visited } from "./bucket.ts";
import { readRecord } from "./bucket-record.ts";

/** Which bucket, and by what rules it goes until the vendor says otherwise. */
export interface BucketAddress {
  readonly connection: string;
  readonly endpointClass: string;
  readonly rule: LimitRule;
  readonly bounds: BucketBounds;
}

export interface LimitsStore {
  /**
   * Tells the books and takes from them in one step, durably before it returns.
   * @throws IntegrationError: E_STORE_BUSY when others hold the books just now, others when they can't be used
   */
  visit(address: BucketAddress, visit: Visit): Visited;
  /** What is left, for a look. @throws IntegrationError when the books can't be used */
  look(address: BucketAddress): Omit<BucketStatus, "waitsMs">;
  /** Drops the books of a connection that is no more. @throws as `look` */
  forget(connection: string): void;
  close(): void;
}

/** One visit on the text that the last visitor left (null: none was here), and the text for the next. */
export function visitText(
  text: string | null,
  address: BucketAddress,
  now: number,
  visit: Visit,
): { readonly text: string; readonly visited: Visited } {
  const bucket = bucketOf(text, address, now);
  const visited = bucket.visit(now, visit);
  return { text: JSON.stringify(bucket.record()), visited };
}

/** What the text says is left. */
export function lookAtText(
  text: string | null,
  address: BucketAddress,
  now: number,
): Omit<BucketStatus, "waitsMs"> {
  return { endpointClass: address.endpointClass, ...bucketOf(text, address, now).status(now) };
}

function bucketOf(text: string | null, { rule, bounds }: BucketAddress, now: number): Bucket {
  return new Bucket(rule, bounds, now, text === null ? null : readRecord(text));
}

/** Books that nobody else sees: of tests, and of a process that can't use the ones it should share. */
export function memoryLimits(clock: Pick<Clock, "now">, texts = new Map<string, string>()): LimitsStore {
  const keyOf = ({ connection, endpointClass }: BucketAddress): string => `${connection}/${endpointClass}`;
  return {
    visit(address, visit) {
      const key = keyOf(address);
      const { text, visited } = visitText(texts.get(key) ?? null, address, clock.now(), visit);
      texts.set(key, text);
      return visited;
    },
    look: (address) => lookAtText(texts.get(keyOf(address)) ?? null, address, clock.now()),
    forget(connection) {
      for (const key of texts.keys()) if (key.startsWith(`${connection}/`)) texts.delete(key);
    },
    close: () => undefined,
  };
}
