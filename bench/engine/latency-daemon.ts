// The daemon's own composition in a process of its own, with a probe at its edges.
import { join } from "node:path";
import { sortableIds, systemClock, systemRandom, systemRandomBytes } from "../../src/cli/ports.ts";
import { loadConfig } from "../../src/core/config/load.ts";
import type { Logger, Releaser } from "../../src/core/contract/runtime.ts";
import type { SecretStore } from "../../src/core/secrets/secret-store.ts";
import { sides } from "../../src/core/store/rows.ts";
import { type App, type AppPorts, openAppOn, openRegistry } from "../../src/daemon/app.ts";
import { runDaemon } from "../../src/daemon/daemon.ts";
import { Probe, type Sample } from "./latency-probe.ts";

export type ToDaemon =
  | { readonly do: "start"; readonly configText: string; readonly directory: string }
  | { readonly do: "measure" }
  | { readonly do: "count" }
  | { readonly do: "report" };

export type FromDaemon =
  | { readonly is: "ready" }
  | { readonly is: "counts"; readonly open: number; readonly links: number; readonly samples: number }
  | { readonly is: "report"; readonly samples: readonly Sample[]; readonly cpuMs: number };

const probe = new Probe();
const stop = new AbortController();
let app: App | null = null;
let cpuAtStart = process.cpuUsage();

const silent: Logger = {
  debug() {},
  info() {},
  warn: (event, fields) => console.error(event, JSON.stringify(fields)),
  error: (event, fields) => console.error(event, JSON.stringify(fields)),
  child: () => silent,
};

process.on("message", (message) => void handle(message as ToDaemon));
process.on("disconnect", () => stop.abort(new Error("told to stop")));

async function handle(message: ToDaemon): Promise<void> {
  if (message.do === "start") await start(message.configText, message.directory);
  if (message.do === "measure") {
    probe.isMeasuring = true;
    cpuAtStart = process.cpuUsage();
  }
  if (message.do === "count") tell(await counts());
  if (message.do === "report") {
    const { user, system } = process.cpuUsage(cpuAtStart);
    tell({ is: "report", samples: probe.samples, cpuMs: (user + system) / 1000 });
  }
}

const tell = (message: FromDaemon): void => void process.send?.(message);

async function counts(): Promise<FromDaemon> {
  const inbox = await app?.store.inboxCounts("cases");
  const links = await app?.store.linkCounts("cases");
  return {
    is: "counts",
    open: (inbox?.open ?? 0) + (inbox?.planned ?? 0),
    links: links?.live ?? 0,
    samples: probe.samples.length,
  };
}

async function start(configText: string, directory: string): Promise<void> {
  const releasers: Releaser[] = [];
  const clock = probe.clock(systemClock());
  const file = join(directory, "integ.yaml");
  const ports: AppPorts = {
    clock,
    ids: sortableIds(clock.now),
    random: systemRandom(),
    randomBytes: systemRandomBytes,
    log: silent,
    signal: stop.signal,
    releasers,
    env: {},
    platform: process.platform,
    nodePath: process.execPath,
    uid: null,
    actor: { kind: "daemon", name: "bench" },
    configFile: file,
    stateDir: directory,
  };
  const config = await loadConfig({ file, text: configText, registry: openRegistry(file) });
  app = probed(await openAppOn(ports, config, async () => fixedSecrets()));
  const daemon = runDaemon(app, { pid: process.pid, version: "bench", onReady: () => tell({ is: "ready" }) });
  await daemon.catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  for (let release = releasers.pop(); release !== undefined; release = releasers.pop()) await release();
}

function probed(plain: App): App {
  return {
    ...plain,
    prepare: async (name, schema) => {
      const runtime = await plain.prepare(name, schema);
      const [left, right] = sides.map((side) => ({
        ...runtime.sides[side],
        object: probe.port(side, runtime.sides[side].object),
      }));
      if (!left || !right) throw new Error("a sync has two sides");
      return { ...runtime, sides: { left, right } };
    },
    engine: (fence) => {
      const engine = plain.engine(fence);
      return { ...engine, store: probe.store(engine.store) };
    },
  };
}

/** The sandbox's own credentials: they open nothing else. */
function fixedSecrets(): SecretStore {
  const values = new Map(
    ["sf", "zd"].flatMap((name) => [
      [`${name}/clientId`, "sandbox-client"],
      [`${name}/clientSecret`, "sandbox-secret"],
    ]),
  );
  return {
    describe: () => ({ source: "key-file", backend: "the bench", warning: null, vaultFile: "", keyId: "" }),
    get: async (name) => values.get(name) ?? null,
    set: async (name, value) => void values.set(name, value),
    setAll: async (all) => {
      for (const [name, value] of all) values.set(name, value);
    },
    facts: async () => [],
    delete: async (name) => values.delete(name),
    list: async () => [...values.keys()].sort(),
    close: () => undefined,
  };
}
