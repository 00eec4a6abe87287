import fc from "fast-check";
import { expect, it } from "vitest";
import type { Page } from "../../src/cli/output.ts";
import { renderTable } from "../../src/cli/table.ts";

const page = (width: number): Page => ({ width, paint: (_style, text) => text, nowMs: 0 });
const columns = [
  { title: "ID", cell: (row: readonly string[]) => row[0] ?? "", align: "right" },
  { title: "CAUSE", cell: (row: readonly string[]) => row[1] ?? "" },
] as const;

it("lines columns up and leaves no blanks at the end of lines", () => {
  const rows = [
    ["7", "locked"],
    ["1204", "no"],
  ];
  expect(renderTable(page(80), columns, rows)).toBe("  ID  CAUSE\n   7  locked\n1204  no");
});

it("shortens the widest column until the line fits", () => {
  expect(renderTable(page(20), columns, [["1204", "the vendor refuses the values"]])).toBe(
    "  ID  CAUSE\n1204  the vendor re…",
  );
});

it("counts wide characters as two columns", () => {
  const rows = [
    ["東京", "x"],
    ["abcd", "y"],
  ];
  expect(renderTable(page(80), columns, rows)).toBe("  ID  CAUSE\n東京  x\nabcd  y");
});

it("never lets a cell drive the terminal or break the line, and keeps to the page", () => {
  const cell = fc.string({
    unit: fc.constantFrom("a", "b", " ", "\u001b", "\u009b", "\n", "\t", "\u202e", "é"),
  });
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell)), fc.integer({ min: 20, max: 60 }), (rows, width) => {
      const lines = renderTable(page(width), columns, rows).split("\n");
      expect(lines).toHaveLength(rows.length + 1);
      for (const line of lines) {
        expect(line).not.toMatch(/[\p{Cc}\u202e]/u);
        expect(line.length).toBeLessThanOrEqual(width);
      }
    }),
  );
});

it("OPS-6 cuts no id and no code on a page too narrow for the columns, but gives each row a block", () => {
  const id = "500Hs000000000uIAA";
  const code = "E_MAPPING_VALUE";
  const wide = [
    { title: "RECORD", keep: true, cell: () => id },
    { title: "CODE", keep: true, cell: () => code },
    { title: "CAUSE", wrap: true, cell: (row: readonly string[]) => row[0] ?? "" },
  ] as const;
  const rows = [["the vendor refuses the values"], [""]];
  expect(renderTable(page(40), wide, rows)).toBe(
    `RECORD  ${id}\nCODE    ${code}\nCAUSE   the vendor refuses the values\n\nRECORD  ${id}\nCODE    ${code}`,
  );
  // Columns fit as long as the one that wraps has room for some words.
  expect(renderTable(page(57), wide, rows).split("\n")[1]).toBe(`${id}  ${code}  the vendor refuses`);
  expect(renderTable(page(56), wide, rows)).toContain(`RECORD  ${id}\n`);
});
