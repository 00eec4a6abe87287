// Faults in how is decided what to write.
import type { Mutant } from "../mutants.ts";

export const deciding: readonly Mutant[] = [
  {
    id: "loser-dropped",
    what: "The losing value of a conflict is not kept",
    file: "src/core/sync/write/plan-ops.ts",
    find: "const lost = conflicts.flatMap(",
    replace: "const lost = conflicts.filter((one) => one.winner === null).flatMap(",
  },
  {
    id: "base-ignored",
    what: "Fields are compared without the last agreed values",
    file: "src/core/sync/decide/reconcile-field.ts",
    find: "const isOpen = isUnsure || base.left === undefined || base.right === undefined;",
    replace: "const isOpen = true;",
  },
  {
    id: "one-way-lost",
    what: "A change on the right alone is not carried over",
    file: "src/core/sync/decide/reconcile-field.ts",
    find: 'carryOver(pair, moved.left ? "right" : "left", now, lookups, null, "") ?? { kind: "agree", agreed: now }',
    replace:
      '(moved.left ? carryOver(pair, "right", now, lookups, null, "") : null) ?? { kind: "agree", agreed: now }',
  },
  {
    id: "margin-ignored",
    what: "Times closer together than the clocks can tell decide a conflict",
    file: "src/core/sync/decide/strategies.ts",
    find: "if (Math.abs(lead) > policy.timeMarginMs) {",
    replace: "if (Math.abs(lead) > 0) {",
  },
  {
    id: "offset-ignored",
    what: "The vendors' clocks are taken for ours",
    file: "src/core/sync/decide/decision.ts",
    find: "- policy.clockOffsetMs.left,",
    replace: "- 0,",
  },
  {
    id: "newest-loses",
    what: "The earlier edit wins",
    file: "src/core/sync/decide/strategies.ts",
    find: 'const winner = lead > 0 ? "left" : "right";',
    replace: 'const winner = lead > 0 ? "right" : "left";',
  },
  {
    id: "side-policy-ignored",
    what: "A side that should win by configuration does not",
    file: "src/core/sync/decide/strategies.ts",
    find: 'if (pair.conflicts === "left" || pair.conflicts === "right") {',
    replace: 'if (pair.conflicts === "left") {',
  },
  {
    id: "manual-decided",
    what: "A conflict for a person is decided by time",
    file: "src/core/sync/decide/strategies.ts",
    find: 'if (pair.conflicts === "manual") return { winner: null, reason: "a person decides by configuration" };',
    replace: "",
  },
  {
    id: "person-ignored",
    what: "What a person decided is not carried out",
    file: "src/core/sync/decide/units.ts",
    find: "if (stands && decided.choice) rulings.set(pair.label, { choice: null, person: decided.choice });",
    replace: "",
  },
  {
    id: "unit-torn",
    what: "Fields of a unit are decided one by one",
    file: "src/core/sync/decide/units.ts",
    find: "if (!isContested || first === undefined) return [];",
    replace: "if (isContested || first === undefined) return [];",
  },
  {
    id: "set-replaced",
    what: "A merged set drops what the other side added",
    file: "src/core/sync/decide/strategies.ts",
    find: "return { value: [...kept, ...without(without(after, before), kept)] };",
    replace: "return { value: kept };",
  },
  {
    id: "set-undropped",
    what: "A merged set brings back what was taken out",
    file: "src/core/sync/decide/strategies.ts",
    find: "const kept = without(now, without(before, after));",
    replace: "const kept = now;",
  },
  {
    id: "addition-lost",
    what: "Merged text drops one of two additions",
    file: "src/core/sync/decide/strategies.ts",
    find: '"" : "\\n") + right };',
    replace: '"" : "\\n") };',
  },
];
