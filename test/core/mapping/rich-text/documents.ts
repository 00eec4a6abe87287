// Random documents and random texts for the properties of rich text conversion.
import fc from "fast-check";
import type { TextFormat, Value } from "../../../../src/core/contract/records.ts";
import { convertText } from "../../../../src/core/mapping/rich-text/convert-text.ts";
import {
  type Block,
  type Inline,
  lineBreak,
  type Mark,
  run,
} from "../../../../src/core/mapping/rich-text/tree.ts";

export const formats = ["plain", "html", "markdown", "adf", "wiki", "mrkdwn"] as const satisfies TextFormat[];
export const pairs = formats.flatMap((from) => formats.map((to) => [from, to] as const));

/** Pieces of text that some format would take for its own syntax. */
const nasty = [
  ..."*_~`-+^|[]{}()<>&!#.:;?\\/\"'=$@ \n\t\u00A0\u200B\u2060",
  "**",
  "__",
  "~~",
  "```",
  "``",
  "--",
  "---",
  "----",
  "\\\\",
  "\\*",
  "  ",
  "\n\n",
  "\r\n",
  "&amp;",
  "&lt;",
  "&#42;",
  "&nbsp;",
  "<b>",
  "</b>",
  "<script>alert(1)</script>",
  "<br>",
  "<!--",
  "-->",
  "<p>",
  "<ul><li>",
  "<table><tr><td>",
  "{code}",
  "{code:js}",
  "{noformat}",
  "{quote}",
  "{panel:title=T}",
  "{panel}",
  "{color:red}",
  "{*}",
  "{{",
  "}}",
  "h1. ",
  "bq. ",
  "* ",
  "- ",
  "# ",
  "1. ",
  "12) ",
  "> ",
  "&gt; ",
  "+ ",
  "||",
  "| a | b |",
  "|---|---|",
  "    ",
  "[ ] ",
  "[x] ",
  "\u2610 ",
  "\u2611 ",
  "\u2022 ",
  "https://a.example/x_y_(z)?q=1&r=2#f",
  "http://b.example.",
  "javascript:alert(1)",
  "[l](https://c.example)",
  "![i](https://d.example/i.png)",
  "[l|https://e.example]",
  "!https://f.example/i.png!",
  "<https://g.example|l>",
  "<@U123>",
  "<!here>",
  "<#C1|ch>",
  "[~bob]",
  "[^f.txt]",
  "@ann",
  "word",
  "a",
  "b1",
  "É",
  "日本",
  "😀",
  "\uD83D",
  "e\u0301",
  ":)",
  "(x)",
  "=====",
  "snake_case",
  "2*3*4",
  "a-b-c",
  "www.h.example",
  "x@y.example",
];

export const text = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .array(fc.constantFrom(...nasty), { minLength: 1, maxLength: 14 })
      .map((parts) => parts.join("")),
  },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 20 }) },
  { weight: 1, arbitrary: fc.string({ maxLength: 20 }) },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.constantFrom("one", "two", "three"), { minLength: 1, maxLength: 4 })
      .map((w) => w.join(" ")),
  },
);

const someMarks: fc.Arbitrary<Mark[]> = fc.subarray(["strong", "emphasis", "strike"]);
const url = fc.constantFrom(
  "https://a.example",
  "https://a.example/x_(y)?q=1&r=*2*",
  "mailto:x@y.example",
  "javascript:alert(1)",
  "/relative",
  "http://b.example/a b|c]d",
  "https://c.example/&copy;~_*",
);
const inline: fc.Arbitrary<Inline> = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(text, someMarks).map(([one, on]) => run(one, on)) },
  { weight: 1, arbitrary: text.map((one) => run(one, ["code"])) },
  { weight: 2, arbitrary: fc.tuple(text, someMarks, url).map(([one, on, href]) => run(one, on, href)) },
  { weight: 1, arbitrary: fc.constant(lineBreak) },
  {
    weight: 1,
    arbitrary: fc.tuple(url, text).map(([address, alt]): Inline => ({ kind: "picture", url: address, alt })),
  },
);
const inlines = fc.array(inline, { minLength: 1, maxLength: 5 });

const { block } = fc.letrec<{ block: Block }>((tie) => ({
  block: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    { weight: 5, arbitrary: inlines.map((content): Block => ({ kind: "paragraph", inlines: content })) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.integer({ min: 1, max: 6 }), inlines)
        .map(([depth, content]): Block => ({ kind: "heading", depth, inlines: content })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom("js", "c++", "odd language", null), text)
        .map(([language, one]): Block => ({ kind: "code", language, text: one })),
    },
    { weight: 1, arbitrary: fc.constant<Block>({ kind: "rule" }) },
    {
      weight: 1,
      arbitrary: fc.array(tie("block"), { maxLength: 3 }).map((blocks): Block => ({ kind: "quote", blocks })),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(
          fc.boolean(),
          fc.integer({ min: 0, max: 12 }),
          fc.array(
            fc.record({
              checked: fc.constantFrom(null, null, true, false),
              blocks: fc.array(tie("block"), { maxLength: 3 }),
            }),
            { maxLength: 4 },
          ),
        )
        .map(([ordered, start, items]): Block => ({ kind: "list", ordered, start, items })),
    },
    {
      weight: 1,
      arbitrary: fc
        .array(fc.array(inlines, { maxLength: 3 }), { maxLength: 3 })
        .map((rows): Block => ({ kind: "table", rows })),
    },
  ),
}));

/** Blocks of any nesting, not in normal form. */
export const blocks = fc.array(block, { maxLength: 4 });

/** Any JSON that looks somewhat like Atlassian's format. */
const adfType = fc.constantFrom(
  "doc",
  "paragraph",
  "text",
  "heading",
  "bulletList",
  "orderedList",
  "listItem",
  "taskList",
  "taskItem",
  "codeBlock",
  "blockquote",
  "panel",
  "expand",
  "table",
  "tableRow",
  "tableCell",
  "tableHeader",
  "hardBreak",
  "rule",
  "mention",
  "emoji",
  "inlineCard",
  "date",
  "status",
  "media",
  "mediaSingle",
  "future",
);
const mark = fc.record({
  type: fc.constantFrom("strong", "em", "strike", "code", "link", "underline"),
  attrs: fc.record({ href: url }),
});
const { adfNode } = fc.letrec<{ adfNode: Value }>((tie) => ({
  adfNode: fc.record(
    {
      type: adfType,
      text,
      attrs: fc.record(
        {
          text,
          level: fc.integer({ min: -1, max: 9 }),
          url,
          title: text,
          order: fc.integer(),
          state: fc.constantFrom("TODO", "DONE"),
          timestamp: fc.constantFrom("1700000000000", "x"),
        },
        { requiredKeys: [] },
      ),
      marks: fc.array(mark, { maxLength: 2 }),
      content: fc.oneof({ depthSize: "small" }, fc.constant([]), fc.array(tie("adfNode"), { maxLength: 4 })),
    },
    { requiredKeys: ["type"] },
  ) as fc.Arbitrary<Value>,
}));
export const adfValue: fc.Arbitrary<Value> = fc.oneof(
  fc.array(adfNode, { maxLength: 4 }).map((content): Value => ({ type: "doc", version: 1, content })),
  fc.jsonValue() as fc.Arbitrary<Value>,
);

/** Values as a system could hold them: written by somebody, or typed. */
export function someValue(format: TextFormat): fc.Arbitrary<Value> {
  return format === "adf"
    ? fc.oneof(adfValue, text)
    : fc.array(text, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("\n"));
}

/** The words of a text, in order, without what parts them. */
export const wordsOf = (value: string): string[] => value.match(/[\p{L}\p{N}]+/gu) ?? [];

/** What a reader reads, through plain text. */
export const plainOf = (value: Value, format: TextFormat): string =>
  String(convertText(value, format, "plain") ?? "");
