import { Ajv } from "ajv";
import ajvFormats from "ajv-formats";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lintConfig } from "../../../src/core/config/lint.ts";
import { loadConfig } from "../../../src/core/config/load.ts";
import { formatProblem } from "../../../src/core/config/problems.ts";
import { toSarif } from "../../../src/core/config/sarif.ts";
import { builtinConnectors, createRegistry } from "../../../src/core/connectors/registry.ts";
import { ConfigError } from "../../../src/core/contract/errors.ts";
import { isInFull } from "../../skips.ts";
import { everyKeyText } from "./every-key-text.ts";
import { sarifSchema } from "./sarif-schema.ts";
import { fullText, validText } from "./stub-connectors.ts";

type Bytes = Buffer<ArrayBufferLike>;
type Corruption = (bytes: Bytes) => Bytes;

const registry = createRegistry({ entries: builtinConnectors });

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
// Not fc.string: that lists all of Unicode before it begins.
const anyText = fc.array(fc.nat(0x10ffff), { maxLength: 4 }).map((points) => String.fromCodePoint(...points));
const insertion = fc.tuple(position, anyText).map(([at, text]): Corruption => {
  return (bytes) => {
    const index = Math.floor(at * bytes.length);
    return Buffer.concat([bytes.subarray(0, index), Buffer.from(text), bytes.subarray(index)]);
  };
});
const corruptions = fc.array(fc.oneof(byteFlip, lineDeletion, lineRepetition, indentation, insertion), {
  minLength: 1,
  maxLength: 6,
});

const ajv = new Ajv({ strict: true });
ajvFormats.default(ajv);
const isSarif = ajv.compile(sarifSchema);

/** Lines of a text, as editors count them. */
const linesOf = (bytes: Bytes): number => bytes.toString("utf8").split(/\r\n|\r|\n/).length;

function resultsOf(sarif: unknown): readonly unknown[] {
  const log = sarif as { readonly runs: readonly [{ readonly results: readonly unknown[] }] };
  return log.runs[0].results;
}

/** Lints the corrupted text through all layers; throws when the report or its SARIF is not what it should be. */
async function lintCorrupted(text: string, changes: readonly Corruption[]): Promise<boolean> {
  const bytes = changes.reduce<Bytes>((current, change) => change(current), Buffer.from(text));
  const report = await lintConfig({
    file: "integ.yaml",
    environment: null,
    env: { INTEG_SET__SYNCS__CASES__PREFER: "right" },
    flags: [],
    registry,
    readFile: async () => bytes,
    level: "static",
  });
  const sarif: unknown = JSON.parse(JSON.stringify(toSarif(report, { version: "0.0.0", root: "/" })));
  if (!isSarif(sarif)) throw new Error(`no SARIF: ${JSON.stringify(isSarif.errors)}`);
  if (resultsOf(sarif).length !== report.problems.length)
    throw new Error("a problem is missing in the SARIF");
  const most = linesOf(bytes) + 1;
  for (const problem of report.problems) {
    const isInside = problem.line >= 1 && problem.line <= most && problem.column >= 1;
    if (!isInside) throw new Error(`outside the file: ${formatProblem(problem)}`);
    if (problem.message === "") throw new Error(`no message at ${problem.line}`);
  }
  return report.problems.some(({ severity }) => severity === "error");
}

/** All of them where nothing is skipped; a part, and a different one each time, where somebody waits. */
const wanted = isInFull ? 10_000 : 1_000;
const wantedLoads = isInFull ? 500 : 150;

describe("a corrupted file", () => {
  it(`CFG-8 the linter answers ${wanted} of them with problems inside the file, as SARIF too, and nothing else`, async () => {
    let wrong = 0;
    let runs = 0;
    const texts = [validText, fullText, everyKeyText];
    const property = fc.asyncProperty(fc.constantFrom(...texts), corruptions, async (text, changes) => {
      runs++;
      if (await lintCorrupted(text, changes)) wrong++;
    });
    await fc.assert(property, { numRuns: wanted });
    expect(runs).toBe(wanted);
    // Most corruptions break something; a linter that lets them all through would pass everything above.
    expect(wrong).toBeGreaterThan(wanted / 2);
  }, 400_000);

  it("CFG-8 loadConfig refuses what the linter finds wrong, and loads the rest", async () => {
    const property = fc.asyncProperty(corruptions, async (changes) => {
      const bytes = changes.reduce<Bytes>((current, change) => change(current), Buffer.from(fullText));
      const options = { file: "integ.yaml", registry, readFile: async () => bytes };
      const thrown = await loadConfig(options).then(
        () => null,
        (error: unknown) => error,
      );
      if (thrown !== null && !(thrown instanceof ConfigError)) throw thrown;
      const report = await lintConfig({ ...options, environment: null, env: {}, flags: [], level: "static" });
      const isWrong = report.problems.some(({ severity }) => severity === "error");
      expect(thrown !== null).toBe(isWrong);
    });
    await fc.assert(property, { numRuns: wantedLoads });
  }, 60_000);
});
