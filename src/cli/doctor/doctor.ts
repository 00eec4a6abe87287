// `integ doctor`: which checks there are, in which order, and how they are told.

import { loadPortsConfig } from "../../daemon/app.ts";
import { appPorts, openAppFor } from "../app.ts";
import type { CommandContext } from "../context.ts";
import type { Page } from "../output.ts";
import { wrapHanging } from "../wrap.ts";
import { type DoctorDocument, examine } from "./examine.ts";
import {
  askDaemonOf,
  configCheck,
  connectionChecks,
  daemonCheck,
  databaseCheck,
  secretsCheck,
} from "./installation-checks.ts";
import { diskCheck, nodeCheck, portCheck, stateDirCheck } from "./machine-checks.ts";

export interface DoctorOptions {
  readonly version: string;
  readonly nodeVersion: string;
  readonly uid: number | null;
  /** Leaves out what asks the vendors. */
  readonly isOffline: boolean;
}

export async function runDoctor(context: CommandContext, options: DoctorOptions): Promise<DoctorDocument> {
  const { stateDir } = context.directories;
  const ask = askDaemonOf(stateDir);
  const load = () => loadPortsConfig(appPorts(context));
  const server = async () => (await load()).server;
  const isRunning = async (): Promise<boolean> => (await ask()) !== null;
  const loadNative = async (): Promise<void> => {
    const { default: Database } = await import("better-sqlite3");
    new Database(":memory:").close();
  };
  const checks = [
    nodeCheck({ version: options.nodeVersion, loadNative }),
    stateDirCheck(stateDir, options.uid),
    diskCheck(stateDir),
    secretsCheck(context),
    databaseCheck(stateDir),
    configCheck(context),
    daemonCheck(stateDir, options.version, ask),
    portCheck(server, isRunning),
    ...(options.isOffline ? [] : await connectionChecks(load, () => openAppFor(context))),
  ];
  context.progress.phase("Looking around");
  return examine(checks, options.version, (title) => context.progress.update(title));
}

export function doctorText({ paint, width }: Page, { checks, status }: DoctorDocument): string {
  const signs = {
    pass: paint("green", "✓"),
    warn: paint("yellow", "!"),
    fail: paint("red", "✗"),
    skipped: paint("dim", "–"),
  };
  const room = Math.max(...checks.map(({ title }) => title.length));
  const isNarrow = width < room + 40;
  const indent = isNarrow ? 2 : room + 4;
  const lines = checks.flatMap((check) => {
    const title = isNarrow ? `${check.title}\n  ` : `${check.title.padEnd(room)}  `;
    const output = wrapHanging(check.output, width, indent);
    const fix = check.fix === null ? [] : [wrapHanging(`→ ${check.fix}`, width, indent + 2)];
    return [`${signs[check.status]} ${title}${output}`, ...fix.map((text) => " ".repeat(indent) + text)];
  });
  const verdict = {
    pass: "Nothing is wrong.",
    warn: "It works, and something should be mended.",
    fail: "Something is wrong.",
  };
  return [...lines, "", paint("bold", verdict[status])].join("\n");
}
