// integ(1): the manual page, from the manifest.
import { readCommandLines } from "./command-line.ts";

export const manPageFile = "docs/man/integ.1";

const exitCodes = [
  ["0", "good"],
  ["1, 2, 3", "verdict: warning or work for a person, critical, unknown"],
  ["64, 65, 78", "the command line, the input, the configuration is wrong"],
  ["69, 75", "a system can't be reached, try again later"],
  ["70, 73, 77", "integ failed, can't write, not authorized"],
  ["130, 143", "ended by a signal"],
] as const;

const variables = [
  ["INTEG_CONFIG", "configuration file"],
  ["INTEG_ENV", "name of the overlay laid over it"],
  ["INTEG_STATE_DIR", "directory of the database and the vault"],
  ["INTEG_LOG_LEVEL", "debug, info, warn or error"],
  ["NO_COLOR, FORCE_COLOR", "no colour; colour where there is no terminal"],
  ["ACCESSIBLE", "no line is rewritten in place"],
] as const;

/** `manifest`: the text of oclif.manifest.json. */
export function buildManPage(manifest?: string): string {
  const [root, ...lines] = readCommandLines(manifest);
  const commands = lines.filter(({ summary }) => summary !== "");
  const globals = (commands[0]?.flags ?? []).filter(({ isGlobal }) => isGlobal);
  return `${[
    `.TH INTEG 1 "" integ "User Commands"`,
    `.SH NAME`,
    `integ \\- keep a company's support systems in step`,
    `.SH SYNOPSIS`,
    `.B integ`,
    `\\fICOMMAND\\fR [\\fIARGUMENTS\\fR] [\\fIFLAGS\\fR]`,
    `.SH DESCRIPTION`,
    text(
      `integ has ${root?.words.length ?? 0} commands and groups of commands. Data goes to standard output, all else to standard error.`,
    ),
    `.SH COMMANDS`,
    ...commands.flatMap(({ name, args, summary, description, flags, examples }) => [
      `.SS integ ${[text(name), ...args.map((arg) => (arg.isRequired ? upper(arg.name) : `[${upper(arg.name)}]`))].join(" ")}`,
      text(summary),
      ...(description === "" ? [] : [".PP", text(description)]),
      ...flags
        .filter(({ isGlobal }) => !isGlobal)
        .flatMap((flag) => entry(flagTitle(flag.name, flag.valueName), flag.summary)),
      ...(examples.length === 0
        ? []
        : [".PP", "Examples:", ".PP", ".nf", ...examples.map((line) => `    ${text(line)}`), ".fi"]),
    ]),
    `.SH GLOBAL FLAGS`,
    ...globals.flatMap((flag) => entry(flagTitle(flag.name, flag.valueName), flag.summary)),
    `.SH EXIT STATUS`,
    ...exitCodes.flatMap(([code, meaning]) => entry(code, meaning)),
    `.SH ENVIRONMENT`,
    ...variables.flatMap(([name, meaning]) => entry(`\\fB${name}\\fR`, meaning)),
    `.SH FILES`,
    ...entry(
      "integ.yaml",
      "The configuration: here, in the user's and in the system's configuration directory.",
    ),
  ].join("\n")}\n`;
}

const upper = (name: string): string => `\\fI${text(name.toUpperCase())}\\fR`;

function flagTitle(name: string, valueName: string): string {
  const flag = `\\fB${text(name)}\\fR`;
  return valueName === "" ? flag : `${flag} \\fI${text(valueName)}\\fR`;
}

const entry = (title: string, meaning: string): string[] => [".TP", title, text(meaning)];

/** Without what roff takes for an instruction. */
function text(plain: string): string {
  return plain
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replace(/^([.'])/gm, "\\&$1")
    .replaceAll("…", "\\[u2026]")
    .replaceAll("`", "");
}
