// A vendor's answers, checked at the edge.
import type { z } from "zod";
import { TransientError } from "../contract/errors.ts";
import type { HttpRequest, HttpResponse } from "../contract/http.ts";

/** An answer with the server's own clock beside it. */
export interface Dated<T> {
  readonly body: T;
  /** Milliseconds since the epoch from the Date header (grain: a second); null when absent. */
  readonly serverTime: number | null;
}

/**
 * The body of an answer of the expected shape; `title` is the vendor's name for messages.
 * @throws TransientError (E_VENDOR_ANSWER) naming the first place that is otherwise
 */
export function parseAnswer<S extends z.ZodType>(
  schema: S,
  response: HttpResponse,
  request: HttpRequest,
  title: string,
): z.output<S> {
  const result = schema.safeParse(response.json());
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new TransientError({
    code: "E_VENDOR_ANSWER",
    message: `${title}'s answer to ${request.operation} is not as documented: ${issue?.path.join(".")} ${issue?.message}`,
    operation: request.operation,
    status: response.status,
    // The request itself went through: what it did is not told.
    effect: request.method === "GET" ? "none" : "unknown",
  });
}

/** The server's time from the Date header, epoch milliseconds (grain: a second); null when absent. */
export function serverTimeOf(response: HttpResponse): number | null {
  const time = Date.parse(response.headers.date ?? "");
  return Number.isNaN(time) ? null : time;
}
