// What must hold after every history.
import { checkAgreement } from "./check-agreement.ts";
import { checkAllBooks } from "./check-books.ts";
import { checkDeletes } from "./check-deletes.ts";
import { checkAllEdits } from "./check-edits.ts";
import type { EngineWorld } from "./engine-life.ts";
import type { Ledger } from "./ledger.ts";
import type { Violation } from "./violation.ts";

/** Everything, once the engine has come to rest. `isSwept`: and has read both sides whole since people have stopped. */
export const checkEnd = (world: EngineWorld, isSwept: boolean): Violation[] => [
  ...checkAgreement(world),
  ...checkAllEdits(world),
  ...checkAllBooks(world),
  ...checkDeletes(world, isSwept),
];

/** A pass over everything that people have not touched writes nothing. */
type Counts = Ledger["writes"] & { readonly observations: number };

export const countRows = ({ disk }: EngineWorld): number =>
  Number(disk.db.prepare("SELECT count(*) FROM inbox").pluck().get());

export function checkQuiet(before: Counts, after: Counts): Violation[] {
  const kinds = ["creates", "updates", "deletes", "observations"] as const;
  return kinds
    .filter((kind) => after[kind] !== before[kind])
    .map((kind) => ({
      invariant: "one more pass does nothing",
      detail: `${after[kind] - before[kind]} ${kind}`,
    }));
}
