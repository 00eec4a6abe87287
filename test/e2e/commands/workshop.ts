// A directory with a configuration, the sandbox beside it, and the built CLI run as an operator's shell would.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { JIRA_EMAIL } from "../../../src/sandbox/clients.ts";
import {
  type CaseRow,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from "../../../src/sandbox/server.ts";
import { compiledCode, compiledScripts } from "../../compiled-code.ts";
import { brokenContract } from "../../document-contract.ts";
import { quickZendeskSpecs } from "../../published-specs.ts";
import { type Canary, openCanary } from "./canary.ts";

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Environment = Readonly<Record<string, string>>;

const syncs = `syncs:
  cases:
    left: { connection: sf, object: Case }
    right: { connection: zd, object: ticket }
    fields:
      - { left: Subject, right: subject }
      - { left: Description, right: description, direction: left-to-right }
      - { left: Priority, right: priority, values: { High: high, Medium: normal, Low: low } }
`;

export interface Workshop {
  readonly dir: string;
  readonly sandbox: Sandbox;
  /** The environment that signs in to every system, with secrets made for this workshop. */
  readonly credentials: Environment;
  readonly canary: Canary;
  /** Runs a command to its end, without a terminal and with stdin closed, or with `input` piped in. */
  run(args: readonly string[], env?: Environment, input?: string): Promise<Run>;
  /** The same with --json; the one document it printed. @throws Error when it is not as docs/schemas says. */
  json(args: readonly string[], env?: Environment): Promise<{ run: Run; document: Record<string, unknown> }>;
  start(args: readonly string[], env?: Environment): ChildProcess;
  /** Runs commands one after the other, all in one process. @throws Error when one fails. */
  prepare(commandLines: readonly (readonly string[])[], env?: Environment): Promise<void>;
  /** `integ init`, both connections, one sync named cases. */
  connectBoth(): Promise<void>;
  readConfig(): Promise<string>;
  writeConfig(text: string): Promise<void>;
  /** Calls the sandbox's control API. */
  control(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>;
  /**
   * Ends what still runs and removes the directory.
   * @throws Error when a secret is left anywhere but in the vault, or a call departs from a vendor's description
   */
  stop(): Promise<void>;
}

export interface WorkshopOptions {
  /** Whether the emulated Zendesk sends webhooks. Default false. */
  readonly webhooks?: boolean;
  /** Default: a directory of the workshop's own, gone with it. */
  readonly stateDir?: string;
  /** Published descriptions that the emulated systems' traffic is compared with. Zendesk's always, where they are. */
  readonly specs?: SandboxOptions["specs"];
}

export async function openWorkshop(
  cases: readonly CaseRow[] = [],
  { webhooks = false, stateDir, specs = {} }: WorkshopOptions = {},
): Promise<Workshop> {
  const dir = await mkdtemp(join(tmpdir(), "integ-commands-"));
  const canary = openCanary(dir);
  const { random } = canary;
  const sandbox = await startSandbox({
    latencyMs: 2,
    cases,
    webhooks,
    random,
    credentials: canary.credentials,
    specs: { zendesk: quickZendeskSpecs(), ...specs },
  });
  const credentials: Environment = {
    INTEG_SALESFORCE_CLIENT_ID: "sandbox-client",
    INTEG_SALESFORCE_CLIENT_SECRET: canary.credentials.clientSecret,
    INTEG_ZENDESK_CLIENT_ID: "sandbox-client",
    INTEG_ZENDESK_CLIENT_SECRET: canary.credentials.clientSecret,
    INTEG_JIRA_EMAIL: JIRA_EMAIL,
    INTEG_JIRA_API_TOKEN: canary.credentials.apiToken,
    INTEG_SERVICENOW_USERNAME: "integration",
    INTEG_SERVICENOW_PASSWORD: canary.credentials.password,
    INTEG_SERVICENOW_CLIENT_ID: "sandbox-client",
    INTEG_SERVICENOW_CLIENT_SECRET: canary.credentials.clientSecret,
    INTEG_SERVICENOW_API_KEY: canary.credentials.apiToken,
  };
  const children: ChildProcess[] = [];
  const configFile = join(dir, "integ.yaml");

  function start(
    args: readonly string[],
    env: Environment = {},
    piped = false,
    script = "bin/run.js",
  ): ChildProcess {
    const child = spawn(process.execPath, [join(process.cwd(), script), ...args], {
      cwd: dir,
      stdio: [piped ? "pipe" : "ignore", "pipe", "pipe"],
      env: {
        PATH: process.env.PATH,
        HOME: dir,
        ...compiledCode,
        CI: "1",
        INTEG_STATE_DIR: stateDir ?? join(dir, "state"),
        ...env,
      },
    });
    children.push(child);
    canary.watch(child, args, env);
    return child;
  }
  async function run(args: readonly string[], env: Environment = {}, input?: string): Promise<Run> {
    const child = start(args, env, input !== undefined);
    child.stdin?.end(input);
    return collect(child);
  }
  const prepare: Workshop["prepare"] = (commandLines, more = {}) => {
    const script = "test/e2e/commands/in-turn.mjs";
    const env = { ...credentials, ...compiledScripts, ...more };
    return mustPass(collect(start([JSON.stringify(commandLines)], env, false, script)));
  };
  const json: Workshop["json"] = async (args, env) => {
    const done = await run([...args, "--json"], env);
    const document = JSON.parse(done.stdout) as Record<string, unknown>;
    const broken = brokenContract(document);
    if (broken.length > 0)
      throw new Error(`integ ${args.join(" ")} breaks its contract: ${broken.join("; ")}`);
    return { run: done, document };
  };
  return {
    dir,
    sandbox,
    credentials,
    canary,
    run,
    json,
    start: (args, env) => start(args, env),
    prepare,
    connectBoth: async () => {
      await prepare([
        ["init", "--insecure-key-file"],
        [
          "connect",
          "salesforce",
          "--name",
          "sf",
          "--login-url",
          sandbox.salesforceUrl,
          "--set",
          "pollEvery=1s",
        ],
        ["connect", "zendesk", "--name", "zd", "--base-url", sandbox.zendeskUrl],
      ]);
      const text = await readFile(configFile, "utf8");
      const listening = text.replace("listen: 127.0.0.1:8787", "listen: 127.0.0.1:0");
      await writeFile(configFile, listening.replace(/^syncs:\n/m, syncs));
    },
    readConfig: () => readFile(configFile, "utf8"),
    writeConfig: (text) => writeFile(configFile, text),
    control: async (method, path, body) => {
      const answer = await fetch(`${sandbox.controlUrl}${path}`, {
        method,
        ...(body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
      });
      if (!answer.ok)
        throw new Error(`${method} ${path} was answered ${answer.status}: ${await answer.text()}`);
      return JSON.parse((await answer.text()) || "{}") as Record<string, unknown>;
    },
    stop: async () => {
      const dirs = stateDir === undefined ? [dir] : [dir, stateDir];
      for (const child of children) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        child.kill("SIGKILL");
        await once(child, "close");
      }
      const departures = await departuresFrom(sandbox);
      await sandbox.close();
      const findings = canary.findings(dirs);
      await rm(dir, { recursive: true, force: true });
      if (findings.length > 0) throw new Error(`Secrets leaked: ${findings.join("; ")}`);
      if (departures.length > 0) throw new Error(`Not as the vendor describes it: ${departures.join("; ")}`);
    },
  };
}

/** What the vendors' descriptions do not allow, in requests and answers; nothing where there are no descriptions. */
async function departuresFrom({ controlUrl }: Sandbox): Promise<readonly string[]> {
  const answer = await fetch(`${controlUrl}/violations`);
  const { violations } = (await answer.json()) as { violations: readonly { text: string }[] };
  return [...new Set(violations.map(({ text }) => text))];
}

export async function collect(child: ChildProcess): Promise<Run> {
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    stderr += chunk;
  });
  const [code] = await once(child, "close");
  return { code, stdout, stderr };
}

/** Resolves once the daemon has printed its ready line. */
export function untilReady(daemon: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = "";
    daemon.stderr?.on("data", (chunk) => {
      text += String(chunk);
      if (text.includes("integ daemon ready")) resolve();
    });
    daemon.once("close", () => reject(new Error(`the daemon ended before it was ready: ${text}`)));
  });
}

export async function mustPass(running: Promise<Run>): Promise<void> {
  const { code, stderr } = await running;
  if (code !== 0) throw new Error(`a command of the set-up ended with ${code}: ${stderr}`);
}
