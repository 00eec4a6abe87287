// The refusal of a plan of which records have moved.
import { ValidationError } from "../../contract/errors.ts";
import type { MovedRecord } from "./plan-file.ts";

/** Which records have moved since the plan was made, for people and scripts; none when it is merely too old. */
export class PlanStaleError extends ValidationError {
  readonly moved: readonly MovedRecord[];

  constructor(message: string, moved: readonly MovedRecord[]) {
    super({ code: "E_PLAN_STALE", message });
    this.moved = moved;
  }
}
