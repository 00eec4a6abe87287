import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { createOutput, type OutputOptions } from "../../src/cli/output.ts";
import { createProgress } from "../../src/cli/progress.ts";
import { sparkline } from "../../src/cli/sparkline.ts";
import { showCount, showDuration, showRelative } from "../../src/cli/times.ts";
import { ConfigInvalidError } from "../../src/core/config/problems.ts";
import { IntegrationError } from "../../src/core/contract/errors.ts";

class Screen {
  text = "";
  columns = 30;
  readonly isTTY: boolean;
  constructor(isTTY: boolean) {
    this.isTTY = isTTY;
  }
  write(text: string): void {
    this.text += text;
  }
}

function open(changes: Partial<OutputOptions> = {}) {
  const stdout = new Screen(true);
  const stderr = new Screen(true);
  stderr.columns = 100;
  const codes: number[] = [];
  const output = createOutput({
    hide: (text) => text,
    stdout,
    stderr,
    env: { TERM: "xterm" },
    json: false,
    quiet: false,
    stack: false,
    now: () => 0,
    readLine: () => "\tschedule: x",
    setExitCode: (code) => codes.push(code),
    ...changes,
  });
  return { output, stdout, stderr, codes };
}

const outcome = { document: { schema: "integ.t/1" }, render: () => "text", verdict: 2 } as const;

describe("output on a terminal", () => {
  it("CFG-8 shows the wrong line with a caret under the wrong place", () => {
    const { output, stderr } = open({ env: { NO_COLOR: "1" } });
    output.fail(
      new ConfigInvalidError([{ file: "a.yaml", line: 4, column: 2, path: "", message: "no cron" }]),
    );
    expect(stderr.text).toBe(
      "a.yaml:4:2: no cron\n4 | \tschedule: x\n    \t^\nerror E_CONFIG_INVALID  The configuration is wrong: 1 problem\n→ Correct the lines named above.\n",
    );
  });

  it.each([0, undefined])("OPS-6 a terminal that says %s columns is one of unknown width", (columns) => {
    const words = "as long as a line of prose may be before it has to be broken";
    const streams = [new Screen(true), new Screen(true)] as const;
    const [stdout, stderr] = streams.map((stream) => Object.assign(stream, { columns })) as [Screen, Screen];
    const { output } = open({ stdout, stderr });
    output.answer({ ...outcome, render: ({ width }) => `${width} ${words}` });
    output.note(words);
    const progress = createProgress({ stderr, env: { TERM: "xterm" }, quiet: false });
    progress.phase(words);
    expect([stdout.text, stderr.text]).toEqual([`80 ${words}\n`, `${words}\n\r\u001b[2K${words} …`]);
  });

  it("is coloured unless the terminal can't or the reader refused", () => {
    const page = (env: OutputOptions["env"]): string => {
      const { output, stdout } = open({ env });
      output.answer({ ...outcome, render: ({ paint, width }) => paint("red", `w${width}`) });
      return stdout.text;
    };
    expect(page({ TERM: "xterm" })).toBe("\u001b[31mw30\u001b[39m\n");
    expect(page({ TERM: "dumb" })).toBe("w30\n");
    expect(page({ TERM: "xterm", NO_COLOR: "1" })).toBe("w30\n");
  });

  it("OPS-6 escapes what could drive the terminal, wherever it came from, and keeps its own colours", () => {
    const hostile = "a\u001b[2J\u001b]0;title\u0007\u009b31m\u007f\u0000\r\u202eb";
    const escaped = "a\\u001b[2J\\u001b]0;title\\u0007\\u009b31m\\u007f\\u0000\\u000d\\u202eb";
    const { output, stdout, stderr } = open();
    output.answer({ ...outcome, render: ({ paint }) => `${paint("red", hostile)}\n\t${hostile}` });
    expect(stdout.text).toBe(`\u001b[31m${escaped}\u001b[39m\n\t${escaped}\n`);
    output.fail(new IntegrationError({ code: "E_NOT_FOUND", message: hostile, hint: hostile }));
    output.warn(hostile);
    output.note(hostile);
    expect(stripVTControlCharacters(stderr.text)).not.toMatch(/(?![\n\t])\p{Cc}|\u202e/u);
    expect(stderr.text.split(escaped)).toHaveLength(5);
  });

  it("OPS-6 escapes even colours where there are none to be, and nothing in a document", () => {
    const coloured = "\u001b[31mred";
    const plain = open({ env: { NO_COLOR: "1" } });
    plain.output.answer({ ...outcome, render: () => coloured });
    expect(plain.stdout.text).toBe("\\u001b[31mred\n");
    const json = open({ json: true });
    json.output.answer({ ...outcome, document: { schema: "integ.t/1", coloured: "\u009b\u202e" } });
    expect(JSON.parse(json.stdout.text)).toEqual({ schema: "integ.t/1", coloured: "\u009b\u202e" });
  });

  it("answers once, and sets the verdict as exit code", () => {
    const { output, codes } = open({ json: true });
    output.answer(outcome);
    expect(() => output.answer(outcome)).toThrow("answered twice");
    expect(codes).toEqual([2]);
  });

  it("adds no second document when closing fails after the answer", () => {
    const { output, stdout, codes } = open({ json: true });
    output.answer(outcome);
    output.fail(new Error("late"));
    expect(JSON.parse(stdout.text)).toEqual({ schema: "integ.t/1" });
    expect(codes.at(-1)).toBe(70);
  });
});

describe("progress", () => {
  it("rewrites one line on a terminal, shortened to fit", () => {
    const stderr = new Screen(true);
    const progress = createProgress({ stderr, env: { TERM: "xterm" }, quiet: false });
    progress.phase("Loading");
    progress.update("1 of 2 of a very long explanation");
    progress.done("Loaded 2");
    expect(stderr.text.split("\u001b[2K").map((line) => line.replace("\r", ""))).toEqual([
      "",
      "Loading …",
      "Loading  1 of 2 of a very lo…",
      "Loaded 2\n",
    ]);
  });

  it.each([{ NO_COLOR: "1" }, { TERM: "dumb" }, { ACCESSIBLE: "1", TERM: "xterm" }])(
    "is one line per phase, without escape sequences, with %j",
    (env) => {
      const stderr = new Screen(true);
      const progress = createProgress({ stderr, env, quiet: false });
      progress.phase("Loading");
      progress.update("1 of 2");
      progress.done("Loaded 2");
      expect(stderr.text).toBe("Loading …\nLoaded 2\n");
    },
  );
});

describe("numbers for people", () => {
  it("durations and distances in time", () => {
    expect([850, 12_345, 180_000, 7_200_000, 172_800_000].map(showDuration)).toEqual([
      "850 ms",
      "12 s",
      "3 min",
      "2 h",
      "2 d",
    ]);
    expect([0, 999, 120_000].map((ms) => showRelative(ms, 0))).toEqual(["just now", "just now", "in 2 min"]);
    expect(showRelative(0, 5_000)).toBe("5 s ago");
    expect([showCount(1, "record"), showCount(1_204, "record")]).toEqual(["1 record", "1,204 records"]);
  });

  it("sparklines scale to the largest value and leave a blank for what is unknown", () => {
    expect(sparkline([0, 1, 50, 100, null])).toBe("▁▂▅█ ");
    expect(sparkline([])).toBe("");
    expect(sparkline([0, 0])).toBe("▁▁");
  });
});
