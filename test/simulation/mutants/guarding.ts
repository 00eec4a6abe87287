// Faults in what keeps the engine from doing harm.
import type { Mutant } from "../mutants.ts";

export const guarding: readonly Mutant[] = [
  {
    id: "first-creates-uncapped",
    what: "A first match that would make many records does not ask",
    file: "src/core/sync/match/first-match.ts",
    find: "if (creates <= sync.guards.maxFirstCreates) return [];",
    replace: "if (creates <= 1_000_000) return [];",
  },
  {
    id: "delete-by-absence",
    what: "A record that is not to be seen counts as deleted",
    file: "src/core/sync/gather.ts",
    find: 'by: record || wasTold ? "deleted" : "missing"',
    replace: 'by: "deleted"',
  },
  {
    id: "delete-against-edit",
    what: "A delete is carried over although the record was edited",
    file: "src/core/sync/decide/decide-gone.ts",
    find: "  if (conflict) {",
    replace: '  if (conflict && conflict.field === "") {',
  },
  {
    id: "delete-ignored",
    what: "Deletes are not carried over",
    file: "src/core/sync/decide/decide-gone.ts",
    find: 'if (gone.by === "missing" || policy.deletes.kind === "keep"',
    replace: 'if (gone.by !== "merged" || policy.deletes.kind === "keep"',
  },
  {
    id: "delete-of-unknown",
    what: "A value that was never compared does not keep its record from being deleted",
    file: "src/core/sync/decide/decide-gone.ts",
    find: "const hasContent = state.base[kept] !== undefined || state.now[kept] !== null;",
    replace: "const hasContent = state.base[kept] !== undefined;",
  },
  {
    id: "delete-guard-broken",
    what: "A mass of deletes does not pause the sync",
    file: "src/core/sync/decide/guards.ts",
    find: "if (total <= maxDeletes && !isTooLarge && !(links > 1 && total >= links)) return null;",
    replace: "return null;",
  },
  {
    id: "delete-hold-broken",
    what: "A delete is carried over before a mass of them can be seen",
    file: "src/core/sync/decide/guards.ts",
    find: "return until > engine.clock.now() ? [{ entity, until }] : [];",
    replace: "return [];",
  },
  {
    id: "pause-ignored",
    what: "A paused sync goes on",
    file: "src/core/sync/cycle.ts",
    find: '.some((pause) => pause.kind === "sync")',
    replace: ".some(() => false)",
  },
  {
    id: "freeze-ignored",
    what: "A paused record goes on",
    file: "src/core/sync/commit-decisions.ts",
    find: "const [still, free] = divide(known, (entity) => frozen.has(entity.link.id));",
    replace: "const [still, free] = divide(known, () => false);",
  },
  {
    id: "empty-unbelieved",
    what: "A side that a person says is empty is asked about again",
    file: "src/core/sync/observe/sweep.ts",
    find: " && !(await isMeant(engine, sync, side, links))",
    replace: "",
  },
];
