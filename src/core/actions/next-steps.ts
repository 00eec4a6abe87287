// What to do after an action failed. Most errors' own advice is for syncs, whose records wait to be replayed; an action
// is run again by whoever asked for it.
import type { Action, NextSteps } from "../contract/actions.ts";
import { IntegrationError } from "../contract/errors.ts";
import { restate } from "../http/classify.ts";

const again = "then run the action again";

const usual: NextSteps = {
  E_RECORD_GONE: `Check the ids and names in the input: there is nothing of that name, or the integration's user may not see it. Correct them, ${again}.`,
  E_RECORD_INVALID: `Correct the input as the vendor says above, ${again}.`,
  E_RECORD_DUPLICATE: "It is there already: use that one, or choose another name.",
  E_RECORD_FORBIDDEN: `Give the integration's user the right at the vendor, ${again}.`,
  E_RECORD_CLOSED: `Reopen the record at the vendor, ${again}.`,
  E_RECORD_MOVED: "Run the action again.",
  E_RECORD_LOCKED: "Run the action again in a moment.",
  E_RATE_LIMITED: "Run the action again when the time the vendor asks for is over.",
  E_QUOTA_EXHAUSTED: `Wait for the quota to renew or raise it, ${again}.`,
  E_UNREACHABLE: `Check the URL and the network, ${again}.`,
  E_TIMEOUT: "Run the action again.",
  E_VENDOR_DOWN: `See the vendor's status, ${again}.`,
  E_STOPPED: "Run the action again.",
};

/** The same error with the next step of the action, of its connector, or of actions in general, in this order. */
export function withNextStep(error: unknown, action: Action, connection: string): unknown {
  if (!(error instanceof IntegrationError)) return error;
  const hint = action.nextSteps[error.code] ?? usual[error.code] ?? error.hint;
  return restate(error, { hint: hint.replaceAll("CONNECTION", connection), connection });
}
