// A daemon that is there and says nothing: which process it is, and what ends that. Loaded only for the one that hangs.
import { engineHolder } from "../core/store/sqlite/engine-holder.ts";
import { storeFile } from "./app.ts";

export interface SilentDaemon {
  /** Null: the database does not say, or its process is no more. */
  readonly pid: number | null;
  readonly hint: string;
}

export function describeSilence(stateDir: string, socketPath: string): SilentDaemon {
  const [, digits] = /^daemon (\d+)$/.exec(engineHolder(storeFile(stateDir)) ?? "") ?? [];
  const pid = digits !== undefined && isAlive(Number(digits)) ? Number(digits) : null;
  const name = pid === null ? "PID" : String(pid);
  const ways = `\`kill -CONT ${name}\` lets one go on that was stopped, \`kill -KILL ${name}\` ends it; then start \`integ daemon\` again: nothing is lost.`;
  const who = pid === null ? `: \`fuser -v ${socketPath}\` names its process` : "";
  return { pid, hint: `It runs and hangs, or is stopped${who}. Look at its log. ${ways}` };
}

/** Whether there is such a process. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // One that belongs to another user is alive all the same.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
