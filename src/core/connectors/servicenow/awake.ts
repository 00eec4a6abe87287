// An instance that sleeps or is being worked on answers every call with a page for people, and status 200.
import { TransientError } from "../../contract/errors.ts";
import type { HttpClient } from "../../contract/http.ts";

/** The client, which takes such a page for what it is: E_VENDOR_DOWN. Downloads may be of any type. */
export function awake(http: HttpClient): HttpClient {
  return {
    async request(request) {
      const response = await http.request(request);
      const isPage = /\bhtml\b/i.test(response.headers["content-type"] ?? "");
      if (request.streamed === true || !isPage) return response;
      throw new TransientError({
        code: "E_VENDOR_DOWN",
        message: `ServiceNow answered to ${request.operation} with a page for people: the instance sleeps or is being worked on`,
        hint: "Open the instance in a browser: a developer's instance wakes up by that.",
        operation: request.operation,
        status: response.status,
        retryable: true,
        effect: request.method === "GET" ? "none" : "unknown",
      });
    },
  };
}
