// Objects whose records integ adds and then leaves as they are: comments and files. They carry no key, and those of one
// parent keep their order.
import type { CreateItem, ObjectPort, WriteResult } from "../contract/connector.ts";
import {
  ConfigError,
  type IntegrationError,
  isConnectionFault,
  PermanentError,
  TransientError,
} from "../contract/errors.ts";
import { failed, failedAlone } from "./outcomes.ts";
import { groupBy, inParallel } from "./parallel.ts";

/** What of a port such an object has not; `title` is the vendor's name, `object` its name for the records. */
export function addedOnly(
  title: string,
  object: string,
): Pick<ObjectPort, "searchableFields" | "findByCorrelationKey" | "findByField" | "update" | "delete"> {
  return {
    searchableFields: [],
    findByCorrelationKey: async () => new Map(),
    findByField: async (field) => {
      throw new ConfigError({
        code: "E_CONFIG_INVALID",
        message: `${title} can't look up ${object} by ${field}`,
        hint: "Leave out the match fields of comments and files.",
      });
    },
    update: async (items) => items.map(() => failed(unchangeable(title, object, "changed"))),
    delete: async (ids) => ids.map(() => failed(unchangeable(title, object, "deleted"))),
  };
}

function unchangeable(title: string, object: string, what: string): PermanentError {
  return new PermanentError({
    code: "E_RECORD_FORBIDDEN",
    message: `integ leaves what it finds in ${object} of ${title} as it is: it can't be ${what}`,
    hint: `Change it in ${title}, or let the other side follow ${title} here.`,
  });
}

/**
 * Adds records: one after another where their values name the same parent, beside each other where not. Behind one that
 * has to wait, all of its parent wait. Results in the order of the items.
 */
export async function addInOrder(
  items: readonly CreateItem[],
  parentField: string,
  add: (item: CreateItem) => Promise<WriteResult>,
): Promise<readonly WriteResult[]> {
  const results = new Map<CreateItem, WriteResult>();
  const groups = groupBy(items, ({ fields }) => String(fields[parentField] ?? ""));
  await inParallel([...groups.values()], async (group) => {
    let waitsFor: IntegrationError | null = null;
    for (const item of group) {
      const result: WriteResult =
        waitsFor === null ? await add(item).catch(failedAlone) : failed(notSent(waitsFor));
      results.set(item, result);
      if (result.status === "failed" && isConnectionFault(result.error)) waitsFor ??= result.error;
    }
  });
  return items.flatMap((item) => results.get(item) ?? []);
}

function notSent(cause: IntegrationError): TransientError {
  const { code, retryAfterMs } = cause;
  return new TransientError({
    code,
    message: `Not sent, because one before it on the same record could not be: ${cause.message}`,
    retryable: true,
    effect: "none",
    cause,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}
