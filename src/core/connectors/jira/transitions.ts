// Ways through a workflow: an issue's state is never written, it is walked to, in as few steps as are known.
import { PermanentError, ValidationError } from "../../contract/errors.ts";
import type { JsonObject } from "./calls.ts";
import { type Category, categories } from "./fields.ts";
import type { Flavor } from "./flavor.ts";
import type { Wanted } from "./issue.ts";
import type { IssueClient } from "./issue-client.ts";
import type { Transition } from "./schema.ts";
import { attempt, codecOf } from "./values.ts";

const mostHops = 5;
const operation = "move issue";

export interface State {
  readonly name: string;
  readonly category: string | null;
}

/** An issue that is to be moved. */
export interface Walker {
  readonly id: string;
  /** Issues of one project and type share a workflow. */
  readonly workflow: string;
  readonly state: State;
  /** Fields that are filled: no default is put over what a person wrote. */
  readonly filled: ReadonlySet<string>;
}

/** Whether an issue is where it is to be. */
export function isThere(state: State, wanted: Wanted): boolean {
  if (wanted === null) return true;
  return "status" in wanted ? state.name === wanted.status : state.category === wanted.category;
}

interface Step {
  readonly to: State;
}

export class TransitionWalker {
  readonly #client: IssueClient;
  readonly #flavor: Flavor;
  readonly #defaults: Readonly<Record<string, string>>;
  /** Workflow → name of a state → the steps that were seen to lead out of it. */
  readonly #seen = new Map<string, Map<string, readonly Step[]>>();

  constructor(client: IssueClient, flavor: Flavor, defaults: Readonly<Record<string, string>>) {
    this.#client = client;
    this.#flavor = flavor;
    this.#defaults = defaults;
  }

  /**
   * Moves an issue to where it is wanted; no step where it is there already.
   * @throws ValidationError E_TRANSITION when no way is known, with the states that can be reached; what the calls throw
   */
  async move(walker: Walker, wanted: Exclude<Wanted, null>): Promise<void> {
    let { state } = walker;
    const passed = new Set([state.name]);
    for (let hop = 0; !isThere(state, wanted); hop += 1) {
      const open = (await this.#client.transitions(walker.id)).filter((one) => one.isAvailable !== false);
      if (open.length === 0) throw noRight(walker.id);
      this.#remember(walker.workflow, state, open);
      const next = this.#choose(walker.workflow, state, open, wanted, passed);
      if (next === null || hop >= mostHops) throw noWay(state, wanted, open);
      await this.#client.transit(walker.id, next.id, this.#screenOf(next, walker.filled));
      state = stateOf(next);
      passed.add(state.name);
    }
  }

  #remember(workflow: string, from: State, open: readonly Transition[]): void {
    const states = this.#seen.get(workflow) ?? new Map<string, readonly Step[]>();
    states.set(
      from.name,
      open.map((transition) => ({ to: stateOf(transition) })),
    );
    this.#seen.set(workflow, states);
  }

  /** Straight there, else the first step of the shortest way that was seen, else a step in the right direction. */
  #choose(
    workflow: string,
    from: State,
    open: readonly Transition[],
    wanted: Exclude<Wanted, null>,
    passed: ReadonlySet<string>,
  ): Transition | null {
    const known = this.#seen.get(workflow) ?? new Map<string, readonly Step[]>();
    const first = firstStepTo(from, known, wanted);
    const fresh = open.filter((transition) => !passed.has(transition.to.name));
    return (
      open.find((transition) => transition.to.name === first) ??
      fresh.find(
        (transition) => !known.has(transition.to.name) && isBetween(from, stateOf(transition), wanted),
      ) ??
      null
    );
  }

  /** What a transition's screen requires and nobody has filled. @throws ValidationError for what no default is set for */
  #screenOf(transition: Transition, filled: ReadonlySet<string>): JsonObject {
    const values: Record<string, unknown> = {};
    const missing: string[] = [];
    for (const [fieldId, meta] of Object.entries(transition.fields ?? {})) {
      if (filled.has(fieldId)) continue;
      const usual = this.#defaults[fieldId];
      if (usual === undefined) {
        if (meta.required && meta.hasDefaultValue !== true) missing.push(fieldId);
        continue;
      }
      const field = { ...meta, fieldId };
      const written = attempt(() => codecOf(field)?.write(usual, field, this.#flavor));
      if ("error" in written) throw written.error;
      values[fieldId] = written.value;
    }
    if (missing.length > 0) throw unfilled(transition, missing);
    return values;
  }
}

function stateOf({ to }: Transition): State {
  return { name: to.name, category: to.statusCategory?.key ?? null };
}

/** Name of the first state on a shortest way; null where none is known. Breadth first. */
function firstStepTo(
  from: State,
  known: ReadonlyMap<string, readonly Step[]>,
  wanted: Exclude<Wanted, null>,
): string | null {
  const queue = (known.get(from.name) ?? []).map(({ to }) => ({ state: to, first: to.name }));
  const reached = new Set([from.name]);
  for (const { state, first } of queue) {
    if (reached.has(state.name)) continue;
    if (isThere(state, wanted)) return first;
    reached.add(state.name);
    for (const { to } of known.get(state.name) ?? []) queue.push({ state: to, first });
  }
  return null;
}

/** Whether a state lies on the way by its category: neither behind where we are nor beyond where we want to be. */
function isBetween(from: State, via: State, wanted: Exclude<Wanted, null>): boolean {
  // A state that is wanted by name may be of any category: nothing is resolved on the way to it.
  const target = "category" in wanted ? wanted.category : null;
  const [here, there] = [rank(from.category), rank(via.category)];
  if (target === null) return via.category !== "done";
  return (
    Math.min(here, rank(target)) <= there && there <= Math.max(here, rank(target)) && via.category !== "done"
  );
}

function rank(category: string | null): number {
  return categories.indexOf((category ?? "indeterminate") as Category);
}

function noWay(state: State, wanted: Exclude<Wanted, null>, open: readonly Transition[]): ValidationError {
  const target = "status" in wanted ? `"${wanted.status}"` : `a state of the category ${wanted.category}`;
  const reachable = [...new Set(open.map((transition) => `"${transition.to.name}"`))].join(", ");
  return new ValidationError({
    code: "E_TRANSITION",
    message: `From "${state.name}" integ knows no way to ${target}; it can get to ${reachable}`,
    operation,
  });
}

function noRight(id: string): PermanentError {
  return new PermanentError({
    code: "E_RECORD_FORBIDDEN",
    message: `Jira offers no transition of issue ${id}: the integration user may not move it`,
    hint: "Give the user the permission `Transition issues` in the project, then replay.",
    operation,
  });
}

function unfilled(transition: Transition, missing: readonly string[]): ValidationError {
  return new ValidationError({
    code: "E_RECORD_INVALID",
    message: `The transition "${transition.name}" requires ${missing.join(", ")}, which the issue has not`,
    hint: "Set a value under the connection's `transitionFields`, or let the sync write the field.",
    operation,
  });
}
