// How much memory a large body takes on its way through.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Bench, type Figure, spreadOf } from "../figures.ts";
import type { BodyUse } from "./body-child.ts";
import { withVendor } from "./stage.ts";

const child = new URL("body-child.ts", import.meta.url).pathname;
/** More than this after the first tenth is growth. */
const flatMb = 40;
/** Bound of an answer that is taken whole; its parts and their sum are there at once. */
const mostWholeMb = 2 * 32 + flatMb;

export const bodies: Bench = {
  name: "bodies",
  run: ({ quick }) =>
    withVendor(async (origin) => {
      const bytes = quick ? 1_000_000_000 : 10_000_000_000;
      const streamed = await measure(origin, bytes, "streamed");
      const cut = await measure(origin, bytes, "whole");
      const size = `${bytes / 1_000_000_000} GB`;
      return [
        figureOf(`Memory of a body of ${size} that is handed on as it comes`, streamed),
        figureOf(`Memory of a body of ${size} that is beyond the bound of 32 MB`, cut),
      ];
    }),
};

async function measure(origin: string, bytes: number, manner: "streamed" | "whole"): Promise<BodyUse> {
  const args = ["--disable-warning=ExperimentalWarning", child, origin, `${bytes}`, manner];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as BodyUse;
}

function figureOf(what: string, { beforeMb, earlyMb, peakMb, seconds, readBytes, code }: BodyUse): Figure {
  const isStreamed = code === null;
  const grownMb = peakMb - earlyMb;
  const read = `${(readBytes / 1_000_000).toLocaleString("en-US")} MB read in ${seconds.toFixed(1)} s`;
  return {
    what,
    unit: "MB at the peak",
    value: spreadOf([peakMb]),
    baseline: { name: "the same process after 100 small answers", value: spreadOf([beforeMb]) },
    ratio: spreadOf([peakMb / beforeMb]),
    budget: isStreamed
      ? `flat: at most ${flatMb} MB more at its end than after a tenth`
      : `at most ${mostWholeMb} MB more`,
    isWithinBudget: grownMb <= (isStreamed ? flatMb : mostWholeMb),
    note: isStreamed ? `${Math.round(earlyMb)} MB after a tenth; ${read}` : `refused with ${code}`,
  };
}
