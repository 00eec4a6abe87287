// The secrets of the whole process, from where it starts to the command that learns them: what escapes the command is
// reported without them too.
import type { Config, Interfaces } from "@oclif/core";
import { createKnownSecrets, type KnownSecrets } from "../core/secrets/known-secrets.ts";

/** How oclif is started; it hands these options on to the command, with what it does not know of. */
interface StartOptions extends Interfaces.Options {
  readonly known: KnownSecrets;
}

export const startOptions = (root: string, known: KnownSecrets): StartOptions => ({ root, known });

/** Those that the process was started with; a memory of its own for a command that somebody else starts. */
export function secretsOf({ options }: Pick<Config, "options">): KnownSecrets {
  return (options as Partial<StartOptions>).known ?? createKnownSecrets();
}
