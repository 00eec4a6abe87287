// The one tree between all text formats. Text is flat runs with a set of marks instead of nested nodes, so that
// one meaning has one shape and two texts can be compared.

/** In the order in which they are nested, outermost first. `code` stands alone. */
export const marks = ["strong", "emphasis", "strike", "code"] as const;
export type Mark = (typeof marks)[number];

export interface Run {
  readonly kind: "run";
  readonly text: string;
  /** Sorted as in `marks`. */
  readonly marks: readonly Mark[];
  /** Where the text links to; null when it is no link. */
  readonly href: string | null;
}
export interface LineBreak {
  readonly kind: "break";
}
export interface Picture {
  readonly kind: "picture";
  readonly url: string;
  readonly alt: string;
}
export type Inline = Run | LineBreak | Picture;

export interface Paragraph {
  readonly kind: "paragraph";
  readonly inlines: readonly Inline[];
}
export interface Heading {
  readonly kind: "heading";
  /** 1 to 6. */
  readonly depth: number;
  readonly inlines: readonly Inline[];
}
export interface CodeBlock {
  readonly kind: "code";
  readonly language: string | null;
  readonly text: string;
}
export interface Rule {
  readonly kind: "rule";
}
export interface Quote {
  readonly kind: "quote";
  readonly blocks: readonly Block[];
}
export interface ListItem {
  /** null: no task. */
  readonly checked: boolean | null;
  readonly blocks: readonly Block[];
}
export interface List {
  readonly kind: "list";
  readonly ordered: boolean;
  readonly start: number;
  readonly items: readonly ListItem[];
}
export interface Table {
  readonly kind: "table";
  /** The first row is the header. */
  readonly rows: readonly (readonly (readonly Inline[])[])[];
}
export type Block = Paragraph | Heading | CodeBlock | Rule | Quote | List | Table;

export const lineBreak: LineBreak = { kind: "break" };

/** A run of `text`; its marks are put in order. */
export function run(text: string, on: readonly Mark[] = [], href: string | null = null): Run {
  return { kind: "run", text, marks: marks.filter((mark) => on.includes(mark)), href };
}

/** Paragraph of plain text; `\n` is a line break once it is normal. */
export function paragraphOf(text: string): Paragraph {
  return { kind: "paragraph", inlines: [run(text)] };
}

/** The same inlines with one more mark on each run. */
export function withMark(inlines: readonly Inline[], mark: Mark): Inline[] {
  return inlines.map((one) => (one.kind === "run" ? run(one.text, [...one.marks, mark], one.href) : one));
}

/** The same inlines without marks. */
export function withoutMarks(inlines: readonly Inline[]): Inline[] {
  return inlines.map((one) => (one.kind === "run" ? run(one.text, [], one.href) : one));
}

/** Puts `separator` between lists of inlines. */
export function joinInlines(parts: readonly (readonly Inline[])[], separator: Inline): Inline[] {
  return parts.flatMap((part, index) => (index === 0 ? part : [separator, ...part]));
}

/** What a person reads of the inlines; line breaks as `\n`. */
export function inlineText(inlines: readonly Inline[]): string {
  return inlines
    .map((one) => (one.kind === "run" ? one.text : one.kind === "break" ? "\n" : one.alt))
    .join("");
}

/** What a person reads of the blocks, without what only shows structure. One piece per block or cell. */
export function readableText(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) => {
    if (block.kind === "rule") return [];
    if (block.kind === "code") return [block.text];
    if (block.kind === "quote") return readableText(block.blocks);
    if (block.kind === "list") return block.items.flatMap((item) => readableText(item.blocks));
    if (block.kind === "table") return block.rows.flat().map(inlineText);
    return [inlineText(block.inlines)];
  });
}
