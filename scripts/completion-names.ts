// The names of the connections, as a shell reads them from the configuration where it completes a word: one awk, which
// says nothing where there is no configuration or none that it understands.

/** Prints the keys under `connections:`, one a line. No quotes in it: it stands between some in every shell. */
const program = [
  "/^connections:/ { on = 1; next }",
  "/^[^ #]/ { on = 0 }",
  "on && match($0, /^ +[\\042\\047]?[a-z][a-z0-9-]*[\\042\\047]?:/) {",
  "  at = match($0, /[^ ]/); if (!least) least = at; if (at != least) next;",
  '  name = substr($0, at); sub(/:.*/, "", name); gsub(/[\\042\\047]/, "", name); print name',
  "}",
].join(" ");

/** For bash and zsh; `$1` is what --config names, if it was typed. */
export const posixNames = `__integ_connections() {
  local file="\${1/#\\~/$HOME}" place
  : "\${file:=\${INTEG_CONFIG:-}}"
  if [[ -z $file ]]; then
    for place in . "\${XDG_CONFIG_HOME:-$HOME/.config}/integ" /etc/integ; do
      if [[ -f $place/integ.yaml ]]; then file="$place/integ.yaml"; break; fi
    done
  fi
  awk '${program}' "\${file:-integ.yaml}" 2> /dev/null
}`;

/** `config` is a variable of the function that calls. */
export const zshOffer = `__integ_offer_connections() {
  compadd -- \${(f)"$(__integ_connections "$config")"}
}`;

export const fishNames = `function __integ_connections --description 'The connections of the configuration'
    set -l file $INTEG_CONFIG
    set -l tokens (commandline -opc)
    set -l at (contains -i -- --config $tokens); and set file $tokens[(math $at + 1)]
    for token in $tokens
        string match -q -- '--config=*' $token; and set file (string replace -- --config= '' $token)
    end
    set -l config $XDG_CONFIG_HOME
    test -n "$config"; or set config $HOME/.config
    for place in . $config/integ /etc/integ
        test -n "$file"; and break
        test -f $place/integ.yaml; and set file $place/integ.yaml
    end
    test -n "$file"; and awk '${program}' (string replace -r -- '^~' $HOME $file) 2> /dev/null
end`;
