// Actions, backups, the audit and the daemon.
import { type CodeEntry, entry } from "./entry.ts";

export const operatingCodes = {
  E_ACTION_UNKNOWN: entry(
    "The connection has no such action",
    64,
    "`integ actions NAME` lists those of a connection, with their inputs.",
  ),
  E_BACKUP_INVALID: entry(
    "The backup is not what was written",
    65,
    "Take another backup. Nothing was changed.",
  ),
  E_RESTORE_REFUSED: entry(
    "The backup can't be put back as things are",
    78,
    "Choose by --vault keep or --vault replace, then run it again. Nothing was changed.",
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
