// Deliberate faults of the engine, as changes of its source. Each must be caught by the simulation.
import { deciding } from "./mutants/deciding.ts";
import { guarding } from "./mutants/guarding.ts";
import { observing } from "./mutants/observing.ts";
import { sending } from "./mutants/sending.ts";

export interface Mutant {
  readonly id: string;
  readonly what: string;
  readonly file: string;
  /** Text that occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
}

export const mutants: readonly Mutant[] = [...observing, ...sending, ...deciding, ...guarding];
