// Is what integ keeps on this machine in order: configuration, vault, database, daemon, and the way to the vendors.
import { existsSync } from "node:fs";
import { type LintProbes, lintConfig } from "../../core/config/lint.ts";
import type { Config } from "../../core/config/types.ts";
import { IntegrationError } from "../../core/contract/errors.ts";
import type { HealthReport } from "../../core/health/types.ts";
import { checkDatabase } from "../../core/store/sqlite/damage.ts";
import { type App, openRegistry, secretsPorts, storeFile } from "../../daemon/app.ts";
import { callDaemon } from "../../daemon/control-client.ts";
import { controlSocket } from "../../daemon/control-socket.ts";
import { appPorts } from "../app.ts";
import { lintProbes } from "../config/lint-probes.ts";
import type { CommandContext } from "../context.ts";
import { secretsStatus } from "../secrets/secrets-documents.ts";
import { showCount, showDuration } from "../times.ts";
import { type DoctorCheck, type Finding, fail, failure, pass, skipped, warn } from "./examine.ts";

/** Salesforce takes a JWT for three minutes around its time; signatures of webhooks are as strict. */
const fewMs = 5_000;
const mostMs = 60_000;
const patienceMs = 5_000;

export function configCheck(context: CommandContext): DoctorCheck {
  return {
    id: "config",
    title: "configuration",
    needs: [],
    run: async (isSound) => {
      const { env, layers, directories } = context;
      const file = directories.configFile;
      const probes = probesBeside(lintProbes(context), isSound);
      const report = await lintConfig({
        ...layers,
        file,
        env,
        registry: openRegistry(file),
        level: "offline",
        probes,
      });
      const errors = report.problems.filter(({ severity }) => severity === "error");
      const [first] = errors.length > 0 ? errors : report.problems;
      if (first === undefined) return pass(`${file} is sound`);
      const shown = `${first.file}:${first.line}:${first.column} ${first.message}`;
      const all = showCount(report.problems.length, "problem");
      const fix = "`integ config lint --level offline` shows all.";
      return errors.length > 0
        ? fail(`${all}, the first: ${shown}`, fix)
        : warn(`${all}, the first: ${shown}`, fix);
    },
  };
}

/** What a check before this one has found wrong is not told again. */
function probesBeside(probes: LintProbes, isSound: (id: string) => boolean): LintProbes {
  const has = (id: string): boolean => isSound("state-dir") && isSound(id);
  return {
    ...probes,
    stateDirFault: async () => null,
    secretNames: async () => (has("secrets") ? probes.secretNames() : new EveryName()),
    remembered: async (connection, object) =>
      has("database") ? probes.remembered(connection, object) : null,
  };
}

class EveryName extends Set<string> {
  override has(): boolean {
    return true;
  }
}

export function secretsCheck(context: CommandContext): DoctorCheck {
  return {
    id: "secrets",
    title: "secrets",
    needs: ["state-dir"],
    run: async () => {
      const { status, backend, secrets, warning, fault, leftoverKeys } = await secretsStatus(
        secretsPorts(appPorts(context)),
      );
      if (fault !== null) return fail(`${fault.message} (${fault.code})`, fault.hint);
      if (status === "interrupted")
        return warn("A change of the master key was interrupted", "Run `integ secrets rotate`.");
      const [leftover] = leftoverKeys;
      if (leftover !== undefined)
        return warn(
          `The key file ${leftover} opens nothing here`,
          "A change of the key that was cut off has left it: delete it, unless an older backup needs it.",
        );
      if (warning !== null) return warn(warning, "`integ secrets move` puts the key elsewhere.");
      return pass(`${backend}: ${showCount(secrets, "secret")}, all can be opened`);
    },
  };
}

export function databaseCheck(stateDir: string): DoctorCheck {
  return {
    id: "database",
    title: "database",
    needs: ["node", "state-dir"],
    run: async () => {
      const file = storeFile(stateDir);
      // Looking must not make one.
      if (!existsSync(file)) return skipped("none yet: the first sync makes it");
      const { findings } = checkDatabase(file);
      const [first] = findings;
      if (first === undefined) return pass(`${file} is sound`);
      return fail(first, "Stop the daemon and put the last backup back: `integ restore`.");
    },
  };
}

/** What the daemon of the state directory says of itself; null when none runs. */
export type AskDaemon = () => Promise<HealthReport | null>;

export function askDaemonOf(stateDir: string): AskDaemon {
  return async () =>
    (await callDaemon(stateDir, "GET", "/health", { timeoutMs: patienceMs })) as HealthReport | null;
}

export function daemonCheck(stateDir: string, version: string, ask: AskDaemon): DoctorCheck {
  return {
    id: "daemon",
    title: "daemon",
    needs: ["state-dir"],
    run: async () => {
      const report = await ask();
      if (report === null) {
        const left = existsSync(controlSocket(stateDir));
        return left
          ? warn("A daemon was killed here: its socket is still there", "Start it again: `integ daemon`.")
          : skipped("no daemon runs");
      }
      if (report.version !== version)
        return warn(
          `The daemon is integ ${report.version}, and this is ${version}`,
          "Start the daemon again, so that it is the new one.",
        );
      const { pid } = report.daemon;
      return report.status === "pass"
        ? pass(`runs as process ${pid}, and every sync moves`)
        : warn(`runs as process ${pid}, and not all is well`, "`integ health` says what.");
    },
  };
}

/** `open`: opens everything a sync works with. */
export function connectionCheck(name: string, open: () => Promise<App>): DoctorCheck {
  return {
    id: `connection:${name}`,
    title: `connection ${name}`,
    needs: ["config", "secrets", "database"],
    run: async () => {
      const app = await open();
      const { identity, warnings } = await (await app.connectionOf(name)).check();
      const offset = app.httpOf(name)?.clock().clockOffsetMs ?? null;
      const clock = clockFinding(name, offset);
      if (clock !== null) return clock;
      const [first] = warnings;
      return first === undefined
        ? pass(identity)
        : warn(first, `\`integ connections test ${name}\` says more.`);
    },
  };
}

/** The vendor's clock against ours; null when they agree. */
function clockFinding(name: string, offsetMs: number | null): Finding | null {
  const off = Math.abs(offsetMs ?? 0);
  if (off < fewMs) return null;
  const words = `This machine's clock is ${showDuration(off)} ${(offsetMs ?? 0) > 0 ? "behind" : "ahead of"} that of ${name}`;
  const fix = "Let it be set by a time service (timedatectl set-ntp true).";
  return off < mostMs ? warn(words, fix) : fail(words, fix);
}

/** One for each connection; when the configuration can't be read there is none to check. */
export async function connectionChecks(
  load: () => Promise<Config>,
  open: (config: Config) => Promise<App>,
): Promise<readonly DoctorCheck[]> {
  try {
    const config = await load();
    let opened: Promise<App> | null = null;
    const openOnce = (): Promise<App> => {
      opened ??= open(config);
      return opened;
    };
    return [...config.connections.keys()].map((name) => connectionCheck(name, openOnce));
  } catch (error) {
    if (error instanceof IntegrationError) return [];
    return [{ id: "connections", title: "connections", needs: [], run: async () => failure(error) }];
  }
}
