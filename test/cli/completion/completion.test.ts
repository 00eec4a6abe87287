// The written completions, asked by the shells themselves.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, it } from "vitest";
import { skipUnless } from "../../skips.ts";

const onPath = (name: string): boolean =>
  (process.env.PATH ?? "").split(delimiter).some((dir) => existsSync(join(dir, name)));

function ask(shell: string, args: readonly string[], script: string): readonly string[] {
  const { status, stdout, stderr } = spawnSync(shell, [...args, "-c", script], { encoding: "utf8" });
  expect([status, stderr]).toEqual([0, ""]);
  return stdout.split("\n").filter(Boolean).sort();
}

const config = "test/cli/completion/integ.yaml";

/** The words typed so far, the last of them unfinished → some of the answers, and some that must not be among them. */
const questions: readonly (readonly [line: string, answers: readonly string[], others: readonly string[]])[] =
  [
    ["integ ", ["sync", "dlq", "health"], ["list", "plan"]],
    ["integ he", ["health"], ["history"]],
    ["integ dlq ", ["list", "edit", "show", "discard"], ["sync"]],
    ["integ sync ", ["plan", "apply"], ["daemon"]],
    ["integ --config x.yaml sync p", ["pause", "plan"], ["apply"]],
    ["integ config lint --le", ["--level"], ["--json"]],
    ["integ config lint --level ", ["static", "offline", "live"], ["--json"]],
    ["integ health --state-dir /tmp --j", ["--json"], ["--quiet"]],
    ["integ secrets move key", ["key-file", "keychain"], ["environment"]],
    ["integ match new cases ", ["left", "right"], ["link"]],
    ["integ db check READ", ["README.md"], ["check"]],
    ["integ sync plan x", [], ["plan", "list"]],
    [`integ --config ${config} connections show `, ["sf-prod", "zd"], ["connector", "cases", "list"]],
    [`integ connections test --config ${config} sf`, ["sf-prod"], ["zd"]],
    ["integ --config /nowhere.yaml connections test ", [], ["sf-prod", "test"]],
  ];

function expectAnswers(asked: (line: string) => readonly string[]): void {
  for (const [line, answers, others] of questions) {
    const got = asked(line);
    expect([line, got]).toEqual([line, expect.arrayContaining([...answers])]);
    expect([line, got.filter((word) => others.includes(word))]).toEqual([line, []]);
  }
}

skipUnless(
  onPath("bash"),
  "bash",
  "that its completion answers",
)("bash", () => {
  it("OPS-6 completes commands, flags and values", () => {
    expectAnswers((line) =>
      ask(
        "bash",
        ["--norc"],
        `source docs/completions/integ.bash
         COMP_WORDS=(${line} ${line.endsWith(" ") ? '""' : ""}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
         "$(complete -p integ | sed 's/.*-F \\([^ ]*\\).*/\\1/')"
         printf '%s\\n' "\${COMPREPLY[@]}"`,
      ),
    );
  });

  it("OPS-6 completes the value behind an equals sign, which bash makes a word of its own", () => {
    const script = `source docs/completions/integ.bash
      COMP_WORDS=(integ config lint --level = st); COMP_CWORD=5; _integ; printf '%s\\n' "\${COMPREPLY[@]}"`;
    expect(ask("bash", ["--norc"], script)).toEqual(["static"]);
  });
});

skipUnless(
  onPath("fish"),
  "fish",
  "that its completion answers",
)("fish", () => {
  it("OPS-6 completes commands, flags and values", () => {
    expectAnswers((line) =>
      ask("fish", ["--no-config"], `source docs/completions/integ.fish; complete -C '${line}' | cut -f1`),
    );
  });
});

skipUnless(
  onPath("zsh"),
  "zsh",
  "that its completion answers",
)("zsh", () => {
  /** zsh completes in a line that is edited only: one in a pseudo-terminal, asked with a tab. */
  const script = `
    zmodload zsh/zpty
    zpty it zsh -f -i
    say() { zpty -w it "$1" }
    say "PS1= ; stty -echo; autoload -U compinit; compinit -u -D; source docs/completions/integ.zsh"
    say 'zstyle ":completion:*" list-grouped no; zstyle ":completion:*:default" list-prompt ""; LISTMAX=9999'
    say 'show() { compadd() { builtin compadd -O found "$@"; for one in $found; do print -r -- "<$one>"; done; builtin compadd "$@" }; _integ; unfunction compadd }'
    say 'zle -C ask complete-word show; bindkey "^I" ask; print READY'
    while zpty -r it line; do [[ $line == READY* ]] && break; done
    zpty -w -n it "$LINE"$'\\t'
    sleep 1
    zpty -w it $'\\C-u'"print DONE"
    while zpty -r it line; do [[ $line == *DONE* ]] && break; print -r -- "$line"; done`;

  it("OPS-6 completes commands, flags and values", () => {
    const got = (line: string): readonly string[] => {
      const { stdout } = spawnSync("zsh", ["-f", "-c", script], {
        encoding: "utf8",
        env: { ...process.env, LINE: line, TERM: "dumb" },
        timeout: 20_000,
      });
      return [...stdout.matchAll(/<([^<>\r\n]+)>/g)].map(([, word = ""]) => word);
    };
    expect(got("integ dlq ")).toEqual(expect.arrayContaining(["list", "edit", "show", "discard"]));
    expect(got("integ config lint --level=")).toEqual(expect.arrayContaining(["static", "offline", "live"]));
    expect(got("integ match new cases ")).toEqual(expect.arrayContaining(["left", "right"]));
    expect(got(`integ --config ${config} connections show `)).toEqual(["sf-prod", "zd"]);
  });
});

skipUnless(
  onPath("man"),
  "man",
  "that the manual page is one",
)("the manual page", () => {
  it("OPS-6 is laid out without a warning and names every command", () => {
    const { stdout, stderr } = spawnSync("man", ["--warnings", "-l", "docs/man/integ.1"], {
      encoding: "utf8",
      env: { ...process.env, MANWIDTH: "100", LC_ALL: "C.UTF-8", MANPAGER: "cat" },
    });
    expect(stderr).toBe("");
    const manifest: { commands: object } = JSON.parse(readFileSync("oclif.manifest.json", "utf8"));
    const missing = Object.keys(manifest.commands).filter(
      (id) => !stdout.includes(`integ ${id.replaceAll(":", " ")}`),
    );
    expect(missing).toEqual([]);
  });
});

describe("the completions", () => {
  it.each(
    [
      ["bash", "integ.bash"],
      ["zsh", "integ.zsh"],
      ["fish", "integ.fish"],
    ].filter(([shell = ""]) => onPath(shell)),
  )("OPS-6 are scripts that %s can parse", (shell = "", file = "") => {
    expect(spawnSync(shell, ["-n", `docs/completions/${file}`], { encoding: "utf8" })).toMatchObject({
      status: 0,
      stderr: "",
    });
  });
});
