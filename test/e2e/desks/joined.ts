// Emulated systems joined by the configuration that `integ init --pair` writes, through the built CLI and daemon. What
// only makes a test quick (short polls, no wait before a delete) lies over that file as an environment's overlay.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Vendor } from "../../../src/sandbox/vendor-names.ts";
import { jiraSpecs } from "../../published-specs.ts";
import { isInFull } from "../../skips.ts";
import { collect, openWorkshop, type Run, untilReady, type Workshop } from "../commands/workshop.ts";
import { forgetExports, openLimits } from "../open-limits.ts";
import { freePort } from "../pair.ts";
import type { Desk } from "./desk.ts";
import { openDesk } from "./desks.ts";
import { jiraProject } from "./jira-desk.ts";

export type SystemPair = readonly [Vendor, Vendor];

export interface Joined {
  readonly shop: Workshop;
  readonly desks: ReadonlyMap<Vendor, Desk>;
  readonly syncs: readonly string[];
  /** Starts the daemon; resolves once it is ready. */
  start(): Promise<void>;
  /** Ends the daemon at once, as a power failure would. */
  kill(): Promise<void>;
  /** Ends it as an operator does. */
  end(): Promise<Run>;
  /** Runs commands one after the other. @throws Error when one fails. */
  readonly prepare: (commandLines: readonly (readonly string[])[]) => Promise<void>;
  stop(): Promise<void>;
}

const environment = { INTEG_ENV: "e2e" };

const connectArguments: Readonly<Record<Vendor, (url: string) => readonly string[]>> = {
  salesforce: (url) => ["salesforce", "--login-url", url],
  zendesk: (url) => ["zendesk", "--base-url", url],
  jira: (url) => [
    "jira",
    "--base-url",
    url,
    ...Object.entries(jiraProject).flatMap(([key, value]) => ["--set", `${key}=${value}`]),
  ],
  servicenow: (url) => ["servicenow", "--base-url", url],
};

/** Each named system connected, each pair with the sync that is shipped for it. Nothing is synced yet. */
export async function joinSystems(pairs: readonly SystemPair[]): Promise<Joined> {
  const shop = await openWorkshop([], { webhooks: true, specs: publishedSpecs() });
  const systems = [...new Set(pairs.flat())];
  const syncs = pairs.map((pair) => pair.join("-"));
  try {
    // Whoever is hired is found at once.
    const zendesk = { ...openLimits.zendesk, searchLagMs: 0 };
    await shop.control("POST", "/settings", { ...openLimits, zendesk, jira: { admin: true } });
    await shop.prepare([
      ["init", "--insecure-key-file", ...pairs.flatMap((pair) => ["--pair", pair.join(",")])],
      ...systems.map((system) => ["connect", ...connectArguments[system](shop.sandbox.urls[system])]),
    ]);
    await writeFile(join(shop.dir, "integ.e2e.yaml"), overlay(systems, syncs, await freePort()));
  } catch (error) {
    await shop.stop();
    throw error;
  }
  return joinedOn(shop, systems, syncs);
}

function overlay(systems: readonly Vendor[], syncs: readonly string[], port: number): string {
  // All but one tell of changes by themselves.
  const quick: Readonly<Record<Vendor, object>> = {
    salesforce: { pollEvery: "700ms" },
    zendesk: { pollEvery: "2s" },
    jira: { pollEvery: "2s", indexLag: "2s" },
    servicenow: { pollEvery: "2s", lookupLag: "1s" },
  };
  const guards = { maxDeletes: "off", maxDeleteShare: "off", deleteHold: "1s", maxFlips: 1000 };
  return JSON.stringify({
    connections: Object.fromEntries(systems.map((system) => [system, quick[system]])),
    syncs: Object.fromEntries(syncs.map((name) => [name, { deletes: "propagate", guards }])),
    server: { listen: `127.0.0.1:${port}`, publicUrl: `http://127.0.0.1:${port}` },
  });
}

/** To compile the descriptions takes time that only the whole form has. */
const publishedSpecs = (): Partial<Record<Vendor, readonly string[]>> =>
  isInFull && jiraSpecs ? { jira: jiraSpecs } : {};

function joinedOn(shop: Workshop, systems: readonly Vendor[], syncs: readonly string[]): Joined {
  const controls = { url: shop.sandbox.controlUrl, control: shop.control };
  const callOff = forgetExports(join(shop.dir, "state"));
  let daemon: { process: ReturnType<Workshop["start"]>; ended: Promise<Run> } | null = null;
  const send = async (signal: NodeJS.Signals): Promise<Run> => {
    if (daemon === null) throw new Error("no daemon runs");
    const { process, ended } = daemon;
    daemon = null;
    process.kill(signal);
    return ended;
  };
  return {
    shop,
    desks: new Map(systems.map((system) => [system, openDesk(system, controls)])),
    syncs,
    start: async () => {
      const process = shop.start(["daemon", "--log-level", "warn"], environment);
      daemon = { process, ended: collect(process) };
      await untilReady(process);
    },
    kill: async () => {
      const { code, stderr } = await send("SIGKILL");
      if (code !== null) throw new Error(`the daemon ended by itself with ${code}: ${stderr}`);
    },
    end: () => send("SIGTERM"),
    prepare: (commandLines) => shop.prepare(commandLines, environment),
    stop: async () => {
      callOff();
      await shop.stop();
    },
  };
}
