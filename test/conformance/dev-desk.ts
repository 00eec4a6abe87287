// An emulated Zendesk account on a port of its own, with the vendor's slow parts (export, limits) made quick.
import { printSafe } from "../../src/sandbox/clients.ts";
import { Faults, parseFault } from "../../src/sandbox/faults.ts";
import { Journal } from "../../src/sandbox/journal.ts";
import type { JsonObject } from "../../src/sandbox/json.ts";
import { Random } from "../../src/sandbox/random.ts";
import { applySettings } from "../../src/sandbox/settings.ts";
import { systemClock, Timers } from "../../src/sandbox/timers.ts";
import { createZendesk } from "../../src/sandbox/zendesk/index.ts";
import { copySpecs, quickZendeskSpecs } from "../published-specs.ts";

export interface RunningDesk {
  readonly url: string;
  readonly exportLagMs: number;
  readonly journal: Journal;
  fault(fault: JsonObject): void;
  expireTokens(): void;
  stop(): Promise<void>;
}

const exportLagS = 1;
const quick: JsonObject = {
  ...{ exportLagS, searchLagMs: 0, jobQueueMs: 20, jobStepMs: 5 },
  limits: { accountPerMinute: 100_000, incrementalPerMinute: 10_000 },
};

/** Stopping it fails where an answer was none that the vendor describes. */
export async function startDesk(): Promise<RunningDesk> {
  copySpecs();
  const timers = new Timers();
  const random = new Random(1);
  const faults = new Faults(random);
  const journal = new Journal();
  const stopped = new AbortController();
  const { edge, settings, expireTokens } = await createZendesk({
    ...{ clock: systemClock, timers, random, journal, faults, credentials: printSafe },
    ...{ webhooks: true, specFiles: quickZendeskSpecs(), signal: stopped.signal, latencyMs: () => 0 },
  });
  const wrong = applySettings(settings, quick);
  if (wrong !== null) throw new Error(wrong);
  return {
    url: await edge.listen("127.0.0.1", 0),
    exportLagMs: exportLagS * 1000,
    journal,
    fault(fault) {
      const parsed = parseFault({ vendor: "zendesk", ...fault });
      if (typeof parsed === "string") throw new Error(parsed);
      faults.add(parsed);
    },
    expireTokens,
    async stop() {
      stopped.abort();
      timers.close();
      await edge.close();
      const texts = journal.list("zendesk", 0).flatMap(({ violations }) => violations);
      // Some rules ask for what is wrong.
      const answers = texts.filter((text) => text.startsWith("response "));
      if (answers.length > 0) throw new Error(`Not as the vendor describes it: ${answers.join("; ")}`);
    },
  };
}
