// Creates of comments and files: beside each other for different records, one after another for the same one.
import { failed, failedAlone } from "../../connector-parts/outcomes.ts";
import { groupBy, inParallel } from "../../connector-parts/parallel.ts";
import type { CreateItem, WriteResult } from "../../contract/connector.ts";
import { type IntegrationError, isConnectionFault, TransientError } from "../../contract/errors.ts";
import { parentField } from "./names.ts";

/** Makes one; `taken` are ids of those made before. */
export type AddChild = (item: CreateItem, taken: ReadonlySet<string>) => Promise<WriteResult>;

/** Those of a record keep their order: behind one that has to wait, all wait. */
export async function createByParent(
  add: AddChild,
  items: readonly CreateItem[],
  taken: Set<string>,
): Promise<readonly WriteResult[]> {
  const results = new Map<CreateItem, WriteResult>();
  const groups = groupBy(items, ({ fields }) => String(fields[parentField] ?? ""));
  await inParallel([...groups.values()], async (group) => {
    let waitsFor: IntegrationError | null = null;
    for (const item of group) {
      const result: WriteResult =
        waitsFor === null ? await add(item, taken).catch(failedAlone) : failed(notSent(waitsFor));
      results.set(item, result);
      if (result.status === "done") remember(taken, result.id);
      else if (isConnectionFault(result.error)) waitsFor ??= result.error;
    }
  });
  return items.flatMap((item) => results.get(item) ?? []);
}

const mostRemembered = 1000;

/** Two of ours that say the same within a second are told apart by which was made before. */
function remember(taken: Set<string>, id: string): void {
  taken.add(id);
  const [oldest] = taken;
  if (taken.size > mostRemembered && oldest !== undefined) taken.delete(oldest);
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
