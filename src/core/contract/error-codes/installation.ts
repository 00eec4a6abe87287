// The command line, the configuration and what is kept in the state directory.
import { type CodeEntry, entry } from "./entry.ts";

export const installationCodes = {
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
    "Free space on that disk; integ goes on where it stopped and nothing was lost.",
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
} as const satisfies Record<string, CodeEntry>;
