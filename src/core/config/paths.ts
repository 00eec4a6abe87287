// Where the configuration, the state and the sockets live, from the environment alone (XDG base directories).
import { isAbsolute, join, resolve } from "node:path";

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Paths {
  readonly configFile: string;
  readonly stateDir: string;
  readonly runtimeDir: string;
}

// The XDG specification says relative values must be ignored.
function xdg(value: string | undefined, fallback: string): string {
  return value !== undefined && isAbsolute(value) ? value : fallback;
}

/**
 * Paths by `INTEG_CONFIG` and `INTEG_STATE_DIR`, else by XDG, else below the home directory.
 * Without `XDG_RUNTIME_DIR` the runtime directory is `run` in the state directory.
 * `home` and `cwd` are absolute; a relative `INTEG_…` value counts from `cwd`. An empty variable counts as unset.
 */
export function resolvePaths(env: Environment, home: string, cwd: string): Paths {
  const stateDir = env.INTEG_STATE_DIR
    ? resolve(cwd, env.INTEG_STATE_DIR)
    : join(xdg(env.XDG_STATE_HOME, join(home, ".local", "state")), "integ");
  const configFile = env.INTEG_CONFIG
    ? resolve(cwd, env.INTEG_CONFIG)
    : join(xdg(env.XDG_CONFIG_HOME, join(home, ".config")), "integ", "integ.yaml");
  const runtimeHome = xdg(env.XDG_RUNTIME_DIR, "");
  const ownState = Boolean(env.INTEG_STATE_DIR);
  const runtimeDir = runtimeHome === "" || ownState ? join(stateDir, "run") : join(runtimeHome, "integ");
  return { configFile, stateDir, runtimeDir };
}
