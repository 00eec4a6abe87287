// Starts the sandbox for the command: which cases to load, and what to tell of it.
import { ConfigError, PermanentError } from "../core/contract/errors.ts";
import { CaseFileError, loadCases } from "../sandbox/cases.ts";
import { JIRA_EMAIL, SERVICENOW_PASSWORD } from "../sandbox/clients.ts";
import { sampleCases } from "../sandbox/sample-cases.ts";
import { type CaseRow, type Sandbox, startSandbox } from "../sandbox/server.ts";
import { byVendor, VENDORS, type Vendor } from "../sandbox/vendor-names.ts";
import type { CommandContext } from "./context.ts";
import type { Outcome } from "./output.ts";

export interface SandboxFlags {
  readonly port: number;
  readonly latencyMs: number;
  readonly data: string | undefined;
  /** `Field=column`. */
  readonly map: readonly string[];
  readonly cases: number;
  /** `vendor=FILE`. */
  readonly specs: readonly string[];
}

/** @throws ConfigError E_INPUT for a file of cases that can't be used; PermanentError E_PORT_IN_USE. */
export async function startFromFlags(context: CommandContext, flags: SandboxFlags): Promise<Outcome> {
  const cases = await casesOf(context, flags);
  const sandbox = await listen(flags, cases);
  context.releasers.push(() => sandbox.close());
  const { controlUrl, urls, clients } = sandbox;
  return {
    document: {
      schema: "integ.sandbox/1",
      controlUrl,
      salesforceUrl: urls.salesforce,
      zendeskUrl: urls.zendesk,
      jiraUrl: urls.jira,
      servicenowUrl: urls.servicenow,
      cases: cases.length,
      clients,
    },
    render: ({ paint }) =>
      [
        `${paint("bold", "Salesforce")}  ${urls.salesforce}   client sandbox-client, secret sandbox-secret`,
        `${paint("bold", "Zendesk")}     ${urls.zendesk}   client sandbox-client, secret sandbox-secret`,
        `${paint("bold", "Jira")}        ${urls.jira}   ${JIRA_EMAIL}, API token sandbox-api-token`,
        `${paint("bold", "ServiceNow")}  ${urls.servicenow}   integration, password ${SERVICENOW_PASSWORD}`,
        `${paint("bold", "Control")}     ${controlUrl}   requests, faults, edits as a person makes them`,
        `${cases.length} cases are loaded. Ctrl-C ends it; nothing is kept.`,
      ].join("\n"),
  };
}

async function casesOf(context: CommandContext, flags: SandboxFlags): Promise<readonly CaseRow[]> {
  if (flags.data === undefined) return sampleCases(flags.cases);
  try {
    const given =
      flags.map.length > 0
        ? Object.fromEntries(flags.map.map((pair) => splitPair(pair, "--map", "FIELD=COLUMN")))
        : undefined;
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

function splitPair(pair: string, flag: keyof typeof examples, form: string): [string, string] {
  const at = pair.indexOf("=");
  if (at > 0 && at < pair.length - 1) return [pair.slice(0, at), pair.slice(at + 1)];
  throw badPair(pair, flag, form);
}

const examples = { "--map": "Subject=title", "--spec": "zendesk=oas.yaml" } as const;

function badPair(pair: string, flag: keyof typeof examples, form: string): ConfigError {
  return new ConfigError({
    code: "E_USAGE",
    message: `${flag} ${pair} is not ${form}`,
    hint: `Write it like ${flag} ${examples[flag]}.`,
  });
}

/** Descriptions by vendor. @throws ConfigError E_USAGE */
function readSpecs(pairs: readonly string[]): Partial<Record<Vendor, readonly string[]>> {
  const specs: Partial<Record<Vendor, readonly string[]>> = {};
  for (const pair of pairs) {
    const [name, file] = splitPair(pair, "--spec", "VENDOR=FILE");
    const vendor = VENDORS.find((known) => known === name);
    if (vendor === undefined) throw badPair(pair, "--spec", `one of ${VENDORS.join(", ")} and a file`);
    specs[vendor] = [...(specs[vendor] ?? []), file];
  }
  return specs;
}

async function listen(flags: SandboxFlags, cases: readonly CaseRow[]): Promise<Sandbox> {
  const { port, latencyMs } = flags;
  const specs = readSpecs(flags.specs);
  const ports = port === 0 ? {} : byVendor((vendor) => port + 1 + VENDORS.indexOf(vendor));
  try {
    return await startSandbox({ port, ports, latencyMs, cases, specs });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    if (code !== "EADDRINUSE" && code !== "EACCES") throw error;
    const message = `One of the ports ${port} to ${port + VENDORS.length} is in use (${code})`;
    throw new PermanentError({
      code: "E_PORT_IN_USE",
      message,
      hint: "Give another one with --port, or 0 for any free ones.",
      cause: error,
    });
  }
}
