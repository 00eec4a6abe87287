import { CLIENT_ID, CLIENT_SECRET } from "../../src/sandbox/clients.ts";
import { Faults, parseFault } from "../../src/sandbox/faults.ts";
import { Journal } from "../../src/sandbox/journal.ts";
import type { Json, JsonObject } from "../../src/sandbox/json.ts";
import { Random } from "../../src/sandbox/random.ts";
import { Org } from "../../src/sandbox/salesforce/org.ts";
import { createSalesforce } from "../../src/sandbox/salesforce/server.ts";
import { defaultSettings } from "../../src/sandbox/settings.ts";
import { systemClock, Timers } from "../../src/sandbox/timers.ts";
export interface RunningOrg {
  url: string;
  clientId: string;
  clientSecret: string;
  fault(f: JsonObject): Promise<void>;
  stop(): Promise<void>;
}
export async function startOrg(): Promise<RunningOrg> {
  const settings = defaultSettings(0, false);
  settings.salesforce.queryPageSize = 20;
  const random = new Random(1);
  const faults = new Faults(random);
  const org = new Org(settings.salesforce, systemClock, random);
  const timers = new Timers();
  const edge = createSalesforce({
    org,
    settings,
    clock: systemClock,
    timers,
    journal: new Journal(),
    faults,
  });
  const url = await edge.listen("127.0.0.1", 0);
  return {
    url,
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    async fault(f) {
      if (f.kind === "expire-tokens") {
        org.sessions.expireAll();
        return;
      }
      const p = parseFault({ vendor: "salesforce", ...f } as Json);
      if (typeof p === "string") throw new Error(p);
      faults.add(p);
    },
    async stop() {
      timers.close();
      await edge.close();
    },
  };
}
