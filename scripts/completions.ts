// Completions of bash, zsh and fish: static files, so that a shell does not start integ to complete a word.
import { type CommandLine, readCommandLines, type Values } from "./command-line.ts";
import { fishNames, posixNames, zshOffer } from "./completion-names.ts";

export const completionDir = "docs/completions";

/** File name → text. `manifest`: the text of oclif.manifest.json. */
export function buildCompletions(manifest?: string): ReadonlyMap<string, string> {
  const lines = readCommandLines(manifest);
  return new Map([
    ["integ.bash", bash(lines)],
    ["integ.zsh", zsh(lines)],
    ["integ.fish", fish(lines)],
  ]);
}

const head = (how: string): string => `# Written by \`npm run build\` from the commands of integ. ${how}`;
const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
const isList = (values: Values): values is readonly string[] => Array.isArray(values);

/** Every flag that takes a value: the word after it is no command. */
function valueFlags(lines: readonly CommandLine[]): readonly string[] {
  const names = lines.flatMap(({ flags }) =>
    flags.filter(({ takesValue }) => takesValue).map(({ name }) => name),
  );
  return [...new Set(names)].sort();
}

/** Which command the words typed so far are; the same in bash and zsh, whose words are in \`words\`, up to \`last\`. */
function findCommand(lines: readonly CommandLine[]): string {
  const names = lines.flatMap(({ name }) => (name === "" ? [] : [quote(name)]));
  return `  local name="" args=0 i word skip=0 flag="" config="" at=$((first - 1))
  for ((i = first; i < last; i++)); do
    word="\${words[i]}"
    if ((skip)); then
      skip=0
      if [[ $flag == --config ]]; then config="$word"; fi
      continue
    fi
    case "$word" in
      ${valueFlags(lines).join("|")}) skip=1; flag="$word"; continue ;;
      --config=*) config="\${word#*=}"; continue ;;
      -*) continue ;;
    esac
    if ((args == 0)); then
      case "\${name:+$name }$word" in
        ${names.join("|")}) name="\${name:+$name }$word"; at=$i; continue ;;
      esac
    fi
    args=$((args + 1))
  done`;
}

function bash(lines: readonly CommandLine[]): string {
  const cases = lines.map(
    ({ name, words, flags, args }) => `    ${quote(name)})
      commands=${quote(words.map(([word]) => word).join(" "))}
      flags=${quote(flags.map((flag) => flag.name).join(" "))}
      case "$name $previous" in
${flags
  .filter(({ values }) => values !== null)
  .map((flag) => `        ${quote(`${name} ${flag.name}`)}) ${bashValues(flag.values)} return ;;\n`)
  .join("")}      esac
      case $args in
${args
  .map((arg, n) => (arg.values === null ? "" : `        ${n}) values=${bashArgument(arg.values)} ;;\n`))
  .join("")}      esac
      ;;`,
  );
  return `${head("Source it, or put it where bash-completion looks.")}
${posixNames}
_integ() {
  local -a words=("\${COMP_WORDS[@]}")
  local first=1 last=$COMP_CWORD
  local current="\${words[COMP_CWORD]}" previous="\${words[COMP_CWORD-1]}"
  # bash takes --level=static for three words.
  if [[ $current == "=" ]]; then current=""; elif [[ $previous == "=" ]]; then previous="\${words[COMP_CWORD-2]}"; fi
${findCommand(lines)}
  local commands="" flags="" values=""
  case "$name" in
${cases.join("\n")}
  esac
  case "$previous" in
    ${valueFlags(lines).join("|")}) COMPREPLY=(); return ;;
  esac
  if [[ $current == -* ]]; then COMPREPLY=($(compgen -W "$flags" -- "$current")); return; fi
  case "$values" in
    @file) COMPREPLY=($(compgen -f -- "$current")); return ;;
    @directory) COMPREPLY=($(compgen -d -- "$current")); return ;;
    @connection) values="$(__integ_connections "$config")" ;;
  esac
  if ((args > 0)); then commands=""; fi
  COMPREPLY=($(compgen -W "$commands $values" -- "$current"))
}
complete -o filenames -o bashdefault -F _integ integ
`;
}

function bashValues(values: Values): string {
  if (isList(values)) return `COMPREPLY=($(compgen -W ${quote(values.join(" "))} -- "$current"));`;
  return `COMPREPLY=($(compgen ${values === "file" ? "-f" : "-d"} -- "$current"));`;
}

const bashArgument = (values: Values): string => (isList(values) ? quote(values.join(" ")) : `@${values}`);

const zshActions = {
  file: "_files",
  directory: "_files -/",
  connection: "__integ_offer_connections",
} as const;

function zsh(lines: readonly CommandLine[]): string {
  const colons = (text: string): string => text.replaceAll(":", "\\:");
  const brackets = (text: string): string => colons(text).replace(/[[\]]/g, "\\$&");
  const action = (values: Values): string => {
    if (isList(values)) return `(${values.join(" ")})`;
    return values === null ? " " : zshActions[values];
  };
  const cases = lines.map(({ name, words, flags, args }) => {
    const described = words.map(([word, summary]) => quote(`${colons(word)}:${summary}`));
    const specs = [
      ...flags.map(({ name: flag, summary, takesValue, valueName, values }) =>
        quote(
          `*${flag}${takesValue ? "=" : ""}[${brackets(summary)}]${takesValue ? `:${colons(valueName)}:${action(values)}` : ""}`,
        ),
      ),
      ...args.map((arg, n) => quote(`${n + 1}:${arg.name}:${action(arg.values)}`)),
    ];
    return `    ${quote(name)})
      commands=(${described.join(" ")})
      specs=(${specs.join(" ")})
      ;;`;
  });
  return `#compdef integ
${head("Put it as _integ into a directory of $fpath.")}
${posixNames}
${zshOffer}
_integ() {
  local first=2 last=$CURRENT
${findCommand(lines)}
  local -a commands specs
  case "$name" in
${cases.join("\n")}
  esac
  if ((args == 0 && \${#commands})) && [[ $words[CURRENT] != -* ]]; then _describe -t commands command commands; fi
  # What is left are the command's own words.
  words=(integ "\${(@)words[at+1,-1]}")
  CURRENT=$((CURRENT - at + 1))
  _arguments -S $specs
}
if [[ $funcstack[1] == _integ ]]; then _integ "$@"; else compdef _integ integ; fi
`;
}

function fish(lines: readonly CommandLine[]): string {
  const rows = lines.flatMap(({ name, words, flags, args }) => {
    const at = `__integ_at ${quote(name)}`;
    return [
      ...words.map(
        ([word, summary]) => `complete -c integ -n ${quote(`${at} 0`)} -f -a ${word} -d ${quote(summary)}`,
      ),
      ...args.flatMap(({ values }, n) => (values === null ? [] : [fishArgument(`${at} ${n}`, values)])),
      ...flags.map(({ name: flag, summary, takesValue, values }) =>
        [
          `complete -c integ -n ${quote(at)} -l ${flag.slice(2)} -d ${quote(summary)}`,
          ...(takesValue ? ["-r"] : []),
          ...(takesValue && values !== "file" && values !== "directory" ? ["-f"] : []),
          ...(isList(values) ? [`-a ${quote(values.join(" "))}`] : []),
          ...(values === "directory" ? [`-a '(__fish_complete_directories)'`] : []),
        ].join(" "),
      ),
    ];
  });
  const names = lines.flatMap(({ name }) => (name === "" ? [] : [quote(name)]));
  return `${head("Put it into ~/.config/fish/completions.")}
${fishNames}
function __integ_at --description 'Whether the words typed so far are this command, with so many arguments'
    set -l name ''
    set -l skip 0
    set -l args 0
    set -l tokens (commandline -opc)
    for word in $tokens[2..-1]
        if test $skip = 1
            set skip 0
            continue
        end
        switch $word
            case ${valueFlags(lines).join(" ")}
                set skip 1
                continue
            case '-*'
                continue
        end
        set -l longer (string trim -- "$name $word")
        if test $args = 0; and contains -- $longer ${names.join(" ")}
            set name $longer
        else
            set args (math $args + 1)
        end
    end
    test "$name" = "$argv[1]"; and begin
        test (count $argv) = 1; or test $args = "$argv[2]"
    end
end
complete -c integ -f
${rows.join("\n")}
`;
}

function fishArgument(at: string, values: Values): string {
  const start = `complete -c integ -n ${quote(at)}`;
  if (isList(values)) return `${start} -f -a ${quote(values.join(" "))}`;
  if (values === "connection") return `${start} -f -a '(__integ_connections)'`;
  return values === "file" ? `${start} -F` : `${start} -f -a '(__fish_complete_directories)'`;
}
