// Calls to vendors that did not come through, whatever they were about.
import { type CodeEntry, entry } from "./entry.ts";

export const callCodes = {
  E_RATE_LIMITED: entry(
    "The vendor's rate limit was met",
    75,
    "Nothing to do: integ waits as long as it asks.",
  ),
  E_QUOTA_EXHAUSTED: entry(
    "The vendor's daily quota is used up",
    75,
    "Wait for the quota to renew or raise it.",
  ),
  E_UNREACHABLE: entry(
    "The vendor can't be reached",
    69,
    "Check the URL and the network. Nothing is lost: a running daemon keeps trying; run any other command again.",
  ),
  E_TLS: entry(
    "No secure connection to the vendor",
    69,
    "See the reason above, then the connection's settings under `http.tls`.",
  ),
  E_PROXY: entry("The proxy did not let us through", 69, "Check the connection's `http.proxy`."),
  E_HOST_FORBIDDEN: entry(
    "The host may not be called",
    78,
    "If it is the vendor's, add it to the connection's `http.allowedHosts`.",
  ),
  E_TIMEOUT: entry(
    "The vendor did not answer in time",
    69,
    "Nothing to do: integ finds out what happened first.",
  ),
  E_VENDOR_DOWN: entry(
    "The vendor has a fault",
    69,
    "See the vendor's status. Nothing is lost: a running daemon keeps trying; run any other command again later.",
  ),
  E_VENDOR_ANSWER: entry("The vendor's answer makes no sense", 69, "Check that the URL is the vendor's API."),
  E_CIRCUIT_OPEN: entry("Calls to the connection are paused after many failures", 69, "See `integ health`."),

  E_STOPPED: entry(
    "The work was stopped before it was done",
    75,
    "Nothing to do: it goes on at the next start.",
  ),
} as const satisfies Record<string, CodeEntry>;
