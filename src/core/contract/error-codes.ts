// The catalogue of error codes: stable names, the exit code of a command that ends so, the default next step.
// A code once published is never renamed or given a second meaning.

interface CodeEntry {
  readonly title: string;
  readonly exitCode: 64 | 65 | 69 | 70 | 73 | 75 | 77 | 78 | 130;
  readonly hint: string;
}

const entry = (title: string, exitCode: CodeEntry["exitCode"], hint: string): CodeEntry => ({
  title,
  exitCode,
  hint,
});

export const errorCatalogue = {
  E_USAGE: entry("The command line is wrong", 64, "Run the command with --help."),
  E_NODE_VERSION: entry("Node.js is too old", 64, "Use Node.js 22.22.2, 24.15 or 26, or newer of these."),
  E_INPUT: entry("The input data is wrong", 65, "Correct the named input and run the command again."),
  E_NOT_FOUND: entry("There is no such item", 65, "Check the name; the list command shows what exists."),
  E_INTERNAL: entry(
    "integ itself failed",
    70,
    "This is a bug. Run again with --log-level debug and report it.",
  ),

  E_OUTPUT: entry(
    "The output can't be written",
    73,
    "Free space where it goes, or send it elsewhere. What the command has done stays done.",
  ),
  E_CANCELLED: entry("Stopped by the user", 130, "Run the command again; what was finished stays finished."),

  E_CONFIG_MISSING: entry("There is no configuration", 78, "Run `integ init`, or name a file with --config."),
  E_CONFIG_INVALID: entry("The configuration is wrong", 78, "Correct the lines named above."),

  E_FEATURE_OFF: entry(
    "The configuration has switched this off",
    78,
    "Switch it on under the connection's `features`, or leave it to the other side.",
  ),

  E_STATE_DIR: entry("The state directory can't be used", 73, "Make it a directory this user can write."),
  E_STORE_NEWER: entry(
    "The database was written by a newer version",
    78,
    "Use that version of integ, or restore a backup made by this one. The database was not touched.",
  ),
  E_STORE_CORRUPT: entry("The database is damaged", 70, "Stop integ and restore the last backup."),
  E_STORE_FULL: entry(
    "The disk is full",
    73,
    "Free space on the disk of the state directory; integ goes on where it stopped and nothing was lost.",
  ),
  E_STORE_READONLY: entry(
    "The state directory can't be written",
    73,
    "Give this user write access to the state directory, or set INTEG_STATE_DIR. Nothing was changed.",
  ),
  E_STORE_BUSY: entry("The database is in use", 75, "Try again in a moment."),
  E_ENGINE_BUSY: entry(
    "Another process is running the syncs",
    75,
    "Wait for it, or use the running daemon: `integ daemon` holds the state directory.",
  ),
  E_LEASE_LOST: entry("Another process took over the syncs", 75, "Stop one of the two processes."),

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

  E_RECORD_GONE: entry("The record is gone at the vendor", 65, "Nothing to do unless it should exist."),
  E_RECORD_MOVED: entry("The record changed under the write", 75, "Nothing to do: integ reads it again."),
  E_RECORD_LOCKED: entry("The vendor has locked the record", 75, "Nothing to do: integ tries again."),
  E_RECORD_INVALID: entry(
    "The vendor refuses the record's values",
    65,
    "Correct the record or the mapping, then run `integ replay-dlq`.",
  ),
  E_RECORD_DUPLICATE: entry(
    "The vendor says the record exists already",
    65,
    "Merge the two records at the vendor or correct the key, then replay.",
  ),
  E_RECORD_FORBIDDEN: entry(
    "The integration user may not do this",
    77,
    "Grant the right at the vendor, then replay.",
  ),
  E_RECORD_CLOSED: entry(
    "The record can't be changed any more",
    65,
    "Reopen the record, then replay; or go on in a new one.",
  ),
  E_TRANSITION: entry(
    "There is no way to the wanted state",
    65,
    "Map the state to one that can be reached, or add a transition to the workflow at the vendor, then replay.",
  ),
  E_CURSOR_EXPIRED: entry(
    "The vendor no longer knows our position in its changes",
    75,
    "Nothing to do: integ reads that side whole and goes on from now.",
  ),
  E_CONTENT_TOO_LARGE: entry(
    "A file is larger than the sync takes over",
    65,
    "Raise `attachments.maxBytes` and replay, or discard the item.",
  ),
  E_DELETE_GUARD: entry(
    "More records vanished from one side than the guard allows",
    75,
    "Look at that side. If the deletes are meant, run `integ sync resume NAME --allow-deletes`.",
  ),
  E_SIDE_EMPTY: entry(
    "A side that had records says it has none",
    75,
    "Check the connection's rights and the sync's filter, then run `integ sync resume NAME`; where the side was emptied on purpose, `integ sync resume NAME --allow-deletes`.",
  ),
  E_FIRST_CREATES: entry(
    "The first match would create more records than allowed without approval",
    75,
    "Look at `integ sync plan NAME`, then approve with `integ sync resume NAME`.",
  ),
  E_FLIP_FLOP: entry(
    "A field keeps being written to and fro",
    75,
    "Find the automation that changes it at the vendor, then run `integ sync resume NAME --record ID`.",
  ),
  E_SCHEMA_DRIFT: entry(
    "A mapped field has changed at the vendor",
    78,
    "Bring the field back, or correct the mapping, or accept it with `integ sync resume NAME --field LABEL`.",
  ),
  E_SYNC_PAUSED: entry(
    "The sync is paused",
    75,
    "Run `integ sync resume NAME`. Changes are kept until then.",
  ),
  E_RECORD_PAUSED: entry(
    "The record is paused",
    75,
    "Run `integ sync resume NAME --record ID`. Its changes are kept until then.",
  ),
  E_FILE_EXISTS: entry("The file is there already", 73, "Name another file, or give --force to replace it."),
  E_PLAN_FILE: entry(
    "The file is no plan that this version reads",
    65,
    "Make one with `integ sync plan NAME --out FILE`. Nothing was written.",
  ),
  E_PLAN_EDITED: entry(
    "The plan was changed after it was made",
    65,
    "Make it again with `integ sync plan NAME --out FILE`. Nothing was written.",
  ),
  E_PLAN_OTHER: entry(
    "The plan was made for something else",
    65,
    "Make it again with `integ sync plan NAME --out FILE`. Nothing was written.",
  ),
  E_PLAN_STALE: entry(
    "Records have moved since the plan was made",
    65,
    "Make it again with `integ sync plan NAME --out FILE` and look at it. Nothing was written.",
  ),
  E_PLAN_APPLIED: entry(
    "The plan was applied before",
    65,
    "Make a new one with `integ sync plan NAME --out FILE`. Nothing was written.",
  ),
  E_ACCOUNT_CHANGED: entry(
    "A connection reaches another account than before",
    78,
    "Point the connection back; or give the sync a new name, and its records are matched from the beginning.",
  ),
  E_SYNC_RENAMED: entry(
    "Comments or files of a sync that was renamed would be made a second time",
    78,
    "Give the sync its old name back.",
  ),
  E_FIELD_UNKNOWN: entry(
    "The vendor does not know a mapped field",
    78,
    "Correct the mapping or grant the field.",
  ),
  E_EXPRESSION: entry(
    "An expression of the configuration is wrong",
    78,
    "Correct the expression at the place shown.",
  ),
  E_OBJECT_UNKNOWN: entry(
    "The vendor does not know the object",
    78,
    "Correct the object's name in the sync.",
  ),
  E_MATCH_AMBIGUOUS: entry(
    "More than one record fits",
    65,
    "Make the match key unique on that side, then replay.",
  ),
  E_PARENT_MISSING: entry(
    "A record this one refers to is not on the other side yet",
    75,
    "Nothing to do: it goes on once the other record has been made.",
  ),
  E_MAPPING_VALUE: entry(
    "A value has no counterpart on the other side",
    65,
    "Add the value to the field's `values` map, then replay.",
  ),
  E_RULE: entry(
    "A rule of the sync forbids the write",
    65,
    "Correct the record, or the rule in the sync's `rules`, then run `integ replay-dlq`.",
  ),
  E_OUTCOME_UNKNOWN: entry(
    "It is not known whether a write took effect",
    75,
    "Look at both records; replay when the write is missing.",
  ),

  E_BACKUP_INVALID: entry(
    "The backup is not what was written",
    65,
    "Take another backup. Nothing was changed.",
  ),
  E_RESTORE_REFUSED: entry(
    "The backup can't be put back as things are",
    78,
    "Stop the daemon and every other command of integ, then run it again. Nothing was changed.",
  ),

  E_AUDIT_BROKEN: entry(
    "The audit is not what was written",
    70,
    "Somebody has changed the database by hand, or the disk has failed. Keep it, and compare it with a backup or an export.",
  ),

  E_DAEMON_UNREACHABLE: entry("The daemon does not answer", 69, "Start it with `integ daemon`."),
  E_DAEMON_VERSION: entry(
    "The running daemon is of another version",
    69,
    "Start it again with this version: `systemctl restart integ`, or SIGTERM to its process and `integ daemon`.",
  ),
  E_NOTIFY_UNAVAILABLE: entry(
    "The service manager can't be told that the daemon works",
    78,
    "Install `systemd-notify` (package systemd), or take WatchdogSec= out of the unit.",
  ),
  E_RELOAD_REFUSED: entry(
    "The configuration was not taken over",
    78,
    "The daemon goes on with the one it has. Mend what is named above and run `integ daemon reload` again.",
  ),
  E_PORT_IN_USE: entry("The port is in use", 73, "Stop the other program or set another port."),
  E_DEMO_FAILED: entry("The demo could not run", 70, "See the lines above."),
} as const satisfies Record<string, CodeEntry>;

export type ErrorCode = keyof typeof errorCatalogue;
