// Regular expressions whose time grows with the text only, never with its square or worse: all ways through the
// pattern are followed at once, instead of one after another. What can't be done so (look-around, back-references)
// is refused. Syntax after RE2 (https://github.com/google/re2/wiki/Syntax), which CEL prescribes.
import { type PatternNode, parsePattern } from "./regex-syntax.ts";

export interface Pattern {
  /** Whether the pattern is found anywhere in the text. */
  test(text: string): boolean;
}

type Step =
  | { readonly kind: "character"; matches(codePoint: number): boolean }
  | { readonly kind: "split"; readonly to: readonly number[] }
  | { readonly kind: "assert"; holds(before: number | undefined, after: number | undefined): boolean }
  | { readonly kind: "match" };

const mostSteps = 2000;

/** A pattern ready to test, or what is wrong with it. */
export function compilePattern(source: string): Pattern | { readonly fault: string } {
  const parsed = parsePattern(source);
  if ("fault" in parsed) return parsed;
  const steps: Step[] = [];
  if (!emit(parsed.node, steps) || steps.length > mostSteps) return { fault: "the pattern is too large" };
  steps.push({ kind: "match" });
  return {
    test: (text) =>
      isFound(
        steps,
        Array.from(text, (character) => character.codePointAt(0) ?? 0),
      ),
  };
}

/** Appends the steps of a node; false when there are too many. */
function emit(node: PatternNode, steps: Step[]): boolean {
  if (steps.length > mostSteps) return false;
  switch (node.kind) {
    case "character":
      steps.push({ kind: "character", matches: node.matches });
      return true;
    case "assert":
      steps.push({ kind: "assert", holds: node.holds });
      return true;
    case "sequence":
      return node.parts.every((part) => emit(part, steps));
    case "choice":
      return emitChoice(node.options, steps);
    case "repeat":
      return emitRepeat(node.part, node.least, node.most, steps);
  }
}

function emitChoice(options: readonly PatternNode[], steps: Step[]): boolean {
  const split = steps.length;
  const starts: number[] = [];
  const jumps: number[] = [];
  steps.push({ kind: "split", to: [] });
  for (const option of options) {
    starts.push(steps.length);
    if (!emit(option, steps)) return false;
    jumps.push(steps.length);
    steps.push({ kind: "split", to: [] });
  }
  steps[split] = { kind: "split", to: starts };
  for (const jump of jumps) steps[jump] = { kind: "split", to: [steps.length] };
  return true;
}

function emitRepeat(part: PatternNode, least: number, most: number | null, steps: Step[]): boolean {
  for (let count = 0; count < least; count++) if (!emit(part, steps)) return false;
  if (most === null) {
    const split = steps.length;
    steps.push({ kind: "split", to: [] });
    if (!emit(part, steps)) return false;
    steps.push({ kind: "split", to: [split] });
    steps[split] = { kind: "split", to: [split + 1, steps.length] };
    return true;
  }
  const splits: number[] = [];
  for (let count = least; count < most; count++) {
    splits.push(steps.length);
    steps.push({ kind: "split", to: [] });
    if (!emit(part, steps)) return false;
  }
  for (const split of splits) steps[split] = { kind: "split", to: [split + 1, steps.length] };
  return true;
}

function isFound(steps: readonly Step[], text: readonly number[]): boolean {
  let reached: readonly number[] = [];
  for (let at = 0; at <= text.length; at++) {
    const around = { before: text[at - 1], after: text[at] };
    // A find may begin at every place.
    const open = follow(steps, [...reached, 0], around);
    if (open.isMatch) return true;
    const codePoint = text[at];
    if (codePoint === undefined) return false;
    reached = open.waiting.filter((index) => {
      const step = steps[index];
      return step?.kind === "character" && step.matches(codePoint);
    });
    reached = reached.map((index) => index + 1);
  }
  return false;
}

interface Around {
  readonly before: number | undefined;
  readonly after: number | undefined;
}

/** The steps that wait for a character, from the given ones on, each once; and whether the end is among them. */
function follow(
  steps: readonly Step[],
  from: readonly number[],
  { before, after }: Around,
): { readonly waiting: readonly number[]; readonly isMatch: boolean } {
  const seen = new Set<number>();
  const stack = [...from];
  const waiting: number[] = [];
  for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
    const step = steps[index];
    if (seen.has(index) || step === undefined) continue;
    seen.add(index);
    if (step.kind === "match") return { waiting, isMatch: true };
    if (step.kind === "character") waiting.push(index);
    if (step.kind === "split") stack.push(...step.to);
    if (step.kind === "assert" && step.holds(before, after)) stack.push(index + 1);
  }
  return { waiting, isMatch: false };
}
