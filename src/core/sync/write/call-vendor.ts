// One call to a vendor for a batch of stored intents of one kind.
import type { Content, WriteResult } from "../../contract/connector.ts";
import { type IntegrationError, isConnectionFault, ValidationError } from "../../contract/errors.ts";
import { type Intent, type Operation, otherSide, type Side } from "../../store/rows.ts";
import type { EngineContext, SidePort, SyncRuntime } from "../types.ts";
import { writeError } from "./failure.ts";

/**
 * Sends the intents. A call that fails as a whole fails each of its items in the same way, but for a refusal, which
 * is traced to the items it is about.
 * @param sourceIds ids of the records whose values go over, in the order of the intents.
 * @returns a result for each intent, in their order. Never throws.
 */
export async function callVendor(
  engine: EngineContext,
  sync: SyncRuntime,
  side: Side,
  operation: Operation,
  intents: readonly Intent[],
  sourceIds: readonly string[],
): Promise<readonly WriteResult[]> {
  try {
    if (operation === "create" && sync.maxContentBytes !== null)
      return await createFiles(engine, sync, side, intents, sourceIds);
    return await send(sync.sides[side], operation, intents);
  } catch (thrown) {
    const error = writeError(thrown, engine.signal);
    if (intents.length === 1 || !isRefusal(error)) return intents.map(() => ({ status: "failed", error }));
    // One of them spoils the batch: halved until the culprit stands alone.
    const half = Math.ceil(intents.length / 2);
    const call = (from: number, to?: number) =>
      callVendor(engine, sync, side, operation, intents.slice(from, to), sourceIds.slice(from, to));
    return [...(await call(0, half)), ...(await call(half))];
  }
}

/** The vendor has looked at the batch, done nothing, and will say the same again. */
const isRefusal = (error: IntegrationError): boolean =>
  error.effect === "none" && !error.retryable && !isConnectionFault(error) && error.exitCode !== 78;

function send(
  { object }: SidePort,
  operation: Operation,
  intents: readonly Intent[],
): Promise<readonly WriteResult[]> {
  if (operation === "create") return object.create(intents.map((intent) => createItem(intent)));
  const targets = intents.map((intent) => intent.targetId ?? "");
  if (operation === "delete") return object.delete(targets);
  return object.update(
    intents.map(({ fields, expectedVersion }, at) => {
      return { id: targets[at] ?? "", fields, expectedVersion: expectedVersion ?? "" };
    }),
  );
}

const createItem = ({ correlationKey, fields }: Intent, content?: Content) => ({
  correlationKey: correlationKey ?? "",
  fields,
  ...(content === undefined ? {} : { content }),
});

/** One after the other: their contents pass through this process. */
async function createFiles(
  engine: EngineContext,
  sync: SyncRuntime,
  side: Side,
  intents: readonly Intent[],
  sourceIds: readonly string[],
): Promise<readonly WriteResult[]> {
  const results: WriteResult[] = [];
  for (const [at, intent] of intents.entries()) {
    const outcome = await createFile(sync, side, intent, sourceIds[at] ?? "").catch(
      (error: unknown): WriteResult => ({ status: "failed", error: writeError(error, engine.signal) }),
    );
    results.push(outcome);
  }
  return results;
}

async function createFile(
  sync: SyncRuntime,
  side: Side,
  intent: Intent,
  sourceId: string,
): Promise<WriteResult> {
  const source = sync.sides[otherSide(side)];
  const content = await source.object.content?.(sourceId);
  if (content && content.sizeBytes > (sync.maxContentBytes ?? 0)) {
    const error = new ValidationError({
      code: "E_CONTENT_TOO_LARGE",
      message: `${content.name} has ${content.sizeBytes} bytes; the sync takes over files up to ${sync.maxContentBytes}`,
    });
    return { status: "failed", error };
  }
  const [result] = await sync.sides[side].object.create([createItem(intent, content)]);
  if (result === undefined) throw new Error("The connector returned no result for the item");
  return result;
}
