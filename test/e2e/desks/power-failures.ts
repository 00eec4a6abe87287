// The daemon dies without warning while people are at work, each time with a write under way, and comes back.
import { count } from "../crash/crash-run.ts";
import { pause, until } from "../pair.ts";
import type { Joined } from "./joined.ts";

const createsUnderWay = "SELECT count(*) FROM intent WHERE state = 'sent' AND operation = 'create'";
/** How long a vendor takes meanwhile, half of it before the effect, and otherwise. */
const slowMs = 400;
const quickMs = 2;
/** When it happens, as shares of that time: after the effect and before the answer, then before the effect. */
const moments = [0.6, 0];
const withinMs = 60_000;

/** Each comes while a create is under way whose answer will never be seen. */
export async function powerFailures({ shop, kill, start }: Joined, failures: number): Promise<void> {
  await shop.control("POST", "/settings", { latencyMs: slowMs });
  for (let failure = 0; failure < failures; failure += 1) {
    await until(async () => (count(shop, createsUnderWay) > 0 ? [] : ["nothing is being created"]), withinMs);
    await pause(slowMs * (moments[failure % moments.length] ?? 0));
    await kill();
    await start();
  }
  await shop.control("POST", "/settings", { latencyMs: quickMs });
}
