import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { collect, runFixture, startFixture } from "./run-fixture.ts";

const ESCAPE = "\u001b";

describe("--json", () => {
  it("prints one document whose first key is its schema, and nothing else on stdout", async () => {
    const { code, stdout } = await runFixture(["say", "hello", "--times", "2", "--json"]);
    expect(code).toBe(0);
    expect(Object.keys(JSON.parse(stdout))[0]).toBe("schema");
    expect(JSON.parse(stdout)).toMatchObject({
      schema: "integ.say/1",
      said: [{ word: "hello" }, { index: 1 }],
    });
  });

  it.each([
    [["say", "hello", "--tims", "2"], "Unknown flag --tims", "Did you mean --times?"],
    [["say"], "Missing: WORD", expect.any(String)],
    [["say", "a", "b"], "Unexpected argument: b", expect.any(String)],
    [["say", "a", "--colour", "blue"], "Expected --colour=blue to be one of: red, green", expect.any(String)],
    [
      ["say", "a", "--loud", "--quietly"],
      expect.stringMatching(/^--loud=true cannot also be .*; --quietly=true cannot also be /),
      expect.any(String),
    ],
    [["say", "a", "--times", "often"], expect.stringContaining("often"), expect.any(String)],
    [["sya", "a"], 'There is no command "sya a"', expect.any(String)],
    [["box"], '"box" needs one of its commands', "Run `integ box --help`."],
    [[], expect.any(String), expect.any(String)],
  ])("CFG-8 reports the wrong command line %j as one document with exit 64", async (args, message, hint) => {
    const { code, stdout } = await runFixture([...args, "--json"]);
    expect(JSON.parse(stdout)).toEqual({
      schema: "integ.error/1",
      error: { code: "E_USAGE", message, hint, docs: "docs/operator/errors.md#e_usage" },
    });
    expect(code).toBe(64);
  });

  it("CFG-7 shows no argument that is too much where it may be a secret", async () => {
    const { code, stdout, stderr } = await runFixture(["ask", "zd/apiToken", "hunter2", "--json"]);
    expect([code, JSON.parse(stdout).error.code]).toEqual([64, "E_USAGE"]);
    expect(stdout + stderr).not.toContain("hunter2");
  });

  it("BAS-3 reports an error of ours with its code, its exit code and what to do next", async () => {
    const { code, stdout, stderr } = await runFixture(["fail", "auth", "--json"]);
    expect(code).toBe(77);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: "integ.error/1",
      error: { code: "E_AUTH_REJECTED", message: "sf-prod: token refused", connection: "sf-prod" },
    });
    expect(stderr).toContain("error E_AUTH_REJECTED  sf-prod: token refused\n→ Run `integ connect sf-prod`");
  });

  it("CFG-8 lists every configuration problem with its place", async () => {
    const { code, stdout, stderr } = await runFixture(["fail", "config", "--json"]);
    expect(code).toBe(78);
    const { error } = JSON.parse(stdout);
    expect(error.message).toBe("The configuration is wrong: 2 problems");
    expect(error.problems).toMatchObject([{ line: 3, column: 5, suggestion: "y" }, { line: 9 }]);
    expect(stderr).toContain('integ.yaml:3:5: unknown key "x" — did you mean "y"?\n');
  });

  it("prints a single document when something fails out of band, and exits 70, not 1", async () => {
    const { code, stdout } = await runFixture(["fail", "later", "--json"]);
    expect(JSON.parse(stdout).error.code).toBe("E_INTERNAL");
    expect(code).toBe(70);
  });

  it.each(["--json", "--log-level=debug"])(
    "CFG-7 hides in what escapes the command the secrets it had read (%s)",
    async (flag) => {
      const { code, stdout, stderr } = await runFixture(["fail", "with-a-secret", flag]);
      expect([code, stdout + stderr]).toEqual([70, expect.stringContaining("refused: [hidden]")]);
      expect(stdout + stderr).not.toContain("a-secret-that-was-read");
    },
  );

  it("is a word like any other after --", async () => {
    const { code, stdout } = await runFixture(["say", "--", "--json"]);
    expect(stdout).toContain("--json");
    expect(stdout).not.toContain("schema");
    expect(code).toBe(0);
  });

  it("tells the version too", async () => {
    const { stdout } = await runFixture(["--version", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ schema: "integ.version/1", version: "0.0.0" });
  });

  it("is whole when the reader is slow and the document is large", async () => {
    const child = startFixture(["say", "x".repeat(100), "--times", "20000", "--json"]);
    await once(child.stdout ?? child, "readable");
    let text = "";
    for await (const chunk of child.stdout ?? []) {
      text += chunk;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(text.length).toBeGreaterThan(2_000_000);
    expect(JSON.parse(text).said).toHaveLength(20_000);
  });
});

describe("exit codes", () => {
  it.each([0, 1, 2, 3])("a verdict of %i is the exit code", async (verdict) => {
    expect(await runFixture(["say", "x", "--verdict", String(verdict)])).toMatchObject({ code: verdict });
  });

  it("BAS-3 an error nobody expected is a bug: 70, with the stack only at level debug", async () => {
    const plain = await runFixture(["fail", "otherwise"]);
    expect(plain.code).toBe(70);
    expect(plain.stderr).toContain("error E_INTERNAL  integ itself failed (TypeError: nobody expected this)");
    expect(plain.stderr).not.toContain("fail.ts");
    expect((await runFixture(["fail", "otherwise"], { INTEG_LOG_LEVEL: "debug" })).stderr).toContain(
      "fail.ts:",
    );
    expect((await runFixture(["fail", "otherwise", "--log-level=debug"])).stderr).toContain("fail.ts:");
  });

  it("is 64 for a log level in the environment that is none", async () => {
    const { code, stderr } = await runFixture(["say", "x"], { INTEG_LOG_LEVEL: "loud" });
    expect(code).toBe(64);
    expect(stderr).toContain('INTEG_LOG_LEVEL is "loud"');
  });
});

describe("streams", () => {
  it("stdout has the answer only; progress and logs go to stderr", async () => {
    const { stdout, stderr } = await runFixture(["say", "hello"]);
    expect(stdout).toBe("#  WORD\n0  hello\n");
    expect(stderr).toContain("Thinking …\n");
    expect(stderr).toContain('"event":"say.started"');
  });

  it("--quiet leaves out progress and guidance but not warnings in the log", async () => {
    const { stderr } = await runFixture(["say", "hello", "--quiet", "--log-level", "error"]);
    expect(stderr).toBe("");
  });

  it("a secret given to the log by mistake is not written", async () => {
    const { stderr } = await runFixture(["say", "hello"]);
    expect(stderr).toContain("[redacted]");
    expect(stderr).not.toContain("s3cret");
  });

  it("NO_COLOR leaves no escape byte, even against FORCE_COLOR", async () => {
    const env = { FORCE_COLOR: "1", NO_COLOR: "1" };
    const runs = [
      await runFixture(["say", "x"], env),
      await runFixture(["fail", "auth"], env),
      await runFixture(["--help"], env),
    ];
    for (const { stdout, stderr } of runs) expect(stdout + stderr).not.toContain(ESCAPE);
    expect((await runFixture(["say", "x"], { FORCE_COLOR: "1" })).stdout).toContain(ESCAPE);
  });

  it("text that is not for a terminal has no escape byte either", async () => {
    const { stdout, stderr } = await runFixture(["say", `${ESCAPE}[31mred\u0007`]);
    expect(stdout + stderr).not.toContain(ESCAPE);
    expect(stdout).not.toContain("\u0007");
  });

  it("a reader that has seen enough is no failure", async () => {
    const child = startFixture([
      "say",
      "x".repeat(100),
      "--times",
      "20000",
      "--log-level",
      "error",
      "--quiet",
    ]);
    child.stdout?.once("data", () => child.stdout?.destroy());
    expect(await collect(child)).toMatchObject({ code: 0, stderr: "" });
  });
});

describe("questions", () => {
  it.each([
    ["stdin is closed", [], {}],
    ["--no-input is given", ["--no-input"], {}],
    ["CI is set", [], { CI: "1" }],
  ])("are not asked when %s: the way to answer is named and it ends with 64", async (_title, flags, env) => {
    const { code, stderr } = await runFixture(["ask", ...flags], env);
    expect(code).toBe(64);
    expect(stderr).toContain('"API token" needs an answer');
    expect(stderr).toContain("→ Give INTEG_TOKEN.");
  });
});

describe("signals", () => {
  it.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
    "%s asks a long-running command to finish, and it answers",
    async (signal) => {
      const child = startFixture(["wait", "--json"], {}, { stdio: ["ignore", "pipe", "pipe"] });
      child.stderr?.once("data", () => child.kill(signal));
      const { code, stdout } = await collect(child);
      expect(JSON.parse(stdout)).toEqual({ schema: "integ.wait/1", stopped: true });
      expect(code).toBe(0);
    },
  );

  it("OPS-6 what fails only because of it is told as the stop it is", async () => {
    const child = startFixture(["wait", "--cut", "--json"]);
    child.stderr?.once("data", () => child.kill("SIGTERM"));
    const { code, stdout } = await collect(child);
    expect(JSON.parse(stdout).error).toMatchObject({ code: "E_CANCELLED", message: "Stopped by SIGTERM" });
    expect(code).toBe(130);
  });

  it("the second ends it at once", async () => {
    const child = startFixture(["wait", "--stubborn"]);
    const ended = once(child, "exit");
    child.stderr?.on("data", (chunk) => {
      if (String(chunk).includes("waiting")) child.kill("SIGINT");
      if (String(chunk).includes("stopping")) child.kill("SIGINT");
    });
    expect(await ended).toEqual([null, "SIGINT"]);
  });
});

describe("what was opened", () => {
  it("is released last first, also when the command fails", async () => {
    const { stderr } = await runFixture(["fail", "auth"]);
    expect(stderr).toMatch(/released last\nreleased first\n/);
  });
});
