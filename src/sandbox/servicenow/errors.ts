// ServiceNow's error shape and the texts known of it (fact sheet section 12).
import { type Answer, Refusal } from "../edge.ts";
import type { Fault } from "../faults.ts";

export function problem(status: number, message: string, detail: string | null): Answer {
  return { status, body: { error: { message, detail }, status: "failure" } };
}

export function refuse(status: number, message: string, detail: string | null): Refusal {
  return new Refusal(problem(status, message, detail));
}

/** Absent and hidden look the same. */
export function noRecord(): Answer {
  return problem(404, "No Record found", "Record doesn't exist or ACL restricts the record retrieval");
}

export function noPath(): Answer {
  return problem(400, "Requested URI does not represent any resource", null);
}

export function invalidTable(name: string): Refusal {
  return refuse(400, `Invalid table ${name}`, null);
}

export function notAuthenticated(): Answer {
  const headers = { "www-authenticate": 'BASIC realm="Service-now"' };
  return { ...problem(401, "User is not authenticated", "Required to provide Auth information"), headers };
}

export function aclException(verb: "Insert" | "Update" | "Delete"): Refusal {
  return refuse(403, "Operation Failed", `ACL Exception ${verb} Failed due to security constraints`);
}

/** A data policy or an aborting rule: both say what they want in `detail`. */
export function aborted(detail: string): Refusal {
  return refuse(403, "Operation Failed", detail);
}

/** What the sleeping developer instance shows, with a good status. */
export function hibernationPage(): Answer {
  return {
    status: 200,
    text: "<html><head><title>Instance Hibernating page</title></head><body>Your instance is hibernating.</body></html>",
    headers: { "content-type": "text/html;charset=UTF-8" },
  };
}

/** Cut off after the time allowed: what was found and the error stand in one document that never closes. */
export const cutOff: Answer = {
  status: 200,
  text: '{"result":[{"sys_id":"","number":"INC00100","error":{"message":"Transaction cancelled: maximum execution time exceeded","detail":"',
};

export function faultAnswer(fault: Fault): Answer {
  const status = fault.status ?? 503;
  const headers: Record<string, string> =
    fault.retryAfterS === null ? {} : { "retry-after": String(fault.retryAfterS) };
  if (status === 401 && fault.message === null) return notAuthenticated();
  const message = fault.message ?? (status === 429 ? "Rate limit exceeded" : "Injected by a fault");
  return { ...problem(status, message, fault.code), headers };
}
