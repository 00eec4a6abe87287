// Starts the sandbox: both vendors' listeners and the control API, in memory, each on its own port.
import type { Credentials } from "./clients.ts";
import { createControl } from "./control.ts";
import { Faults } from "./faults.ts";
import { Journal } from "./journal.ts";
import type { Json } from "./json.ts";
import { Random } from "./random.ts";
import { INTEGRATION_USER_ID } from "./salesforce/objects.ts";
import { Org } from "./salesforce/org.ts";
import { seedCases } from "./salesforce/seed.ts";
import { createSalesforce } from "./salesforce/server.ts";
import { defaultSettings, type Settings } from "./settings.ts";
import { type SandboxClock, systemClock, Timers } from "./timers.ts";
import { Access } from "./zendesk/access.ts";
import type { Account } from "./zendesk/account.ts";
import { Desk } from "./zendesk/desk.ts";
import { JobQueue } from "./zendesk/jobs.ts";
import { RateLimits } from "./zendesk/rate.ts";
import { createZendesk } from "./zendesk/server.ts";
import { loadSpec } from "./zendesk/spec-check.ts";
import { Webhooks } from "./zendesk/webhooks.ts";

/** A case to load: field name → value. `CreatedDate` is taken too, though the API could not set it. */
export type CaseRow = Readonly<Record<string, Json>>;

export interface SandboxOptions {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Ports; 0 or absent takes a free one. `port` is the control API's. */
  readonly port?: number;
  readonly salesforcePort?: number;
  readonly zendeskPort?: number;
  /** How long a vendor takes to answer, half before and half after the effect. Default 50. */
  readonly latencyMs?: number;
  readonly cases?: readonly CaseRow[];
  /** Zendesk's published OpenAPI description (YAML); traffic is compared with it. */
  readonly zendeskSpec?: string;
  /** Whether webhooks are sent at all. Default true. */
  readonly webhooks?: boolean;
  readonly clock?: SandboxClock;
  readonly seed?: number;
  /** Where tokens, ids and chance come from, instead of `seed`. */
  readonly random?: Random;
  /** What opens the accounts. Default: the print-safe ones. */
  readonly credentials?: Credentials;
}

export interface Sandbox {
  readonly controlUrl: string;
  readonly salesforceUrl: string;
  readonly zendeskUrl: string;
  close(): Promise<void>;
}

const DEFAULT_LATENCY_MS = 50;
const DEFAULT_SEED = 20_240_527;

/** @throws Error when a port is taken (`code` EADDRINUSE), a case row is refused, or the description can't be read */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const host = options.host ?? "127.0.0.1";
  const clock = options.clock ?? systemClock;
  const random = options.random ?? new Random(options.seed ?? DEFAULT_SEED);
  const timers = new Timers();
  const aborter = new AbortController();
  const { latencyMs = DEFAULT_LATENCY_MS, webhooks = true, credentials } = options;
  const settings = defaultSettings(latencyMs, webhooks, credentials);
  const faults = new Faults(random);
  const shared = { settings, clock, timers, journal: new Journal(), faults };
  const org = new Org(settings.salesforce, clock, random);
  seedCases(org, options.cases ?? [], INTEGRATION_USER_ID);
  const account = createAccount(settings, clock, timers, random, faults, aborter.signal);
  const spec = options.zendeskSpec === undefined ? null : await loadSpec(options.zendeskSpec);

  const salesforce = createSalesforce({ ...shared, org });
  const zendesk = createZendesk({ ...shared, account, spec });
  const vendorUrl = (vendor: string) => (vendor === "salesforce" ? salesforce.url : zendesk.url);
  const control = createControl({ ...shared, org, account, vendorUrl });
  const close = async () => {
    aborter.abort();
    timers.close();
    await Promise.all([salesforce, zendesk, control].map((edge) => edge.close()));
  };
  try {
    await salesforce.listen(host, options.salesforcePort ?? 0);
    await zendesk.listen(host, options.zendeskPort ?? 0);
    await control.listen(host, options.port ?? 0);
  } catch (error) {
    await close();
    throw error;
  }
  return { controlUrl: control.url, salesforceUrl: salesforce.url, zendeskUrl: zendesk.url, close };
}

function createAccount(
  settings: Settings,
  clock: SandboxClock,
  timers: Timers,
  random: Random,
  faults: Faults,
  signal: AbortSignal,
): Account {
  const zendesk = settings.zendesk;
  const searchLagMs = () => Math.max(zendesk.searchLagMs, faults.searchLagMs());
  const desk = new Desk({ settings: zendesk, clock, timers, random, searchLagMs });
  const webhooks = new Webhooks({ settings: zendesk, clock, timers, random, signal });
  desk.listener = (ticket, events) => webhooks.announce(ticket, events);
  return {
    desk,
    webhooks,
    access: new Access(zendesk, clock, random),
    limits: new RateLimits(clock),
    jobs: new JobQueue(zendesk, clock, timers, random),
  };
}
