// The demo's own little world: a temporary directory, the sandbox, a configuration, two connections, the daemon.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Releaser } from "../core/contract/runtime.ts";
import { type Child, type Launcher, runToEnd, startUntilReady } from "./child.ts";
import { type Daemon, startDaemon } from "./daemon-process.ts";

export interface WorldOptions {
  readonly nodePath: string;
  readonly script: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly randomKey: string;
  /** CSV of cases; null: the built-in sample. */
  readonly data: string | null;
  /** `Field=column` pairs for the CSV. */
  readonly map: readonly string[];
  readonly latencyMs: number;
  readonly onPhase: (title: string) => void;
  readonly signal: AbortSignal;
}

export interface World {
  readonly directory: string;
  readonly stateDir: string;
  readonly controlUrl: string;
  readonly launcher: Launcher;
  readonly daemon: Daemon;
}

interface SandboxReady {
  readonly controlUrl: string;
  readonly salesforceUrl: string;
  readonly zendeskUrl: string;
  readonly clients: {
    readonly salesforce: { readonly clientId: string; readonly clientSecret: string };
    readonly zendesk: { readonly clientId: string; readonly clientSecret: string };
  };
}

/** Builds it all, up to the running daemon; the undo of each part is pushed on `releasers`. */
export async function buildWorld(options: WorldOptions, releasers: Releaser[]): Promise<World> {
  const directory = await mkdtemp(join(tmpdir(), "integ-demo-"));
  releasers.push(() => rm(directory, { recursive: true, force: true }));
  const stateDir = join(directory, "state");
  await mkdir(stateDir, { mode: 0o700 });
  const keyFile = join(directory, "master.key");
  await writeFile(keyFile, options.randomKey, { mode: 0o600 });
  const config = join(directory, "integ.yaml");
  const env = {
    ...options.env,
    INTEG_CONFIG: config,
    INTEG_STATE_DIR: stateDir,
    INTEG_MASTER_KEY_FILE: keyFile,
  };
  const launcher: Launcher = {
    nodePath: options.nodePath,
    script: options.script,
    env,
    cwd: directory,
    signal: options.signal,
  };
  options.onPhase("Starting the sandbox: Salesforce and Zendesk, emulated on this machine");
  const sandbox = await startSandboxProcess(launcher, options, releasers);
  await writeFile(config, demoConfig(sandbox, await freePort()));
  options.onPhase("Connecting both systems");
  await connectBoth(launcher, sandbox);
  options.onPhase("Starting the daemon");
  const daemon = await startDaemon(launcher);
  // Confirming writes to a sandbox that goes too would take as long as a daemon may drain.
  releasers.push(() => daemon.abandon());
  return { directory, stateDir, controlUrl: sandbox.controlUrl, launcher, daemon };
}

async function startSandboxProcess(
  launcher: Launcher,
  { data, map, latencyMs }: WorldOptions,
  releasers: Releaser[],
): Promise<SandboxReady> {
  const args = ["sandbox", "--json", "--port", "0", "--latency", `${latencyMs}ms`];
  if (data !== null) args.push("--data", data);
  for (const pair of map) args.push("--map", pair);
  const { child, ready } = await startUntilReady(launcher, args);
  releasers.push(() => endChild(child));
  return ready as unknown as SandboxReady;
}

async function endChild(child: Child): Promise<void> {
  child.kill("SIGTERM");
  await child.exited;
}

async function connectBoth(launcher: Launcher, { clients }: SandboxReady): Promise<void> {
  await runToEnd(launcher, ["init", "--json", "--no-input", "--key-source", "key-file"]);
  const withEnv = (extra: Record<string, string>): Launcher => ({
    ...launcher,
    env: { ...launcher.env, ...extra },
  });
  await Promise.all([
    runToEnd(
      withEnv({
        INTEG_SALESFORCE_CLIENT_ID: clients.salesforce.clientId,
        INTEG_SALESFORCE_CLIENT_SECRET: clients.salesforce.clientSecret,
      }),
      ["connect", "salesforce", "--name", "sf", "--json", "--no-input"],
    ),
    runToEnd(
      withEnv({
        INTEG_ZENDESK_CLIENT_ID: clients.zendesk.clientId,
        INTEG_ZENDESK_CLIENT_SECRET: clients.zendesk.clientSecret,
      }),
      ["connect", "zendesk", "--name", "zd", "--json", "--no-input"],
    ),
  ]);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/** What an operator would write for these two systems; the poll is fast because nobody's quota is at stake. */
const demoConfig = ({ salesforceUrl, zendeskUrl }: SandboxReady, port: number): string => `connections:
  sf:
    connector: salesforce
    loginUrl: ${salesforceUrl}
    apiVersion: "66.0"
    pollEvery: 1s
  zd:
    connector: zendesk
    baseUrl: ${zendeskUrl}
syncs:
  cases:
    left: { connection: sf, object: Case }
    right: { connection: zd, object: ticket }
    fields:
      - { left: Subject, right: subject }
      - { left: Description, right: description }
      - { left: Priority, right: priority, values: { High: high, Medium: normal, Low: low } }
      - { left: Status, right: status, values: { New: new, Working: open, Escalated: pending, Closed: solved } }
server:
  listen: 127.0.0.1:${port}
  publicUrl: http://127.0.0.1:${port}
`;
