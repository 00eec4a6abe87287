// Backups taken at any moment of any history, put back after any other: nobody's last value is lost by it.
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, expect, it } from "vitest";
import { openStore } from "../../../src/core/store/sqlite/sqlite-store.ts";
import type { Store } from "../../../src/core/store/store.ts";
import { decideOps, lookOps, lookRow } from "../../../src/core/sync/operate.ts";
import { runSync } from "../../../src/core/sync/run.ts";
import { isInFull } from "../../skips.ts";
import { removeDirectories, temporaryDirectory } from "../secrets/fixture.ts";
import { backUp, onNextRead, pollAgain, putBack } from "./backed-up.ts";
import { type Bench, inStep, leftFields, openBench, priorities, rightFields } from "./bench.ts";
import { actorOn } from "./operator.ts";

afterEach(removeDirectories);

type Field = "subject" | "priority";

/** What happens to a pair whose subject the people of the left edit alone, and its priority those of the right. */
type Step =
  /** To its other value. */
  | { readonly kind: Field | "poll" | "backup" }
  /** `inside` happens while the run has read and not decided yet. */
  | { readonly kind: "run"; readonly inside: readonly Step[] };

const wordsOf = { subject: ["Printer on fire", "Out of paper"], priority: ["high", "low"] } as const;
const edit: fc.Arbitrary<Step> = fc.constantFrom(
  { kind: "subject" },
  { kind: "subject" },
  { kind: "priority" },
);
const poll: Step = { kind: "poll" };
const few = fc.array(fc.oneof(edit, fc.constant(poll)), { maxLength: 3 });
const runOf = (inside: fc.Arbitrary<readonly Step[]>): fc.Arbitrary<Step> =>
  inside.map((steps) => ({ kind: "run", inside: steps }));
const anything = fc.array(fc.oneof(edit, runOf(few)), { maxLength: 3 });
const backup: Step = { kind: "backup" };
const history = fc.record({
  before: anything,
  /** What goes over, or is about to, while the backup is taken. */
  early: fc.array(edit, { maxLength: 2 }),
  backup: runOf(fc.tuple(few, few).map(([early, late]) => [...early, backup, ...late])),
  /** What the restored database does not know of. */
  unknown: anything,
  after: anything,
});

const stepMs = 8000;

class Player {
  readonly last: Record<Field, string> = { subject: "Printer on fire", priority: "high" };
  readonly bench: Bench;
  readonly ids: Awaited<ReturnType<typeof inStep>>;
  readonly #files: readonly [string, string];
  #hasBackup = false;

  constructor(bench: Bench, ids: Player["ids"], files: readonly [string, string]) {
    this.bench = bench;
    this.ids = ids;
    this.#files = files;
  }

  async play(steps: readonly Step[], store: Store): Promise<void> {
    for (const step of steps) {
      this.bench.pass(stepMs);
      if (step.kind === "run") await this.#run(step.inside, store);
      else if (step.kind === "poll") await pollAgain(this.bench, store);
      else if (step.kind === "backup") this.backUp();
      else this.#edit(step.kind);
    }
  }

  backUp(): void {
    if (!this.#hasBackup) backUp(...this.#files);
    this.#hasBackup = true;
  }

  async #run(inside: readonly Step[], store: Store): Promise<void> {
    onNextRead(this.bench, () => this.play(inside, store));
    await runSync({ ...this.bench.engine, store }, this.bench.sync, { full: false });
    onNextRead(this.bench, async () => undefined);
  }

  #edit(field: Field): void {
    const [one, other] = wordsOf[field];
    const value = this.last[field] === one ? other : one;
    if (field === "subject") this.bench.left.edit(this.ids.left, { Subject: value });
    else this.bench.right.edit(this.ids.right, { priority: value });
    this.last[field] = value;
  }

  /** The operator takes the value of those who edit the field, as long as there is something to ask. */
  async settle(store: Store): Promise<void> {
    for (let round = 0; round < 6; round += 1) {
      this.bench.pass(60_000);
      await this.#run([], store);
      for (const asked of await store.conflicts("things", ["open"], 9)) {
        const take = asked.field.startsWith("Subject") ? "left" : "right";
        const actor = actorOn(this.bench);
        const look = lookRow(actor, asked.sync, "left", this.ids.left);
        await store.commit([...decideOps(actor, asked, { take }), ...lookOps(look)]);
      }
    }
  }

  shown() {
    const [left, right] = [leftFields(this.bench, this.ids.left), rightFields(this.bench, this.ids.right)];
    const priority = priorities.get(String(left?.Priority));
    return [
      { subject: left?.Subject, priority },
      { subject: right?.subject, priority: right?.priority },
    ];
  }
}

it("OPS-5 a backup of any moment, put back after anything, loses nobody's last value", async () => {
  await fc.assert(
    fc.asyncProperty(history, async ({ before, early, backup, unknown, after }) => {
      const directory = await temporaryDirectory();
      const files = [join(directory, "integ.db"), join(directory, "backup.db")] as const;
      const store = openStore(files[0]);
      const bench = await openBench({ store });
      const player = new Player(bench, await inStep(bench), files);
      await player.play([...before, ...early, backup], store);
      player.backUp();
      await player.play(unknown, store);
      store.close();
      const restored = await putBack(bench, files[1]);
      await player.play(after, restored);
      await player.settle(restored);
      restored.close();
      expect(player.shown()).toEqual([player.last, player.last]);
    }),
    { numRuns: isInFull ? 200 : 25 },
  );
}, 120_000);
