// The daemon as a service of this machine: the facts of its unit, from the process and the configuration.
import { execFile } from "node:child_process";
import { existsSync, realpathSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { IntegrationError } from "../../core/contract/errors.ts";
import { loadPortsConfig } from "../../daemon/app.ts";
import { defaultUnitDir, type InstallPorts } from "../../daemon/service/install.ts";
import type { UnitFacts, UnitKeySource } from "../../daemon/service/unit.ts";
import { appPorts } from "../app.ts";
import type { CommandContext } from "../context.ts";

export const unitKeySources = [
  "credential-encrypted",
  "credential",
  "key-file",
  "insecure-key-file",
] as const satisfies readonly UnitKeySource[];

export interface ServiceFlags {
  readonly user?: string | undefined;
  readonly "key-source": UnitKeySource;
  readonly "key-file"?: string | undefined;
}

/** What a unit is written for where no systemd says its version: the oldest that knows sealed credentials. */
const assumedVersion = 250;
const settingPrefix = "INTEG_SET__";

/** @throws ConfigError for a configuration the daemon would not start on; IntegrationError E_USAGE. */
export async function unitFacts(
  context: CommandContext,
  flags: ServiceFlags,
  script: string,
): Promise<UnitFacts> {
  const { layers, directories, env } = context;
  if (layers.flags.length > 0)
    throw new IntegrationError({
      code: "E_USAGE",
      message: "--override lasts for one run; a service has no such run",
      hint: `Write it into ${directories.configFile}, or set ${settingPrefix}… in a drop-in of the unit.`,
    });
  const config = await loadPortsConfig(appPorts(context));
  const keyFile =
    flags["key-file"] ?? (flags["key-source"] === "key-file" ? env.INTEG_MASTER_KEY_FILE : undefined);
  return {
    node: realpathSync(process.execPath),
    script: realpathSync(script),
    configFile: realpathSync(directories.configFile),
    environment: layers.environment,
    user: flags.user ?? null,
    keySource: flags["key-source"],
    keyFile: keyFile ? resolve(keyFile) : null,
    systemdVersion: (await systemdVersion()) ?? assumedVersion,
    listenPort: config.server?.port ?? null,
  };
}

/** What the operator should know although the unit can be written. */
export function unitWarnings({ configFile, user }: UnitFacts, env: CommandContext["env"]): readonly string[] {
  const readableByAll = 0o004;
  const isHidden = user === null && (statSync(configFile).mode & readableByAll) === 0;
  const settings = Object.keys(env).filter((name) => name.startsWith(settingPrefix));
  return [
    ...(isHidden
      ? [`The service runs as an account of its own and can't read ${configFile}: chmod a+r it.`]
      : []),
    ...settings.map((name) => `$${name} holds here, not in the service: set it in a drop-in of the unit.`),
  ];
}

/** Null where there is no systemd. */
async function systemdVersion(): Promise<number | null> {
  const text = await run("systemctl", ["--version"]).catch(() => "");
  const version = /^systemd (\d+)/.exec(text)?.[1];
  return version === undefined ? null : Number(version);
}

/** Units written elsewhere are for another machine: nothing is told to this one's systemd. */
export function installPorts(unitDir: string, force: boolean): InstallPorts {
  const isBooted = existsSync("/run/systemd/system") && unitDir === defaultUnitDir;
  const systemctl = async (args: readonly string[]): Promise<void> => void (await run("systemctl", args));
  return { unitDir, force, systemctl: isBooted ? systemctl : null };
}

function run(program: string, args: readonly string[]): Promise<string> {
  return new Promise((done, reject) => {
    execFile(program, [...args], { timeout: 100_000 }, (error, stdout, stderr) => {
      if (error === null) return done(stdout);
      const message = `${program} ${args.join(" ")} failed: ${stderr.trim() || error.message}`;
      reject(
        new IntegrationError({
          code: "E_OUTPUT",
          message,
          hint: "Mend that and run it again.",
          cause: error,
        }),
      );
    });
  });
}
