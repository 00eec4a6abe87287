import { expect, it } from "vitest";
import { TransientError } from "../../../src/core/contract/errors.ts";
import type { Clock } from "../../../src/core/contract/runtime.ts";
import { type Vitals, whyStuck } from "../../../src/daemon/service/watchdog.ts";

const minute = 60_000;
const now = 100 * minute;
/** A sleep ends at once, after everything that is done already. */
const clock: Clock = { now: () => now, sleep: () => new Promise((resolve) => setTimeout(resolve, 5)) };
const fenced = (code: "E_STORE_FULL" | "E_LEASE_LOST") => async () => {
  throw new TransientError({ code, message: code });
};
const well: Vitals = {
  clock,
  store: { commit: async () => undefined },
  fence: undefined,
  loopDelayMs: () => 20,
  workers: () => [{ name: "cases", turnedAt: now - 5_000 }],
};

it.each([
  ["while all is well", {}, null],
  ["with a full disk, which a restart does not mend", { store: { commit: fenced("E_STORE_FULL") } }, null],
  [
    "with another engine on the database",
    { store: { commit: fenced("E_LEASE_LOST") } },
    /takes no commit: E_LEASE_LOST/,
  ],
  [
    "with a database that does not answer",
    { store: { commit: () => new Promise<never>(() => undefined) } },
    /has not answered/,
  ],
  ["with an event loop that is late", { loopDelayMs: () => 1_500 }, /1500 ms late/],
  [
    "with one sync whose loops stand still",
    {
      workers: () => [
        { name: "cases", turnedAt: now },
        { name: "contacts", turnedAt: now - 31 * minute },
      ],
    },
    /sync contacts/,
  ],
] as const)("OPS-2 the watchdog is told the truth %s", async (_, fault, reason) => {
  const told = await whyStuck({ ...well, ...fault });
  if (reason === null) expect(told).toBeNull();
  else expect(told).toMatch(reason);
});
