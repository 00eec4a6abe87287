// Rich text cut to what a field can hold, so that it stays whole in its own format.
import type { TextFormat, Value } from "../../contract/records.ts";
import { readText, type SettledText, settleText } from "./convert-text.ts";
import { normalBlocks } from "./normal-blocks.ts";
import type { Block, Inline } from "./tree.ts";

/** UTF-16 code units of the value as it is sent; a document counts as its JSON. */
export function textLength(value: Value): number {
  if (value === null) return 0;
  return typeof value === "string" ? value.length : JSON.stringify(value).length;
}

/**
 * The value, canonical, cut at its end until it is at most `maxLength` UTF-16 code units long as it is sent.
 * @returns null when not even one character fits. The result is canonical itself.
 */
export function fitText(value: Value, format: TextFormat, maxLength: number): Value {
  const blocks = readText(value, format);
  const whole = settleText(blocks, format);
  if (textLength(whole.value) <= maxLength) return whole.value;
  let best: Value = null;
  let low = 0;
  let high = Math.min(maxLength, sizeOf(blocks));
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const cut: SettledText = settleText(normalBlocks(cutBlocks(blocks, { left: middle })), format);
    if (textLength(cut.value) <= maxLength) {
      best = cut.value;
      low = middle;
    } else high = middle - 1;
  }
  return best;
}

interface Budget {
  left: number;
}

const sizeOf = (blocks: readonly Block[]): number => {
  const budget = { left: Number.MAX_SAFE_INTEGER };
  cutBlocks(blocks, budget);
  return Number.MAX_SAFE_INTEGER - budget.left;
};

function cutBlocks(blocks: readonly Block[], budget: Budget): Block[] {
  return blocks.flatMap((block): Block[] => (budget.left <= 0 ? [] : [cutBlock(block, budget)]));
}

function cutBlock(block: Block, budget: Budget): Block {
  switch (block.kind) {
    case "paragraph":
    case "heading":
      return { ...block, inlines: cutInlines(block.inlines, budget) };
    case "code":
      return { ...block, text: cutString(block.text, budget) };
    case "rule":
      budget.left -= 1;
      return block;
    case "quote":
      return { ...block, blocks: cutBlocks(block.blocks, budget) };
    case "list": {
      const items = block.items.flatMap((item) =>
        budget.left <= 0 ? [] : [{ ...item, blocks: cutBlocks(item.blocks, budget) }],
      );
      return { ...block, items };
    }
    case "table": {
      const rows = block.rows.flatMap((row) =>
        budget.left <= 0 ? [] : [row.map((cell) => cutInlines(cell, budget))],
      );
      return { ...block, rows };
    }
  }
}

/** A picture, and a link that shows its own address, is kept whole or left out. */
function cutInlines(inlines: readonly Inline[], budget: Budget): Inline[] {
  return inlines.flatMap((one): Inline[] => {
    if (budget.left <= 0) return [];
    if (one.kind !== "run") {
      budget.left -= 1;
      return [one];
    }
    if (one.href === one.text && one.text.length > budget.left) {
      budget.left = 0;
      return [];
    }
    return [{ ...one, text: cutString(one.text, budget) }];
  });
}

/** Never between the halves of a character beyond the basic plane. */
function cutString(text: string, budget: Budget): string {
  const end = Math.max(0, Math.min(text.length, budget.left));
  budget.left -= text.length;
  const code = text.charCodeAt(end - 1);
  const isHalf = end < text.length && code >= 0xd800 && code <= 0xdbff;
  return text.slice(0, isHalf ? end - 1 : end);
}
