// Stored credentials, and signing in with them.
import { type CodeEntry, entry } from "./entry.ts";

export const credentialCodes = {
  E_SECRETS_UNAVAILABLE: entry(
    "The secret store can't be opened",
    77,
    "Unlock or restore the store named above. integ never switches to another one by itself.",
  ),
  E_SECRETS_KEY: entry("The master key does not open the vault", 77, "Give the key the vault was made with."),
  E_SECRETS_DAMAGED: entry(
    "The secret store is damaged",
    77,
    "Restore vault.json from a backup, or run `integ connect` again for the connections concerned.",
  ),
  E_SECRET_MISSING: entry("A credential is missing", 77, "Run `integ connect` for this connection."),

  E_AUTH_REJECTED: entry(
    "The vendor refused the credential",
    77,
    "Run `integ connect` for this connection again.",
  ),
  E_AUTH_EXPIRED: entry("The session ended and could not be renewed", 77, "Run `integ connect` again."),
  E_AUTH_LOST: entry(
    "A renewal of the session was cut off, and its result is lost",
    77,
    "Run `integ connect` again. Nothing else is lost: the syncs go on from where they are.",
  ),
  E_SIGN_IN_DENIED: entry(
    "The sign-in was refused in the browser",
    77,
    "Run the command again and allow it, as a user who may.",
  ),
  E_SIGN_IN_STATE: entry(
    "The answer belongs to another sign-in",
    77,
    "Use the address that this sign-in's page ended at, or run the command again.",
  ),
  E_SIGN_IN_TIMEOUT: entry("Nobody signed in within the time", 75, "Run the command again."),
  E_AUTH_SCOPE: entry("The credential lacks a right", 77, "Grant the right named above at the vendor."),
  E_WEBHOOK_SIGNATURE: entry(
    "The webhook's signature does not hold",
    77,
    "Check that the sender uses the signing secret of this connection.",
  ),
} as const satisfies Record<string, CodeEntry>;
