// What really happened, known to the simulation alone: who wrote which value over which one. Every edit carries a
// token of its own (`e17`), so that a value found anywhere tells which edits it stands for.
import type { Value } from "../../src/core/contract/records.ts";
import type { Side } from "../../src/core/store/rows.ts";

/** `e17`: a person's edit. `a18`: one by the vendor's automation. */
export type Token = string;

export interface Overwrite {
  readonly at: number;
  readonly side: Side;
  readonly recordId: string;
  readonly field: string;
  readonly lost: Token;
  readonly by: Value;
  /** The edit came between our read and our write, at a vendor that can't compare. */
  readonly isUnavoidable: boolean;
}

export interface EngineWrite {
  readonly at: number;
  readonly side: Side;
  readonly recordId: string;
  readonly field: string;
  readonly before: Value;
  readonly after: Value;
  readonly isUnavoidable: boolean;
}

const tokenPattern = /\b[ea]\d+\b/g;

export function tokensIn(value: Value | undefined): Token[] {
  // Also in JSON, where a line end is a backslash and an n.
  if (typeof value === "string") return value.replaceAll("\\n", " ").toLowerCase().match(tokenPattern) ?? [];
  return Array.isArray(value) ? value.flatMap((one: Value) => tokensIn(one)) : [];
}

export class Ledger {
  /** Edits of persons and automations. */
  edits = 0;
  readonly overwrites: Overwrite[] = [];
  /** Writes of the engine that put an older value over a newer one. */
  readonly reverts: EngineWrite[] = [];
  /** Writes of the engine that cut what a person wrote. */
  readonly cuts: EngineWrite[] = [];
  readonly writes = { creates: 0, updates: 0, deletes: 0, withoutEffect: 0 };
  /** How often the engine wrote the same edit to the same field of the same record, with effect. */
  readonly repeats = new Map<string, number>();
  /** A person has approved of more deletes than the guards allow. */
  isApproved = false;
  /** Records the engine deleted without; one that is brought back does not count any more. */
  readonly unapprovedDeletes = new Set<object>();
  /** Members of sets that a person has taken out. */
  readonly dropped = new Set<Token>();
  /** What stood in fields that a person has made blank. */
  readonly #blanked = new Set<Token>();
  readonly #parents = new Map<Token, readonly Token[]>();

  /** A token for an edit that replaces `before`. */
  edit(by: "person" | "automation", before: Value | undefined): Token {
    this.edits += 1;
    const token = `${by === "person" ? "e" : "a"}${this.edits}`;
    this.#parents.set(token, tokensIn(before));
    return token;
  }

  /** A person empties a field that held `before`. */
  blank(before: Value): void {
    this.edits += 1;
    for (const token of tokensIn(before)) this.#blankedWithParents(token);
  }

  wasBlanked(token: Token): boolean {
    return this.#blanked.has(token);
  }

  #blankedWithParents(token: Token): void {
    if (this.#blanked.has(token)) return;
    this.#blanked.add(token);
    for (const parent of this.#parents.get(token) ?? []) this.#blankedWithParents(parent);
  }

  /** Whether whoever made `token` had seen `older` in the field. */
  hasSeen(token: Token, older: Token): boolean {
    const parents = this.#parents.get(token) ?? [];
    return parents.some((parent) => parent === older || this.hasSeen(parent, older));
  }

  engineWrote(write: EngineWrite): void {
    // Sets are judged by their members, at the end.
    if (Array.isArray(write.before) || Array.isArray(write.after)) return;
    const before = tokensIn(write.before);
    const after = tokensIn(write.after);
    for (const token of after) {
      if (before.includes(token)) continue;
      const key = `${write.side} ${write.recordId} ${write.field} ${token}`;
      this.repeats.set(key, (this.repeats.get(key) ?? 0) + 1);
    }
    const [was, is] = [String(write.before).trimEnd(), String(write.after)];
    const isSame = before.length > 0 && before.every((token) => after.includes(token));
    if (isSame && is.length < was.length && was.startsWith(is)) this.cuts.push(write);
    const isKnown = (token: Token): boolean =>
      after.includes(token) || after.some((one) => this.hasSeen(one, token)) || this.#blanked.has(token);
    const lost = before.filter((token) => !isKnown(token));
    const { at, side, recordId, field, after: by, isUnavoidable } = write;
    for (const token of lost)
      this.overwrites.push({ at, side, recordId, field, lost: token, by, isUnavoidable });
    const isOlder =
      after.length > 0 && after.every((one) => before.some((token) => this.hasSeen(token, one)));
    if (isOlder && !isUnavoidable) this.reverts.push(write);
  }
}
