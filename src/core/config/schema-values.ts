// Values with a unit, as the schemas of the configuration take them.
import { z } from "zod";
import { parseDuration } from "./durations.ts";
import { parseShare, parseSize } from "./sizes.ts";

export const Duration = z
  .string()
  .refine(
    (text) => parseDuration(text) !== null,
    "a duration is a number above zero and a unit, like 30s or 5m",
  )
  .describe("A number and a unit: ms, s, m, h or d");

export const Share = z
  .string()
  .refine((text) => parseShare(text) !== null, "a share is a percentage, like 10%")
  .describe("A percentage up to 100%");

export const Size = z
  .string()
  .refine((text) => parseSize(text) !== null, "a size is a number above zero and a unit, like 25MB")
  .describe("A number and a unit: B, KB, MB or GB");
