// `integ --help`: every command under the heading of its group, with examples to start from.
import { type Command, Help, type Interfaces } from "@oclif/core";
import { IntegrationError } from "../core/contract/errors.ts";
import { fitLines, screenWidth } from "./wrap.ts";

const GROUPS = ["Try it", "Set up", "Run", "Act", "Look", "Mend", "Keep"] as const;

const EXAMPLES = [
  ["integ demo", "watch records move between two systems on this machine"],
  ["integ init", "write a first configuration"],
  ["integ connect salesforce", "sign in to a system"],
  ["integ sync plan", "see what a sync would write"],
  ["integ daemon", "keep everything in step"],
  ["integ health", "see whether it is"],
] as const;

const EXIT_CODES = [
  ["0", "good"],
  ["1 2 3", "verdict: warning or work for a person, critical, unknown"],
  ["64 65 78", "the command line, the input, the configuration is wrong"],
  ["69 75", "a system can't be reached, try again later"],
  ["70 73 77", "integ failed, can't write, not authorized"],
] as const;

/** Commands carry their group as a static property, which oclif copies into the manifest. */
type Grouped = Command.Loadable & { readonly group?: string };

export class IntegHelp extends Help {
  /** A group without one of its commands (`integ dlq`) shows its help, but a script asked for a document. */
  protected override async showTopicHelp(topic: Interfaces.Topic): Promise<void> {
    const flags = process.argv.slice(2);
    if (flags.includes("--json") && !flags.includes("--help")) throw needsCommand(topic.name);
    await super.showTopicHelp(topic);
  }

  protected override async showRootHelp(): Promise<void> {
    const { pjson, version } = this.config;
    const sections = [
      `${pjson.description}. Version ${version}.`,
      this.section("USAGE", "$ integ COMMAND [FLAGS]"),
      ...this.groupSections(),
      this.section("EXAMPLES", list(EXAMPLES)),
      this.section("EXIT CODES", list(EXIT_CODES)),
      "`integ COMMAND --help` explains one command. --json prints one JSON document, also on failure.",
    ];
    const { stdout } = process;
    this.log(
      fitLines(`${sections.join("\n\n")}\n`, stdout.isTTY ? screenWidth(stdout) : Number.POSITIVE_INFINITY),
    );
  }

  private groupSections(): string[] {
    const commands: Grouped[] = this.sortedCommands;
    const groups = [...GROUPS, ...commands.map((command) => command.group ?? "Other")];
    return [...new Set(groups)].flatMap((group) => {
      const members = commands.filter((command) => (command.group ?? "Other") === group);
      const lines = members.map(
        (command) => [command.id.replaceAll(":", " "), this.summary(command) ?? ""] as const,
      );
      return members.length === 0 ? [] : [this.section(group.toUpperCase(), list(lines))];
    });
  }
}

function list(lines: readonly (readonly [string, string])[]): string {
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines.map(([name, text]) => `${name.padEnd(width)}  ${text}`).join("\n");
}

function needsCommand(topic: string): IntegrationError {
  const typed = topic.replaceAll(":", " ");
  const hint = `Run \`integ ${typed} --help\`.`;
  return new IntegrationError({ code: "E_USAGE", message: `"${typed}" needs one of its commands`, hint });
}
