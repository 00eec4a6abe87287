// Where the configuration file and the state directory are: flag, then environment, then service manager, then XDG.
import { isAbsolute, join, resolve } from "node:path";

export interface DirectoryFacts {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDir: string;
  readonly workingDir: string;
  readonly exists: (path: string) => boolean;
  readonly configFlag: string | undefined;
  readonly stateDirFlag: string | undefined;
}

export interface Directories {
  /** Absolute; the file need not exist. */
  readonly configFile: string;
  /** True when a flag or INTEG_CONFIG named the file, so that another place is not tried. */
  readonly configNamed: boolean;
  readonly stateDir: string;
}

const CONFIG_NAME = "integ.yaml";

export function findDirectories(facts: DirectoryFacts): Directories {
  const named = facts.configFlag ?? nonEmpty(facts.env.INTEG_CONFIG);
  return {
    configFile: named === undefined ? findConfig(facts) : resolve(facts.workingDir, named),
    configNamed: named !== undefined,
    stateDir: resolve(facts.workingDir, findStateDir(facts)),
  };
}

function findConfig(facts: DirectoryFacts): string {
  const here = join(facts.workingDir, CONFIG_NAME);
  const xdg = absolute(facts.env.XDG_CONFIG_HOME) ?? join(facts.homeDir, ".config");
  const places = [here, join(xdg, "integ", CONFIG_NAME), join("/etc/integ", CONFIG_NAME)];
  const service = firstPath(facts.env.CONFIGURATION_DIRECTORY);
  if (service !== undefined) places.unshift(join(service, CONFIG_NAME));
  return places.find(facts.exists) ?? here;
}

function findStateDir(facts: DirectoryFacts): string {
  const xdg = absolute(facts.env.XDG_STATE_HOME) ?? join(facts.homeDir, ".local", "state");
  return (
    facts.stateDirFlag ??
    nonEmpty(facts.env.INTEG_STATE_DIR) ??
    firstPath(facts.env.STATE_DIRECTORY) ??
    join(xdg, "integ")
  );
}

/** systemd gives several directories separated by colons. */
function firstPath(value: string | undefined): string | undefined {
  return nonEmpty(value?.split(":")[0]);
}

/** The XDG base directory specification says that relative values must be ignored. */
function absolute(value: string | undefined): string | undefined {
  return value !== undefined && isAbsolute(value) ? value : undefined;
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}
