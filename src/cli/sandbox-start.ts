// Starts the sandbox for the command: which cases to load, and what to tell of it.
import { ConfigError, PermanentError } from "../core/contract/errors.ts";
import { CaseFileError, loadCases } from "../sandbox/cases.ts";
import { clientList } from "../sandbox/client-list.ts";
import { printSafe } from "../sandbox/clients.ts";
import { sampleCases } from "../sandbox/sample-cases.ts";
import { type CaseRow, type Sandbox, startSandbox } from "../sandbox/server.ts";
import type { CommandContext } from "./context.ts";
import type { Outcome } from "./output.ts";

export interface SandboxFlags {
  readonly port: number;
  readonly latencyMs: number;
  readonly data: string | undefined;
  /** `Field=column`. */
  readonly map: readonly string[];
  readonly cases: number;
  readonly spec: string | undefined;
}

/** @throws ConfigError E_INPUT for a file of cases that can't be used; PermanentError E_PORT_IN_USE. */
export async function startFromFlags(context: CommandContext, flags: SandboxFlags): Promise<Outcome> {
  const cases = await casesOf(context, flags);
  const sandbox = await listen(flags, cases);
  context.releasers.push(() => sandbox.close());
  const { controlUrl, salesforceUrl, zendeskUrl } = sandbox;
  const urls: Readonly<Record<string, string>> = { salesforce: salesforceUrl, zendesk: zendeskUrl };
  const clients = clientList((vendor) => urls[vendor] ?? "", printSafe);
  return {
    document: {
      schema: "integ.sandbox/1",
      controlUrl,
      salesforceUrl,
      zendeskUrl,
      cases: cases.length,
      clients,
    },
    render: ({ paint }) =>
      [
        `${paint("bold", "Salesforce")}  ${salesforceUrl}   client sandbox-client, secret sandbox-secret`,
        `${paint("bold", "Zendesk")}     ${zendeskUrl}   client sandbox-client, secret sandbox-secret`,
        `${paint("bold", "Control")}     ${controlUrl}   requests, faults, edits as a person makes them`,
        `${cases.length} cases are loaded. Ctrl-C ends it; nothing is kept.`,
      ].join("\n"),
  };
}

async function casesOf(context: CommandContext, flags: SandboxFlags): Promise<readonly CaseRow[]> {
  if (flags.data === undefined) return sampleCases(flags.cases);
  try {
    const given = flags.map.length > 0 ? Object.fromEntries(flags.map.map(splitPair)) : undefined;
    const { rows, columns } = await loadCases(flags.data, given);
    const used = Object.entries(columns).map(([field, column]) => `${field} from ${String(column)}`);
    context.output.note(`${rows.length} cases from ${flags.data}: ${used.join(", ")}`);
    return rows;
  } catch (error) {
    if (!(error instanceof CaseFileError)) throw error;
    throw new ConfigError({
      code: "E_INPUT",
      message: error.message,
      hint: "Correct the file, or name columns with --map FIELD=COLUMN.",
      cause: error,
    });
  }
}

function splitPair(pair: string): [string, string] {
  const at = pair.indexOf("=");
  if (at > 0 && at < pair.length - 1) return [pair.slice(0, at), pair.slice(at + 1)];
  throw new ConfigError({
    code: "E_USAGE",
    message: `--map ${pair} is not FIELD=COLUMN`,
    hint: "Write it like --map Subject=title.",
  });
}

async function listen({ port, latencyMs, spec }: SandboxFlags, cases: readonly CaseRow[]): Promise<Sandbox> {
  const ports = port === 0 ? {} : { port, salesforcePort: port + 1, zendeskPort: port + 2 };
  try {
    return await startSandbox({
      ...ports,
      latencyMs,
      cases,
      ...(spec === undefined ? {} : { zendeskSpec: spec }),
    });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    if (code !== "EADDRINUSE" && code !== "EACCES") throw error;
    const message = `One of the ports ${port} to ${port + 2} is in use (${code})`;
    throw new PermanentError({
      code: "E_PORT_IN_USE",
      message,
      hint: "Give another one with --port, or 0 for any free ones.",
      cause: error,
    });
  }
}
