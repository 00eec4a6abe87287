// The world of a seed at its beginning: both vendors, the sync between them, and an empty database.
import { Agenda } from "./agenda.ts";
import { Answers } from "./answers.ts";
import type { Dice } from "./dice.ts";
import { openFile, openMemory } from "./disk.ts";
import type { EngineWorld } from "./engine-life.ts";
import { Ledger } from "./ledger.ts";
import type { WorldProfile } from "./profile.ts";
import { leftFields, rightFields, throwConfig } from "./setup.ts";
import { Vendor, type VendorWorld } from "./vendor.ts";

/** When every history begins, milliseconds since the Unix epoch. */
export const startsAt = Date.parse("2026-03-01T09:00:00Z");

type Hooks = Pick<EngineWorld, "onSend" | "onAsk" | "onRead" | "onFault">;

export function buildWorld(
  dice: Dice,
  profile: WorldProfile,
  trace: (line: string) => void,
  hooks: Hooks,
): EngineWorld {
  const agenda = new Agenda(startsAt, dice.fork());
  const stamped = (line: string): void =>
    trace(`${((agenda.now - startsAt) / 1000).toFixed(3).padStart(9)} ${line}`);
  const base: VendorWorld = { agenda, dice: dice.fork(), ledger: new Ledger(), trace: stamped };
  const vendors = {
    left: new Vendor("left", profile.left, leftFields, base),
    right: new Vendor("right", profile.right, rightFields, base),
  };
  const config = throwConfig(dice.fork());
  stamped(`world ${JSON.stringify(profile)}`);
  stamped(`config ${JSON.stringify(config)}`);
  return {
    ...base,
    ...hooks,
    config,
    disk: profile.onFile ? openFile() : openMemory(),
    slowReads: profile.slowReads,
    vendors,
    answers: { left: new Answers(vendors.left), right: new Answers(vendors.right) },
    skies: { left: { isCalm: false, isSignedOut: false }, right: { isCalm: false, isSignedOut: false } },
    lastReads: { left: new Map(), right: new Map() },
    ids: { next: 1 },
    inTheAir: { pushes: 0 },
    log: [],
  };
}
