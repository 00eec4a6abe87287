# Written by `npm run build` from the commands of integ. Source it, or put it where bash-completion looks.
__integ_connections() {
  local file="${1/#\~/$HOME}" place
  : "${file:=${INTEG_CONFIG:-}}"
  if [[ -z $file ]]; then
    for place in . "${XDG_CONFIG_HOME:-$HOME/.config}/integ" /etc/integ; do
      if [[ -f $place/integ.yaml ]]; then file="$place/integ.yaml"; break; fi
    done
  fi
  awk '/^connections:/ { on = 1; next } /^[^ #]/ { on = 0 } on && match($0, /^ +[\042\047]?[a-z][a-z0-9-]*[\042\047]?:/) {   at = match($0, /[^ ]/); if (!least) least = at; if (at != least) next;   name = substr($0, at); sub(/:.*/, "", name); gsub(/[\042\047]/, "", name); print name }' "${file:-integ.yaml}" 2> /dev/null
}
_integ() {
  local -a words=("${COMP_WORDS[@]}")
  local first=1 last=$COMP_CWORD
  local current="${words[COMP_CWORD]}" previous="${words[COMP_CWORD-1]}"
  # bash takes --level=static for three words.
  if [[ $current == "=" ]]; then current=""; elif [[ $previous == "=" ]]; then previous="${words[COMP_CWORD-2]}"; fi
  local name="" args=0 i word skip=0 flag="" config="" at=$((first - 1))
  for ((i = first; i < last; i++)); do
    word="${words[i]}"
    if ((skip)); then
      skip=0
      if [[ $flag == --config ]]; then config="$word"; fi
      continue
    fi
    case "$word" in
      --action|--after|--auth|--base-url|--cases|--code|--config|--data|--drain-seconds|--env|--expect-head|--field|--input|--key-file|--key-source|--latency|--level|--limit|--log-level|--login-url|--map|--max-age|--name|--new-key|--new-passphrase-file|--out|--outcome|--override|--pair|--port|--rate|--reason|--record|--request-key|--sarif|--seconds|--set|--side|--since|--spec|--state|--state-dir|--subdomain|--subject|--sync|--take|--unit-dir|--unset|--until|--user|--username|--value|--vault|--who|--zendesk-spec) skip=1; flag="$word"; continue ;;
      --config=*) config="${word#*=}"; continue ;;
      -*) continue ;;
    esac
    if ((args == 0)); then
      case "${name:+$name }$word" in
        'act'|'actions'|'audit'|'audit export'|'audit list'|'audit verify'|'backup'|'completion'|'config'|'config lint'|'config schema'|'config show'|'conflicts'|'conflicts list'|'conflicts resolve'|'conflicts show'|'connect'|'connections'|'connections list'|'connections remove'|'connections rotate'|'connections show'|'connections test'|'connectors'|'daemon'|'daemon install'|'daemon reload'|'daemon status'|'daemon stop'|'daemon uninstall'|'db'|'db check'|'demo'|'dlq'|'dlq discard'|'dlq edit'|'dlq list'|'dlq show'|'doctor'|'health'|'history'|'init'|'match'|'match link'|'match new'|'match review'|'replay-dlq'|'restore'|'sandbox'|'secrets'|'secrets list'|'secrets move'|'secrets remove'|'secrets rotate'|'secrets set'|'secrets status'|'status'|'sync'|'sync apply'|'sync list'|'sync pause'|'sync plan'|'sync record'|'sync reset'|'sync resume') name="${name:+$name }$word"; at=$i; continue ;;
      esac
    fi
    args=$((args + 1))
  done
  local commands="" flags="" values=""
  case "$name" in
    '')
      commands='act actions audit backup completion config conflicts connect connections connectors daemon db demo dlq doctor health history init match replay-dlq restore sandbox secrets status sync'
      flags='--help'
      case "$name $previous" in
      esac
      case $args in
      esac
      ;;
    'act')
      commands=''
      flags='--input --request-key --config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'act --input') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'act --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'act --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'act --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'actions')
      commands=''
      flags='--config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'actions --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'actions --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'actions --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'audit')
      commands='export list verify'
      flags='--help'
      case "$name $previous" in
      esac
      case $args in
      esac
      ;;
    'audit export')
      commands=''
      flags='--after --config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'audit export --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'audit export --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'audit export --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
        0) values=@file ;;
      esac
      ;;
    'audit list')
      commands=''
      flags='--action --limit --outcome --since --subject --until --who --config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'audit list --outcome') COMPREPLY=($(compgen -W 'done failed sent refused' -- "$current")); return ;;
        'audit list --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'audit list --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'audit list --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'audit verify')
      commands=''
      flags='--expect-head --config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'audit verify --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'audit verify --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'audit verify --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
        0) values=@file ;;
      esac
      ;;
    'backup')
      commands=''
      flags='--config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'backup --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'backup --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'backup --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
        0) values=@directory ;;
      esac
      ;;
    'completion')
      commands=''
      flags='--config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'completion --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'completion --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'completion --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
        0) values='bash zsh fish' ;;
      esac
      ;;
    'config')
      commands='lint schema show'
      flags='--help'
      case "$name $previous" in
      esac
      case $args in
      esac
      ;;
    'config lint')
      commands=''
      flags='--errors-only --level --sarif --config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'config lint --level') COMPREPLY=($(compgen -W 'static offline live' -- "$current")); return ;;
        'config lint --sarif') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'config lint --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'config lint --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'config lint --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'config schema')
      commands=''
      flags='--config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'config schema --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'config schema --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'config schema --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'config show')
      commands=''
      flags='--config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'config show --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'config show --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'config show --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'conflicts')
      commands='list resolve show'
      flags='--help'
      case "$name $previous" in
      esac
      case $args in
      esac
      ;;
    'conflicts list')
      commands=''
      flags='--state --sync --config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'conflicts list --state') COMPREPLY=($(compgen -W 'open decided settled' -- "$current")); return ;;
        'conflicts list --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'conflicts list --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'conflicts list --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'conflicts resolve')
      commands=''
      flags='--take --value --config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'conflicts resolve --take') COMPREPLY=($(compgen -W 'left right' -- "$current")); return ;;
        'conflicts resolve --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'conflicts resolve --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'conflicts resolve --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'conflicts show')
      commands=''
      flags='--config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'conflicts show --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'conflicts show --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'conflicts show --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'connect')
      commands=''
      flags='--auth --base-url --login-url --name --no-browser --secret-from-stdin --set --subdomain --username --config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'connect --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'connect --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'connect --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'connections')
      commands='list remove rotate show test'
      flags='--help'
      case "$name $previous" in
      esac
      case $args in
      esac
      ;;
    'connections list')
      commands=''
      flags='--config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'connections list --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'connections list --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'connections list --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'connections remove')
      commands=''
      flags='--yes --config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'connections remove --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'connections remove --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'connections remove --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
        0) values=@connection ;;
      esac
      ;;
    'connections rotate')
      commands=''
      flags='--no-browser --secret-from-stdin --config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'connections rotate --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'connections rotate --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'connections rotate --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
        0) values=@connection ;;
      esac
      ;;
    'connections show')
      commands=''
      flags='--config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'connections show --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'connections show --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'connections show --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
        0) values=@connection ;;
      esac
      ;;
    'connections test')
      commands=''
      flags='--config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'connections test --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'connections test --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'connections test --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
        0) values=@connection ;;
      esac
      ;;
    'connectors')
      commands=''
      flags='--config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'connectors --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'connectors --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'connectors --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'daemon')
      commands='install reload status stop uninstall'
      flags='--drain-seconds --config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'daemon --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'daemon --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'daemon --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'daemon install')
      commands=''
      flags='--force --key-file --key-source --print --unit-dir --user --config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'daemon install --key-file') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'daemon install --key-source') COMPREPLY=($(compgen -W 'credential-encrypted credential key-file insecure-key-file' -- "$current")); return ;;
        'daemon install --unit-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
        'daemon install --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'daemon install --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'daemon install --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'daemon reload')
      commands=''
      flags='--config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'daemon reload --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'daemon reload --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'daemon reload --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'daemon status')
      commands=''
      flags='--config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'daemon status --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'daemon status --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'daemon status --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'daemon stop')
      commands=''
      flags='--config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'daemon stop --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'daemon stop --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'daemon stop --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'daemon uninstall')
      commands=''
      flags='--force --unit-dir --config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'daemon uninstall --unit-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
        'daemon uninstall --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'daemon uninstall --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'daemon uninstall --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'db')
      commands='check'
      flags='--help'
      case "$name $previous" in
      esac
      case $args in
      esac
      ;;
    'db check')
      commands=''
      flags='--config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'db check --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'db check --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'db check --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
        0) values=@file ;;
      esac
      ;;
    'demo')
      commands=''
      flags='--check --data --latency --map --rate --seconds --config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'demo --data') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'demo --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'demo --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'demo --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'dlq')
      commands='discard edit list show'
      flags='--help'
      case "$name $previous" in
      esac
      case $args in
      esac
      ;;
    'dlq discard')
      commands=''
      flags='--reason --yes --config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'dlq discard --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'dlq discard --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'dlq discard --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'dlq edit')
      commands=''
      flags='--editor --set --unset --config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'dlq edit --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'dlq edit --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'dlq edit --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'dlq list')
      commands=''
      flags='--state --sync --config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'dlq list --state') COMPREPLY=($(compgen -W 'open replaying resolved discarded' -- "$current")); return ;;
        'dlq list --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'dlq list --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'dlq list --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'dlq show')
      commands=''
      flags='--config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'dlq show --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'dlq show --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'dlq show --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'doctor')
      commands=''
      flags='--offline --config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'doctor --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'doctor --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'doctor --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'health')
      commands=''
      flags='--config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'health --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'health --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'health --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'history')
      commands=''
      flags='--field --config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'history --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'history --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'history --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'init')
      commands=''
      flags='--insecure-key-file --key-source --pair --config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'init --key-source') COMPREPLY=($(compgen -W 'systemd-credential key-file keychain passphrase environment insecure-key-file' -- "$current")); return ;;
        'init --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'init --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'init --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'match')
      commands='link new review'
      flags='--help'
      case "$name $previous" in
      esac
      case $args in
      esac
      ;;
    'match link')
      commands=''
      flags='--config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'match link --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'match link --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'match link --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'match new')
      commands=''
      flags='--config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'match new --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'match new --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'match new --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
        1) values='left right' ;;
      esac
      ;;
    'match review')
      commands=''
      flags='--config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'match review --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'match review --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'match review --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'replay-dlq')
      commands=''
      flags='--all --code --dry-run --record --since --sync --until --yes --config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'replay-dlq --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'replay-dlq --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'replay-dlq --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'restore')
      commands=''
      flags='--dry-run --vault --yes --config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'restore --vault') COMPREPLY=($(compgen -W 'keep replace' -- "$current")); return ;;
        'restore --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'restore --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'restore --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
        0) values=@file ;;
      esac
      ;;
    'sandbox')
      commands=''
      flags='--cases --data --latency --map --port --spec --zendesk-spec --config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'sandbox --data') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'sandbox --zendesk-spec') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'sandbox --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'sandbox --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'sandbox --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'secrets')
      commands='list move remove rotate set status'
      flags='--help'
      case "$name $previous" in
      esac
      case $args in
      esac
      ;;
    'secrets list')
      commands=''
      flags='--config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'secrets list --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'secrets list --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'secrets list --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'secrets move')
      commands=''
      flags='--new-key --new-passphrase-file --config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'secrets move --new-key') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'secrets move --new-passphrase-file') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'secrets move --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'secrets move --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'secrets move --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
        0) values='systemd-credential key-file keychain passphrase environment insecure-key-file' ;;
      esac
      ;;
    'secrets remove')
      commands=''
      flags='--yes --config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'secrets remove --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'secrets remove --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'secrets remove --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'secrets rotate')
      commands=''
      flags='--data --new-key --new-passphrase-file --config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'secrets rotate --new-key') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'secrets rotate --new-passphrase-file') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'secrets rotate --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'secrets rotate --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'secrets rotate --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'secrets set')
      commands=''
      flags='--force --config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'secrets set --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'secrets set --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'secrets set --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'secrets status')
      commands=''
      flags='--config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'secrets status --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'secrets status --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'secrets status --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'status')
      commands=''
      flags='--config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'status --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'status --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'status --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'sync')
      commands='apply list pause plan record reset resume'
      flags='--full --config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'sync --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'sync --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'sync --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'sync apply')
      commands=''
      flags='--max-age --config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'sync apply --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'sync apply --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'sync apply --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
        0) values=@file ;;
      esac
      ;;
    'sync list')
      commands=''
      flags='--config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'sync list --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'sync list --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'sync list --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'sync pause')
      commands=''
      flags='--reason --record --config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'sync pause --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'sync pause --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'sync pause --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'sync plan')
      commands=''
      flags='--detailed-exitcode --force --full --out --config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'sync plan --out') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'sync plan --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'sync plan --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'sync plan --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'sync record')
      commands=''
      flags='--side --config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'sync record --side') COMPREPLY=($(compgen -W 'left right' -- "$current")); return ;;
        'sync record --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'sync record --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'sync record --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'sync reset')
      commands=''
      flags='--side --yes --config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'sync reset --side') COMPREPLY=($(compgen -W 'left right' -- "$current")); return ;;
        'sync reset --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'sync reset --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'sync reset --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
    'sync resume')
      commands=''
      flags='--allow-deletes --field --record --config --env --json --log-level --no-input --override --quiet --state-dir --help'
      case "$name $previous" in
        'sync resume --config') COMPREPLY=($(compgen -f -- "$current")); return ;;
        'sync resume --log-level') COMPREPLY=($(compgen -W 'debug info warn error' -- "$current")); return ;;
        'sync resume --state-dir') COMPREPLY=($(compgen -d -- "$current")); return ;;
      esac
      case $args in
      esac
      ;;
  esac
  case "$previous" in
    --action|--after|--auth|--base-url|--cases|--code|--config|--data|--drain-seconds|--env|--expect-head|--field|--input|--key-file|--key-source|--latency|--level|--limit|--log-level|--login-url|--map|--max-age|--name|--new-key|--new-passphrase-file|--out|--outcome|--override|--pair|--port|--rate|--reason|--record|--request-key|--sarif|--seconds|--set|--side|--since|--spec|--state|--state-dir|--subdomain|--subject|--sync|--take|--unit-dir|--unset|--until|--user|--username|--value|--vault|--who|--zendesk-spec) COMPREPLY=(); return ;;
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
