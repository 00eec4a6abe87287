// Starts the sandbox: every vendor's listener and the control API, in memory, each on its own port.
import { type Credentials, printSafe } from "./clients.ts";
import { createControl } from "./control.ts";
import { Faults } from "./faults.ts";
import { createJira } from "./jira/index.ts";
import { Journal } from "./journal.ts";
import type { Json, JsonObject } from "./json.ts";
import { Random } from "./random.ts";
import { createSalesforceWith } from "./salesforce/index.ts";
import { createServiceNow } from "./servicenow/index.ts";
import { type SandboxClock, systemClock, Timers } from "./timers.ts";
import type { CreateVendor, SandboxVendor, SharedParts } from "./vendor.ts";
import { byVendor, VENDORS, type Vendor } from "./vendor-names.ts";
import { createZendesk } from "./zendesk/index.ts";

/** A case to load: field name → value. `CreatedDate` is taken too, though the API could not set it. */
export type CaseRow = Readonly<Record<string, Json>>;

export interface SandboxOptions {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** The control API's port; 0 or absent takes a free one. */
  readonly port?: number;
  /** The vendors' ports, likewise. */
  readonly ports?: Partial<Readonly<Record<Vendor, number>>>;
  /** How long a vendor takes to answer, half before and half after the effect. Default 50. */
  readonly latencyMs?: number;
  readonly cases?: readonly CaseRow[];
  /** Published OpenAPI descriptions (JSON or YAML) that a vendor's traffic is compared with. */
  readonly specs?: Partial<Readonly<Record<Vendor, readonly string[]>>>;
  /** Whether webhooks are sent at all. Default true. */
  readonly webhooks?: boolean;
  readonly clock?: SandboxClock;
  readonly seed?: number;
  /** Where tokens, ids and chance come from, instead of `seed`. */
  readonly random?: Random;
  /** What opens the accounts, where it is not the print-safe ones. */
  readonly credentials?: Partial<Credentials>;
}

export interface Sandbox {
  readonly controlUrl: string;
  readonly urls: Readonly<Record<Vendor, string>>;
  readonly salesforceUrl: string;
  readonly zendeskUrl: string;
  /** Vendor → what a person needs to sign in. */
  readonly clients: JsonObject;
  close(): Promise<void>;
}

const DEFAULT_LATENCY_MS = 50;
const DEFAULT_SEED = 20_240_527;

/** @throws Error when a port is taken (`code` EADDRINUSE), a case row is refused, or a description can't be read */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const host = options.host ?? "127.0.0.1";
  const latency = { latencyMs: options.latencyMs ?? DEFAULT_LATENCY_MS };
  const timers = new Timers();
  const aborter = new AbortController();
  const shared = shareParts(options, timers, aborter.signal, () => latency.latencyMs);
  const vendors = await createVendors(shared, options);
  const settings = Object.assign(
    latency,
    byVendor((id) => vendors[id].settings),
  );
  const control = createControl({ ...shared, settings, vendors });
  const edges = [...VENDORS.map((id) => vendors[id].edge), control];
  const close = async () => {
    aborter.abort();
    timers.close();
    await Promise.all(edges.map((edge) => edge.close()));
  };
  try {
    for (const id of VENDORS) await vendors[id].edge.listen(host, options.ports?.[id] ?? 0);
    await control.listen(host, options.port ?? 0);
  } catch (error) {
    await close();
    throw error;
  }
  const urls = byVendor((id) => vendors[id].edge.url);
  return {
    controlUrl: control.url,
    urls,
    salesforceUrl: urls.salesforce,
    zendeskUrl: urls.zendesk,
    clients: byVendor((id) => vendors[id].clients()),
    close,
  };
}

/** All but the descriptions, which differ by vendor. */
function shareParts(
  options: SandboxOptions,
  timers: Timers,
  signal: AbortSignal,
  latencyMs: () => number,
): Omit<SharedParts, "specFiles"> {
  const random = options.random ?? new Random(options.seed ?? DEFAULT_SEED);
  return {
    clock: options.clock ?? systemClock,
    timers,
    random,
    journal: new Journal(),
    faults: new Faults(random),
    credentials: { ...printSafe, ...options.credentials },
    webhooks: options.webhooks ?? true,
    signal,
    latencyMs,
  };
}

async function createVendors(
  shared: Omit<SharedParts, "specFiles">,
  { cases = [], specs }: SandboxOptions,
): Promise<Readonly<Record<Vendor, SandboxVendor>>> {
  const create = (id: Vendor, make: CreateVendor) => make({ ...shared, specFiles: specs?.[id] ?? [] });
  return {
    salesforce: await create("salesforce", createSalesforceWith(cases)),
    zendesk: await create("zendesk", createZendesk),
    jira: await create("jira", createJira),
    servicenow: await create("servicenow", createServiceNow),
  };
}
