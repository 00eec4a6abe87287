// Deliberate faults of the engine, as changes of its source. Each must be caught by the simulation.
import { deciding } from "./mutants/deciding.ts";
import { guarding } from "./mutants/guarding.ts";
import { observing } from "./mutants/observing.ts";
import { sending } from "./mutants/sending.ts";

/** One change of one file. */
export interface Change {
  readonly file: string;
  /** Text that occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
}

export interface Mutant extends Change {
  readonly id: string;
  readonly what: string;
  /** Where two guards stand behind one another, the second one falls with the first. */
  readonly also?: Change;
}

export const mutants: readonly Mutant[] = [...observing, ...sending, ...deciding, ...guarding];
