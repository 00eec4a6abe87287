// An emulated Zendesk account on a port of its own, with the vendor's slow parts (export, limits) made quick.
import { Faults, parseFault } from "../../src/sandbox/faults.ts";
import { Journal } from "../../src/sandbox/journal.ts";
import type { JsonObject } from "../../src/sandbox/json.ts";
import { Random } from "../../src/sandbox/random.ts";
import { defaultSettings } from "../../src/sandbox/settings.ts";
import { systemClock, Timers } from "../../src/sandbox/timers.ts";
import { Access } from "../../src/sandbox/zendesk/access.ts";
import { Desk } from "../../src/sandbox/zendesk/desk.ts";
import { JobQueue } from "../../src/sandbox/zendesk/jobs.ts";
import { RateLimits } from "../../src/sandbox/zendesk/rate.ts";
import { createZendesk } from "../../src/sandbox/zendesk/server.ts";
import type { SpecCheck } from "../../src/sandbox/zendesk/spec-check.ts";
import { Webhooks } from "../../src/sandbox/zendesk/webhooks.ts";

export interface RunningDesk {
  readonly url: string;
  readonly exportLagMs: number;
  readonly journal: Journal;
  fault(fault: JsonObject): void;
  expireTokens(): void;
  stop(): Promise<void>;
}

const exportLagS = 1;

export async function startDesk(spec: SpecCheck | null = null): Promise<RunningDesk> {
  const settings = defaultSettings(0, true);
  Object.assign(settings.zendesk, { exportLagS, jobQueueMs: 20, jobStepMs: 5 });
  Object.assign(settings.zendesk.limits, { accountPerMinute: 100_000, incrementalPerMinute: 10_000 });
  const clock = systemClock;
  const random = new Random(1);
  const timers = new Timers();
  const faults = new Faults(random);
  const journal = new Journal();
  const stopped = new AbortController();
  const shared = { settings: settings.zendesk, clock, timers, random };
  const desk = new Desk({ ...shared, searchLagMs: () => 0 });
  const webhooks = new Webhooks({ ...shared, signal: stopped.signal });
  desk.listener = (ticket, events) => webhooks.announce(ticket, events);
  const access = new Access(settings.zendesk, clock, random);
  const jobs = new JobQueue(settings.zendesk, clock, timers, random);
  const account = { desk, access, limits: new RateLimits(clock), jobs, webhooks };
  const edge = createZendesk({ account, settings, clock, timers, journal, faults, spec });
  return {
    url: await edge.listen("127.0.0.1", 0),
    exportLagMs: exportLagS * 1000,
    journal,
    fault(fault) {
      const parsed = parseFault({ vendor: "zendesk", ...fault });
      if (typeof parsed === "string") throw new Error(parsed);
      faults.add(parsed);
    },
    expireTokens: () => access.expireAll(),
    async stop() {
      stopped.abort();
      timers.close();
      await edge.close();
    },
  };
}
