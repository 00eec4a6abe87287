// The command line as oclif.manifest.json has it, for what is written from it: completions and the manual page.
import { readFileSync } from "node:fs";
import { manifestFile } from "./manifest.ts";

/** What may stand where a value is asked for. */
export type Values = readonly string[] | "file" | "directory" | "connection" | null;

export interface FlagLine {
  /** With its dashes. */
  readonly name: string;
  readonly summary: string;
  readonly takesValue: boolean;
  /** `FILE`; "" for a switch. */
  readonly valueName: string;
  readonly values: Values;
  readonly isGlobal: boolean;
}

export interface ArgumentLine {
  readonly name: string;
  readonly isRequired: boolean;
  readonly values: Values;
}

/** A command, or a topic that only has commands. */
export interface CommandLine {
  /** `dlq list`; "" for integ itself. */
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  readonly examples: readonly string[];
  /** Its own flags first. */
  readonly flags: readonly FlagLine[];
  readonly args: readonly ArgumentLine[];
  /** The next words there may be, with what they do. */
  readonly words: readonly (readonly [word: string, summary: string])[];
}

interface ManifestFlag {
  readonly name: string;
  readonly type: string;
  readonly description?: string;
  readonly helpValue?: string;
  readonly helpGroup?: string;
  readonly options?: readonly string[];
}
interface ManifestArg {
  readonly name: string;
  readonly required?: boolean;
  readonly options?: readonly string[];
}
interface ManifestCommand {
  readonly id: string;
  readonly hidden?: boolean;
  readonly summary?: string;
  readonly description?: string;
  readonly examples?: readonly (string | { readonly command: string })[];
  readonly flags: Readonly<Record<string, ManifestFlag>>;
  readonly args: Readonly<Record<string, ManifestArg>>;
}

const files = new Set(["file", "backup"]);

/** Every command and topic, integ itself first, then by name. `text`: of the manifest. */
export function readCommandLines(text = readFileSync(manifestFile, "utf8")): readonly CommandLine[] {
  const manifest: { commands: Readonly<Record<string, ManifestCommand>> } = JSON.parse(text);
  const commands = Object.values(manifest.commands).filter(({ hidden }) => !hidden);
  const names = commands.map(({ id }) => id.replaceAll(":", " "));
  const topics = names.flatMap((name) =>
    name.split(" ").map((_word, n, words) => words.slice(0, n).join(" ")),
  );
  return [...new Set([...topics, ...names])].sort().map((name): CommandLine => {
    const command = commands.find(({ id }) => id.replaceAll(":", " ") === name);
    return {
      name,
      summary: command?.summary ?? "",
      description: command?.description ?? "",
      examples: (command?.examples ?? []).map((example) => {
        const line = typeof example === "string" ? example : example.command;
        return line.replaceAll("<%= config.bin %>", "integ");
      }),
      flags: flagsOf(command),
      args: Object.values(command?.args ?? {}).map((arg) => ({
        name: arg.name,
        isRequired: arg.required === true,
        values: arg.options ?? kindOf(name, arg.name),
      })),
      words: wordsAfter(name, names, commands),
    };
  });
}

function kindOf(command: string, name: string): Values {
  if (files.has(name)) return "file";
  if (name === "directory") return "directory";
  return command.startsWith("connections ") && name === "name" ? "connection" : null;
}

function flagsOf(command: ManifestCommand | undefined): readonly FlagLine[] {
  const flags = Object.values(command?.flags ?? {}).map((flag): FlagLine => {
    const takesValue = flag.type === "option";
    const valueName = flag.options?.join("|") ?? flag.helpValue ?? flag.name.toUpperCase();
    return {
      name: `--${flag.name}`,
      summary: flag.description ?? "",
      takesValue,
      valueName: takesValue ? valueName : "",
      values: flag.options ?? (valueName === "FILE" ? "file" : valueName === "DIR" ? "directory" : null),
      isGlobal: flag.helpGroup === "GLOBAL",
    };
  });
  const help = {
    name: "--help",
    summary: "Explain the command.",
    takesValue: false,
    valueName: "",
    values: null,
  };
  return [
    ...flags.filter(({ isGlobal }) => !isGlobal),
    ...flags.filter(({ isGlobal }) => isGlobal),
    { ...help, isGlobal: true },
  ];
}

function wordsAfter(
  name: string,
  names: readonly string[],
  commands: readonly ManifestCommand[],
): CommandLine["words"] {
  const start = name === "" ? "" : `${name} `;
  const next = names.flatMap((other) => {
    const [word] = other.startsWith(start) ? other.slice(start.length).split(" ") : [];
    return word && other !== name ? [word] : [];
  });
  return [...new Set(next)].map((word) => {
    const command = commands.find(({ id }) => id.replaceAll(":", " ") === start + word);
    const under = names.filter((other) => other.startsWith(`${start}${word} `));
    const topic = `${under.map((other) => other.slice(start.length + word.length + 1)).join(", ")}.`;
    return [word, command?.summary ?? topic] as const;
  });
}
