// The search index: shows issues as they were a while ago, and for a moment may lose again what it has shown.
import type { Random } from "../random.ts";
import type { SandboxClock } from "../timers.ts";
import type { Issue, IssueState } from "./model.ts";
import type { JiraSettings } from "./settings.ts";

export interface Indexed {
  readonly issue: Issue;
  readonly state: IssueState;
  readonly isDeleted: boolean;
}

interface IndexParts {
  readonly settings: JiraSettings;
  readonly clock: SandboxClock;
  readonly random: Random;
  indexLagMs(): number;
}

export class SearchIndex {
  readonly #parts: IndexParts;
  readonly #shown = new Map<string, Indexed>();
  #pending: { readonly atMs: number; readonly entry: Indexed }[] = [];

  constructor(parts: IndexParts) {
    this.#parts = parts;
  }

  put(issue: Issue): void {
    const entry = { issue, state: issue.state, isDeleted: issue.isDeleted };
    this.#pending.push({ atMs: this.#parts.clock.now(), entry });
    if (this.#pending.length > 1000) this.#promote();
  }

  /** What a search sees. Issues in `reconciled` are shown as they are now. */
  *entries(reconciled: ReadonlySet<string> = new Set()): Generator<Indexed> {
    this.#promote();
    const late = this.#pending.map(({ entry }) => entry).filter(({ issue }) => reconciled.has(issue.id));
    const now = new Map(late.map((entry) => [entry.issue.id, entry]));
    for (const entry of this.#shown.values()) {
      if (now.has(entry.issue.id)) continue;
      if (reconciled.has(entry.issue.id) || !this.#flickers(entry)) yield entry;
    }
    for (const entry of now.values()) if (!entry.isDeleted) yield entry;
  }

  #flickers({ state }: Indexed): boolean {
    const { settings, clock, random } = this.#parts;
    if (settings.flickerShare === 0) return false;
    const isFresh = clock.now() - state.updatedMs < settings.flickerMs;
    return isFresh && random.next() < settings.flickerShare;
  }

  #promote(): void {
    const until = this.#parts.clock.now() - this.#parts.indexLagMs();
    const ripe = this.#pending.findIndex((pending) => pending.atMs > until);
    const count = ripe < 0 ? this.#pending.length : ripe;
    for (const { entry } of this.#pending.slice(0, count)) {
      if (entry.isDeleted) this.#shown.delete(entry.issue.id);
      else this.#shown.set(entry.issue.id, entry);
    }
    this.#pending = this.#pending.slice(count);
  }
}
