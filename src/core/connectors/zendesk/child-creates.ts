// Adding comments and files: each an update of its ticket, those of one ticket in their order.
import { failed, failedAlone } from "../../connector-parts/outcomes.ts";
import { groupBy, inParallel } from "../../connector-parts/parallel.ts";
import type { CreateItem, WriteResult } from "../../contract/connector.ts";
import {
  type IntegrationError,
  isConnectionFault,
  TransientError,
  ValidationError,
} from "../../contract/errors.ts";
import type { ChildContext, ChildKind } from "./child-ports.ts";
import { notPublic } from "./messaging.ts";
import { closed, unknownOutcome } from "./results.ts";

/** One update adds one comment, and those of a ticket keep their order: behind one that has to wait, all wait. */
export async function createByTicket(
  context: ChildContext,
  kind: ChildKind,
  items: readonly CreateItem[],
): Promise<readonly WriteResult[]> {
  const answeredElsewhere = await context.messaging.among(items.filter(isPublic).map(ticketOf));
  const isRefused = (item: CreateItem) => isPublic(item) && answeredElsewhere.has(ticketOf(item));
  const groups = groupBy(
    items.filter((item) => !isRefused(item)),
    ticketOf,
  );
  const made = await inParallel([...groups], ([ticketId, group]) =>
    addInOrder(context, kind, ticketId, group),
  );
  const results = new Map(made.flat());
  return items.map((item) =>
    isRefused(item) ? notPublic(ticketOf(item)) : (results.get(item) ?? unknownOutcome("add comment")),
  );
}

function ticketOf({ fields }: CreateItem): string {
  return String(fields.ticket_id ?? "");
}

function isPublic({ fields }: CreateItem): boolean {
  return fields.public === true;
}

async function addInOrder(
  context: ChildContext,
  kind: ChildKind,
  ticketId: string,
  group: readonly CreateItem[],
): Promise<readonly (readonly [CreateItem, WriteResult])[]> {
  const results: (readonly [CreateItem, WriteResult])[] = [];
  let waitsFor: IntegrationError | null = null;
  for (const item of group) {
    const result: WriteResult =
      waitsFor === null
        ? await kind.add(item).catch((error: unknown) => explain(context, ticketId, error))
        : failed(notSent(waitsFor));
    results.push([item, result]);
    if (waitsFor === null && result.status === "failed" && isTriedAgain(result.error))
      waitsFor = result.error;
  }
  return results;
}

function isTriedAgain(error: IntegrationError): boolean {
  return isConnectionFault(error) || error.retryable;
}

function notSent(cause: IntegrationError): TransientError {
  const { code, retryAfterMs } = cause;
  return new TransientError({
    code,
    message: `Not sent, because a comment before it on the same ticket could not be: ${cause.message}`,
    operation: "add comment",
    retryable: true,
    effect: "none",
    cause,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** Why a refusal came is told in words only; a closed ticket is told by its status. */
async function explain({ client }: ChildContext, ticketId: string, error: unknown): Promise<WriteResult> {
  if (!(error instanceof ValidationError)) return failedAlone(error);
  const [ticket] = await client.showTickets([ticketId]).catch(() => []);
  return ticket?.status === "closed" ? closed(ticketId, error.vendorCode) : failed(error);
}
