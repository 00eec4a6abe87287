// Flat runs as nested marks, for formats that write them so.
import { type Inline, type Mark, marks, type Run, run } from "./tree.ts";

export interface Marked {
  readonly kind: "marked";
  readonly mark: Mark;
  readonly children: readonly Nested[];
}
export interface Linked {
  readonly kind: "linked";
  readonly href: string;
  readonly children: readonly Nested[];
}
export type Nested = Inline | Marked | Linked;

/** Neighbours that share a key, together; null keys stand alone. */
function groups<Key>(
  inlines: readonly Inline[],
  keyOf: (one: Inline) => Key | null,
): [Key | null, Inline[]][] {
  const found: [Key | null, Inline[]][] = [];
  for (const one of inlines) {
    const key = keyOf(one);
    const last = found.at(-1);
    if (last && last[0] === key) last[1].push(one);
    else found.push([key, [one]]);
  }
  return found;
}

/** Spaces at the edges of a mark stand outside it: most formats allow none inside, and reading puts them back. */
function spacesOutside(inlines: readonly Inline[]) {
  const inner = [...inlines];
  const before: Inline[] = [];
  const after: Inline[] = [];
  for (let first = inner[0]; first?.kind === "run"; first = inner[0]) {
    const spaces = /^[ \u00A0]+/.exec(first.text)?.[0] ?? "";
    if (spaces === "") break;
    before.push(run(spaces, [], first.href));
    inner.splice(0, 1, ...restOf(first, first.text.slice(spaces.length)));
  }
  for (let last = inner.at(-1); last?.kind === "run"; last = inner.at(-1)) {
    const spaces = /[ \u00A0]+$/.exec(last.text)?.[0] ?? "";
    if (spaces === "") break;
    after.unshift(run(spaces, [], last.href));
    inner.splice(-1, 1, ...restOf(last, last.text.slice(0, -spaces.length)));
  }
  return { before, inner, after };
}

const restOf = (one: Run, text: string): Run[] => (text === "" ? [] : [run(text, one.marks, one.href)]);

/** Marks nested in the order of `marks`, `code` not among them. */
export function nestMarks(inlines: readonly Inline[], order: readonly Mark[] = marks): Nested[] {
  const [mark, ...rest] = order;
  if (mark === undefined || mark === "code") return [...inlines];
  const has = (one: Inline): Mark | null => (one.kind === "run" && one.marks.includes(mark) ? mark : null);
  return groups(inlines, has).flatMap(([key, children]): Nested[] => {
    if (key === null) return nestMarks(children, rest);
    const { before, inner, after } = spacesOutside(children);
    const marked: Marked = { kind: "marked", mark, children: nestMarks(inner, rest) };
    return [...before, marked, ...after];
  });
}

/** Links outermost, marks inside them. */
export function nestLinks(inlines: readonly Inline[]): Nested[] {
  const address = (one: Inline): string | null => (one.kind === "run" ? one.href : null);
  return groups(inlines, address).flatMap(([href, children]): Nested[] => {
    const nested = nestMarks(children);
    return href === null ? nested : [{ kind: "linked", href, children: nested }];
  });
}
