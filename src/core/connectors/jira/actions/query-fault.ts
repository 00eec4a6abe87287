// A search that Jira refuses is a query somebody wrote: its words about it are what they need.
import { IntegrationError, PermanentError } from "../../../contract/errors.ts";

const badRequest = 400;

/** @throws PermanentError E_QUERY for a refused query, with Jira's own words; the error itself otherwise */
export function readInOtherWords(error: unknown): never {
  if (!(error instanceof IntegrationError) || error.status !== badRequest) throw error;
  const { message, operation } = error;
  throw new PermanentError({
    code: "E_QUERY",
    message,
    status: badRequest,
    cause: error,
    ...(operation === undefined ? {} : { operation }),
  });
}
