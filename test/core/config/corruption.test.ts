import fc from "fast-check";
import { describe, it } from "vitest";
import { loadConfig } from "../../../src/core/config/load.ts";
import { ConfigError } from "../../../src/core/contract/errors.ts";
import { fullRegistry, fullText, validText } from "./stub-connectors.ts";

type Bytes = Buffer<ArrayBufferLike>;
type Corruption = (bytes: Bytes) => Bytes;

const position = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const byteFlip = fc.tuple(position, fc.integer({ min: 1, max: 255 })).map(([at, mask]): Corruption => {
  return (bytes) => {
    const index = Math.floor(at * bytes.length);
    bytes[index] = (bytes[index] ?? 0) ^ mask;
    return bytes;
  };
});

const onLines = (change: (lines: string[], index: number) => void, at: number): Corruption => {
  return (bytes) => {
    const lines = bytes.toString("latin1").split("\n");
    change(lines, Math.floor(at * lines.length));
    return Buffer.from(lines.join("\n"), "latin1");
  };
};
const lineDeletion = position.map((at) => onLines((lines, index) => lines.splice(index, 1), at));
const lineRepetition = position.map((at) =>
  onLines((lines, index) => lines.splice(index, 0, lines[index] ?? ""), at),
);
const indentation = fc
  .tuple(
    position,
    fc.constantFrom("", " ", "  ", "\t", "   ", "- ", "? ", "&a ", "*a ", "!x ", "<<: ", "{", "|\n"),
  )
  .map(([at, indent]) =>
    onLines((lines, index) => lines.splice(index, 1, indent + (lines[index] ?? "").trimStart()), at),
  );
const insertion = fc
  .tuple(position, fc.string({ unit: "binary", maxLength: 4 }))
  .map(([at, text]): Corruption => {
    return (bytes) => {
      const index = Math.floor(at * bytes.length);
      return Buffer.concat([bytes.subarray(0, index), Buffer.from(text), bytes.subarray(index)]);
    };
  });
const corruptions = fc.array(fc.oneof(byteFlip, lineDeletion, lineRepetition, indentation, insertion), {
  minLength: 1,
  maxLength: 6,
});

describe("loadConfig on corrupted files", () => {
  it.each([
    ["the plain file", validText],
    ["the file with every key", fullText],
  ])(
    "CFG-8 accepts or throws a ConfigError with a place inside the file, and nothing else: %s",
    async (_, text) => {
      const property = fc.asyncProperty(corruptions, async (changes) => {
        const bytes = changes.reduce<Bytes>((current, change) => change(current), Buffer.from(text));
        const readFile = async (): Promise<Uint8Array> => bytes;
        try {
          await loadConfig({ file: "integ.yaml", registry: fullRegistry(), readFile });
        } catch (error) {
          if (!(error instanceof ConfigError)) throw error;
          if (!/integ\.yaml:[1-9]\d*:[1-9]\d*: ./.test(error.message))
            throw new Error(`no place: ${error.message}`);
        }
      });
      await fc.assert(property, { numRuns: 2000 });
    },
    120_000,
  );
});
