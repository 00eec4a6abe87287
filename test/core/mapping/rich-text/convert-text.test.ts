import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TextFormat, Value } from "../../../../src/core/contract/records.ts";
import {
  canonicalText,
  convertText,
  readText,
  settleText,
} from "../../../../src/core/mapping/rich-text/convert-text.ts";
import { fitText, textLength } from "../../../../src/core/mapping/rich-text/fit-text.ts";
import { normalBlocks } from "../../../../src/core/mapping/rich-text/normal-blocks.ts";
import { readableText } from "../../../../src/core/mapping/rich-text/tree.ts";
import { isInFull } from "../../../skips.ts";
import { blocks, formats, pairs, plainOf, someValue, text, wordsOf } from "./documents.ts";

/** Of each pair of formats; others each time. */
const numRuns = isInFull ? 20 : 8;
const rich = formats.filter((format) => format !== "plain");
const writtenIn = (format: TextFormat) => blocks.map((tree) => settleText(normalBlocks(tree), format).value);
const anyValue = (format: TextFormat) => fc.oneof(writtenIn(format), someValue(format));

describe.each(pairs)("from %s to %s", (from, to) => {
  it("SFM-4 a second trip changes nothing, and what is sent is canonical", () => {
    const property = fc.property(anyValue(from), (value) => {
      const sent = convertText(value, from, to);
      expect(canonicalText(sent, to)).toEqual(sent);
      expect(convertText(convertText(sent, to, from), from, to)).toEqual(sent);
    });
    fc.assert(property, { numRuns });
  });

  it("SFM-4 keeps every word, in order", () => {
    const property = fc.property(blocks, (tree) => {
      const normal = normalBlocks(tree);
      const source = settleText(normal, from).value;
      const words = wordsOf(readableText(tree).join("\n"));
      const kept = wordsOf(plainOf(convertText(source, from, to), to));
      expect(isWithin(words, kept)).toBe(true);
    });
    fc.assert(property, { numRuns });
  });
});

/** Whether the letters occur in this order; between them may stand what a target adds, such as addresses. */
function isWithin(words: readonly string[], text: readonly string[]): boolean {
  const wanted = [...words.join("")];
  let next = 0;
  for (const letter of text.join("")) if (letter === wanted[next]) next += 1;
  return next === wanted.length;
}

describe.each(formats)("%s", (format) => {
  it("SFM-4 has one canonical text for all that read the same, and finds it at once", () => {
    const property = fc.property(anyValue(format), (value) => {
      const canonical = canonicalText(value, format);
      expect(canonicalText(canonical, format)).toEqual(canonical);
    });
    fc.assert(property, { numRuns: 3 * numRuns });
  });

  it("SFM-4 plain text with characters of the format comes out as the text it was", () => {
    const property = fc.property(text, (typed) => {
      const plain = canonicalText(typed, "plain");
      expect(convertText(convertText(plain, "plain", format), format, "plain")).toEqual(plain);
    });
    fc.assert(property, { numRuns: 5 * numRuns });
  });

  it.each([null, "", "  \n\t ", "\u00A0", "\u200B"])("SFM-4 %j is blank", (blank) => {
    for (const to of formats) expect(convertText(blank, format, to)).toBeNull();
  });

  it("SFM-4 text cut to length fits, is canonical, and begins as the whole did", () => {
    const property = fc.property(anyValue(format), fc.integer({ min: 0, max: 200 }), (value, most) => {
      const cut = fitText(value, format, most);
      expect(textLength(cut)).toBeLessThanOrEqual(most);
      expect(canonicalText(cut, format)).toEqual(cut);
      expect(JSON.stringify(cut)).not.toMatch(/\\ud[89a-f]/i);
      const whole = canonicalText(value, format);
      if (textLength(whole) <= most) expect(cut).toEqual(whole);
    });
    fc.assert(property, { numRuns: 2 * numRuns });
  });

  it("SFM-4 deep and endless input ends, and its words stay", () => {
    const opening = [
      "*",
      "_",
      "[",
      "`",
      "<b>",
      "<div>",
      "> ",
      "- ",
      "{quote}",
      "{{",
      "!",
      "||",
      "![",
      "<u|x> ",
      "{code}",
    ];
    for (const piece of opening) {
      const value = `first ${piece.repeat(6000)} last`;
      expect(wordsOf(plainOf(value, format))).toEqual(expect.arrayContaining(["first", "last"]));
    }
  });
});

describe.each(rich)("from plain text to %s", (format) => {
  it.each([
    "*not bold*",
    "_a_",
    "~x~",
    "<b>",
    "{code}",
    "&amp;",
    "1. x",
    "# x",
    "- x",
    "> x",
    "h1. x",
    "| a | b |",
    "[a](b)",
    "[a|http://b.example]",
    "C:\\\\server\\share",
    "a\n  b",
    "`x`",
    "```",
    "----",
    "[ ] x",
    "bq. x",
    "<!here>",
    "\\*",
  ])("SFM-4 %j typed as text stays text", (typed) => {
    const value = convertText(typed, "plain", format);
    expect(convertText(value, format, "plain")).toEqual(typed);
    expect(readText(value, format).map((block) => block.kind)).toEqual(["paragraph"]);
    expect(JSON.stringify(readText(value, format))).not.toMatch(/"marks":\["/);
  });
});

describe("HTML", () => {
  it("SFM-4 never carries what could run", () => {
    const property = fc.property(fc.constantFrom(...formats), text, text, (from, one, two) => {
      const value = `${one}<img src=x onerror=alert(1)><a href="javascript:alert(1)">l</a><svg onload=x>${two}`;
      const html = String(convertText(value, from, "html") ?? "");
      const tags = html.match(/<[^>]*>/g) ?? [];
      for (const tag of tags)
        expect(tag).toMatch(
          /^<\/?(?:p|br|strong|em|del|code|pre|blockquote|ul|ol|li|table|thead|tbody|tr|th|td|hr|h[1-6])>$|^<a href="(?:https?:\/\/|mailto:|tel:)[^"<>]*">$|^<\/a>$|^<img src="(?:https?:\/\/)[^"<>]*" alt="[^"<>]*">$|^<ol start="\d+">$|^<code class="language-[a-z0-9#+.-]+">$/,
        );
    });
    fc.assert(property, { numRuns: 300 });
  });

  it.each([
    ["<p>a  <b>b</b>\n c</p>", "<p>a <strong>b</strong> c</p>"],
    ["a<br><br/>b", "<p>a</p><p>b</p>"],
    ["<div>a</div><div>b</div>", "<p>a</p>\n\n<p>b</p>"],
    ["<p>&eacute;&#x20AC;&quot;</p>", '<p>é€"</p>'],
    [`<a class="x" href="https://a.example" onclick="y">l</a>`, `<a href='https://a.example'>l</a>`],
    ["<i>a</i><s>b</s>", "<em>a</em><del>b</del>"],
    ["<ul><li><p>a</p></li></ul>", "<ul>\n<li>a\n</ul>"],
    ["<p>a<strong> b</strong></p>", "<p>a <strong>b</strong></p>"],
    ["<p>a</p><p>&nbsp;</p><p></p>", "<p>a</p>"],
  ])("SFM-4 %s means %s", (one, other) => {
    expect(canonicalText(one, "html")).toBe(canonicalText(other, "html"));
    expect(canonicalText(one, "html")).not.toBeNull();
  });
});

describe("Markdown", () => {
  it.each([
    ["*a* __b__", "_a_ **b**"],
    ["* a\n* b", "- a\n- b"],
    ["a\n=", "# a"],
    ["***", "---"],
    ["[a][1]\n\n[1]: https://a.example", "[a](<https://a.example>)"],
    ["    code", "```\ncode\n```"],
    ["a  \nb", "a\\\nb"],
    ["<b>a</b>", "a"],
  ])("SFM-4 %j means %j", (one, other) => {
    expect(canonicalText(one, "markdown")).toBe(canonicalText(other, "markdown"));
  });
});

const everything = [
  "# Title",
  "**bold** _it_ ~~gone~~ `code` [link](https://a.example/x)\\\nnext",
  "- one\n  1. two\n- three",
  "- [ ] open\n- [x] done",
  "> quoted",
  "```js\nlet a;\n```",
  "---",
  "| a | b |\n| - | - |\n| 1 | 2 |",
].join("\n\n");

describe("a text with everything", () => {
  it.each(["html", "adf", "wiki", "markdown"] as const)("SFM-4 comes back whole from %s", (format) => {
    const there = convertText(everything, "markdown", format);
    const back = convertText(there, format, "markdown");
    expect(back).toBe(canonicalText(everything, "markdown"));
  });

  it.each(formats)("SFM-4 is written as %s writes it", async (format) => {
    const value = convertText(everything, "markdown", format);
    const shown = typeof value === "string" ? value : JSON.stringify(value, null, 2);
    await expect(`${shown}\n`).toMatchFileSnapshot(`written/${format}.txt`);
  });
});

describe("marks that overlap", () => {
  it.each(["html", "markdown", "adf", "wiki", "mrkdwn"] as const)("SFM-4 are kept by %s", (format) => {
    const overlapping = "<p><b>a <i>b</i></b><i> c</i> <s>d <i>e</i></s> f<b>g</b>h <b><i>i</i></b></p>";
    const html = canonicalText(overlapping, "html");
    expect(convertText(convertText(html, "html", format), format, "html")).toBe(html);
    expect(html).toContain("<strong>a <em>b</em></strong> <em>c</em>");
  });
});

describe("text cut to length", () => {
  it("SFM-4 is never cut inside a character, a tag or an address", () => {
    expect(fitText("\u{1F600}\u{1F600}", "plain", 3)).toBe("\u{1F600}");
    expect(fitText("<p><b>bold</b></p>", "html", 26)).toBe("<p><strong>bo</strong></p>");
    expect(fitText("see https://a.example/x", "plain", 20)).toBe("see");
    expect(fitText("long", "html", 7)).toBeNull();
  });
});

describe("Slack's text", () => {
  it.each([
    ["&lt;b&gt; &amp;amp;", "<b> &amp;"],
    ["<https://a.example|label>", "label (https://a.example)"],
    ["<https://a.example>", "https://a.example"],
    [
      "hi <@U123>, <@U1|ann>, <#C1|general>, <!here>, <!subteam^S1|@ops>",
      "hi @U123, @ann, #general, @here, @ops",
    ],
    ["<!date^1392734382^{date}|Feb 18>", "Feb 18"],
    ["&gt; said\nnot", "> said\n\nnot"],
    ["snake_case_name 2*3*4", "snake_case_name 2*3*4"],
    ["```a *b*```", "a *b*"],
  ])("SFM-4 %j reads %j", (mrkdwn, plain) => {
    expect(convertText(mrkdwn, "mrkdwn", "plain")).toBe(plain);
  });
});

describe("Jira's wiki text", () => {
  it.each([
    ["a *b* _c_ -d- +e+ {{f}} {color:red}g{color}", "a **b** _c_ ~~d~~ e `f` g"],
    ["h2. T\n* a\n** b\n# c", "## T\n\n- a\n  - b\n\n1. c"],
    ["{code:java|title=T}\nx\n{code}", "**T**\n\n```java\nx\n```"],
    ["{quote}a{quote}\nbq. b", "> a\n\n> b"],
    [
      "||a||b||\n|1|[l|https://a.example]|",
      "| a | b                      |\n| - | ---------------------- |\n| 1 | [l](https://a.example) |",
    ],
    ["[~bob] [^f.txt] [https://a.example]", "@bob f.txt <https://a.example>"],
    ["a\\\\b \\*c\\*", "a\\\nb \\*c\\*"],
    ["{panel:title=P}in{panel}", "**P**\n\nin"],
    ["{code}open", "{code}open"],
    ["e-mail a-b-c wo{*}rd{*}", "e-mail a-b-c wo**rd**"],
  ])("SFM-4 %j is %j in Markdown", (wiki, markdown) => {
    expect(convertText(wiki, "wiki", "markdown")).toBe(canonicalText(markdown, "markdown"));
  });
});

describe("Atlassian's documents", () => {
  const doc = (...content: Value[]): Value => ({ type: "doc", version: 1, content });
  const words = (value: string): Value => ({ type: "text", text: value });
  it.each<[string, Value, string]>([
    [
      "a panel",
      doc({
        type: "panel",
        attrs: { panelType: "info" },
        content: [{ type: "paragraph", content: [words("p")] }],
      }),
      "p",
    ],
    [
      "a mention",
      doc({
        type: "paragraph",
        content: [{ type: "mention", attrs: { id: "1", text: "@Ann" } }, words(" hi")],
      }),
      "@Ann hi",
    ],
    [
      "an unknown node",
      doc({ type: "future", content: [{ type: "later", content: [words("kept")] }] }),
      "kept",
    ],
    ["an unknown node's text", doc({ type: "future", attrs: { text: "kept" } }), "kept"],
    ["a card", doc({ type: "blockCard", attrs: { url: "https://a.example" } }), "https://a.example"],
    [
      "a date and a status",
      doc({
        type: "paragraph",
        content: [
          { type: "date", attrs: { timestamp: "1700000000000" } },
          words(" "),
          { type: "status", attrs: { text: "DONE" } },
        ],
      }),
      "2023-11-14 DONE",
    ],
    [
      "an expand",
      doc({ type: "expand", attrs: { title: "T" }, content: [{ type: "paragraph", content: [words("x")] }] }),
      "T\n\nx",
    ],
    ["what is no document", "just *text*", "just *text*"],
    ["a list of nonsense", [1, { a: null }, "x"], ""],
  ])("SFM-4 keeps the text of %s", (_, value, plain) => {
    expect(convertText(value, "adf", "plain") ?? "").toBe(plain);
  });

  it("SFM-4 nested a hundred thousand deep are read as text", () => {
    let node: Value = words("deep");
    for (let depth = 0; depth < 100_000; depth += 1) node = { type: "panel", content: [node] };
    expect(convertText(doc(node), "adf", "plain")).toBe("deep");
  });
});
