// `integ completion SHELL`: the completion of a shell, as it was written when integ was built.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Args } from "@oclif/core";
import { BaseCommand } from "../cli/base-command.ts";
import type { Outcome } from "../cli/output.ts";

const shells = ["bash", "zsh", "fish"] as const;

export default class Completion extends BaseCommand<typeof Completion> {
  static override summary = "Print what completes integ's commands and flags in a shell.";
  static override description =
    "Put it into a file once and again after an update; integ is not started when a word is completed.";
  static override group = "Set up";
  static override args = {
    shell: Args.string({ description: "The shell.", required: true, options: [...shells] }),
  };
  static override examples = [
    "<%= config.bin %> completion bash > ~/.local/share/bash-completion/completions/integ",
    "<%= config.bin %> completion zsh > ~/.zfunc/_integ",
    "<%= config.bin %> completion fish > ~/.config/fish/completions/integ.fish",
  ];

  protected override async perform(): Promise<Outcome> {
    const { shell } = this.args;
    const script = await readFile(join(this.config.root, "docs/completions", `integ.${shell}`), "utf8");
    return {
      document: { schema: "integ.completion/1", shell, script },
      render: () => script,
      isVerbatim: true,
    };
  }
}
