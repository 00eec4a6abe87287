#compdef integ
# Written by `npm run build` from the commands of integ. Put it as _integ into a directory of $fpath.
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
__integ_offer_connections() {
  compadd -- ${(f)"$(__integ_connections "$config")"}
}
_integ() {
  local first=2 last=$CURRENT
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
  local -a commands specs
  case "$name" in
    '')
      commands=('act:Run an action at a connection: order an item, make a version, search articles.' 'actions:List what can be done at a connection, with the input each action takes.' 'audit:export, list, verify.' 'backup:Copy the database, the vault and the configuration, while the daemon runs.' 'completion:Print what completes integ'\''s commands and flags in a shell.' 'config:lint, schema, show.' 'conflicts:list, resolve, show.' 'connect:Sign in to a system and add it to the configuration.' 'connections:list, remove, rotate, show, test.' 'connectors:List the kinds of systems integ speaks to.' 'daemon:Keep every sync in step until told to stop.' 'db:check.' 'demo:Watch Salesforce cases and Zendesk tickets stay in step on this machine.' 'dlq:discard, edit, list, show.' 'doctor:Look for what keeps integ from working on this machine, and say how to mend it.' 'health:Say whether every sync moves.' 'history:Show what was decided and written about a record, and why.' 'init:Write a first configuration and make the secret store.' 'match:link, new, review.' 'replay-dlq:Put items back to work once their cause is mended.' 'restore:Put a backup back, with the daemon stopped.' 'sandbox:Emulate Salesforce, Zendesk, Jira and ServiceNow on this machine.' 'secrets:list, move, remove, rotate, set, status.' 'status:Show connections, syncs, lag and what happened last.' 'sync:Bring syncs in step once.')
      specs=('*--help[Explain the command.]')
      ;;
    'act')
      commands=()
      specs=('*--input=[JSON file with the input; - for standard input.]:FILE:_files' '*--request-key=[Names the request, so that it can be run again safely. Default\: a new one.]:KEY: ' '*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]' '1:connection: ' '2:action: ' '3:input: ')
      ;;
    'actions')
      commands=()
      specs=('*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]' '1:connection: ')
      ;;
    'audit')
      commands=('export:Write the audit to a file: one JSON object a line, as it is in the chain.' 'list:Show what was done here and at the vendors: who, what, when, and what became of it.' 'verify:Check that every row of the audit is there and as it was written.')
      specs=('*--help[Explain the command.]')
      ;;
    'audit export')
      commands=()
      specs=('*--after=[Only rows after this number.]:AFTER: ' '*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]' '1:file:_files')
      ;;
    'audit list')
      commands=()
      specs=('*--action=[Of this kind\: `write`, `write.create`, `sync`, `secrets`.]:KIND: ' '*--limit=[At most so many rows.]:LIMIT: ' '*--outcome=[That ended so.]:done|failed|sent|refused:(done failed sent refused)' '*--since=[Done after\: 2h ago, or a time.]:WHEN: ' '*--subject=[Done to this\: a sync, a record'\''s id.]:TEXT: ' '*--until=[Done before.]:WHEN: ' '*--who=[Done by this user, or by `integ` itself.]:NAME: ' '*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]')
      ;;
    'audit verify')
      commands=()
      specs=('*--expect-head=[Row and hash that have to be there.]:SEQ\:HASH: ' '*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]' '1:file:_files')
      ;;
    'backup')
      commands=()
      specs=('*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]' '1:directory:_files -/')
      ;;
    'completion')
      commands=()
      specs=('*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]' '1:shell:(bash zsh fish)')
      ;;
    'config')
      commands=('lint:Find all that is wrong with the configuration.' 'schema:Print the JSON Schema of the configuration.' 'show:Show every value of the configuration and where it comes from.')
      specs=('*--help[Explain the command.]')
      ;;
    'config lint')
      commands=()
      specs=('*--errors-only[Leave warnings out; exit 0 where there are no errors.]' '*--level=[How much is asked.]:static|offline|live:(static offline live)' '*--sarif=[Write the findings as SARIF 2.1.0 too.]:FILE:_files' '*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]')
      ;;
    'config schema')
      commands=()
      specs=('*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]')
      ;;
    'config show')
      commands=()
      specs=('*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]' '1:key: ')
      ;;
    'conflicts')
      commands=('list:List the conflicts that wait for a person.' 'resolve:Decide conflicts: take one side'\''s value, or give another one.' 'show:Show one conflict: both values, the one before, and how to decide.')
      specs=('*--help[Explain the command.]')
      ;;
    'conflicts list')
      commands=()
      specs=('*--state=[Only in this state; may be given more than once. Default\: open and decided.]:open|decided|settled:(open decided settled)' '*--sync=[Only of this sync.]:NAME: ' '*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]')
      ;;
    'conflicts resolve')
      commands=()
      specs=('*--take=[This side'\''s value wins.]:left|right:(left right)' '*--value=[Another value, as JSON and in the left side'\''s form.]:JSON: ' '*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]' '1:id: ')
      ;;
    'conflicts show')
      commands=()
      specs=('*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]' '1:id: ')
      ;;
    'connect')
      commands=()
      specs=('*--auth=[How to sign in; the connector'\''s first method when left out.]:METHOD: ' '*--base-url=[jira, servicenow\: where people open it. zendesk\: where the account answers, instead of --subdomain.]:URL: ' '*--login-url=[salesforce\: the org'\''s My Domain, https\://acme.my.salesforce.com.]:URL: ' '*--name=[Name of the connection. Default\: the connector'\''s.]:NAME: ' '*--no-browser[Open no browser for a sign-in that needs one\: only print the address.]' '*--secret-from-stdin[Read the method'\''s secret from standard input.]' '*--set=[Any other setting of the connector; may be given more than once.]:KEY=VALUE: ' '*--subdomain=[zendesk\: the part before .zendesk.com.]:SUBDOMAIN: ' '*--username=[salesforce\: the user to act as, with --auth jwt-bearer.]:USERNAME: ' '*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]' '1:connector: ')
      ;;
    'connections')
      commands=('list:List the connections.' 'remove:Remove a connection: its session, its secrets, its place in the configuration.' 'rotate:Replace a connection'\''s credential, or sign in to it anew.' 'show:Show a connection: settings, sign-in and its end, stored secrets, limits.' 'test:Prove that a connection works: sign in and read.')
      specs=('*--help[Explain the command.]')
      ;;
    'connections list')
      commands=()
      specs=('*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]')
      ;;
    'connections remove')
      commands=()
      specs=('*--yes[Do not ask.]' '*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]' '1:name:__integ_offer_connections')
      ;;
    'connections rotate')
      commands=()
      specs=('*--no-browser[Open no browser for a sign-in that needs one\: only print the address.]' '*--secret-from-stdin[Read the new secret from standard input.]' '*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]' '1:name:__integ_offer_connections')
      ;;
    'connections show')
      commands=()
      specs=('*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]' '1:name:__integ_offer_connections')
      ;;
    'connections test')
      commands=()
      specs=('*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]' '1:name:__integ_offer_connections')
      ;;
    'connectors')
      commands=()
      specs=('*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]')
      ;;
    'daemon')
      commands=('install:Write the systemd unit that keeps the daemon running.' 'reload:Have the running daemon take the configuration over as it is now.' 'status:Say whether the daemon runs, and since when on which configuration.' 'stop:Stop the running daemon.' 'uninstall:Stop the service and remove its systemd unit.')
      specs=('*--drain-seconds=[How long writes in flight may take to be confirmed once it is told to stop.]:DRAIN-SECONDS: ' '*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]')
      ;;
    'daemon install')
      commands=()
      specs=('*--force[Replace a unit of the same name that integ did not write.]' '*--key-file=[The key file, or where the credential is.]:FILE:_files' '*--key-source=[How the service comes by the master key.]:credential-encrypted|credential|key-file|insecure-key-file:(credential-encrypted credential key-file insecure-key-file)' '*--print[Only print the unit.]' '*--unit-dir=[Where the unit is written.]:DIR:_files -/' '*--user=[Account of the service. Default\: one of systemd'\''s own making.]:USER: ' '*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]')
      ;;
    'daemon reload')
      commands=()
      specs=('*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]')
      ;;
    'daemon status')
      commands=()
      specs=('*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]')
      ;;
    'daemon stop')
      commands=()
      specs=('*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]')
      ;;
    'daemon uninstall')
      commands=()
      specs=('*--force[Remove a unit of the same name that integ did not write.]' '*--unit-dir=[Where the unit is.]:DIR:_files -/' '*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]')
      ;;
    'db')
      commands=('check:Look the database through: whether all of it can be read and everything is counted.')
      specs=('*--help[Explain the command.]')
      ;;
    'db check')
      commands=()
      specs=('*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]' '1:file:_files')
      ;;
    'demo')
      commands=()
      specs=('*--check[Run unattended and balance the books.]' '*--data=[CSV file whose rows become Salesforce cases.]:FILE:_files' '*--latency=[How long an emulated vendor takes to answer.]:DURATION: ' '*--map=[Case field from a column of the CSV.]:FIELD=COLUMN: ' '*--rate=[Edits per second, both sides together.]:RATE: ' '*--seconds=[How long --check edits.]:SECONDS: ' '*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]')
      ;;
    'dlq')
      commands=('discard:Give items up: what failed is not carried over.' 'edit:Change what an item sends when it is replayed.' 'list:List the items that need a person.' 'show:Show one item: cause, payload, and what to do.')
      specs=('*--help[Explain the command.]')
      ;;
    'dlq discard')
      commands=()
      specs=('*--reason=[Why, for those who look at it later.]:TEXT: ' '*--yes[Don'\''t ask.]' '*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]' '1:id: ')
      ;;
    'dlq edit')
      commands=()
      specs=('*--editor[Edit the values in $VISUAL or $EDITOR.]' '*--set=[Send this value\: subject='\''"Printer"'\'', priority=null for a blank. May be given more than once.]:FIELD=JSON: ' '*--unset=[Take an earlier edit of the field back. May be given more than once.]:FIELD: ' '*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]' '1:id: ')
      ;;
    'dlq list')
      commands=()
      specs=('*--state=[Only in this state; may be given more than once. Default\: open and replaying.]:open|replaying|resolved|discarded:(open replaying resolved discarded)' '*--sync=[Only of this sync.]:NAME: ' '*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]')
      ;;
    'dlq show')
      commands=()
      specs=('*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]' '1:id: ')
      ;;
    'doctor')
      commands=()
      specs=('*--offline[Ask no vendor.]' '*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]')
      ;;
    'health')
      commands=()
      specs=('*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]')
      ;;
    'history')
      commands=()
      specs=('*--field=[Only what concerns this field, and why it is as it is; its name on either side.]:NAME: ' '*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]' '1:record: ')
      ;;
    'init')
      commands=()
      specs=('*--insecure-key-file[Keep the master key in the clear beside the store\: for trials, and where nothing else is there.]' '*--key-source=[Where the master key comes from, instead of the first place that is there.]:systemd-credential|key-file|keychain|passphrase|environment|insecure-key-file:(systemd-credential key-file keychain passphrase environment insecure-key-file)' '*--pair=[Two connectors\: write their connections and a sync of records, comments and files. May be given again.]:LEFT,RIGHT: ' '*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]')
      ;;
    'match')
      commands=('link:Say that two records belong together.' 'new:Say that a record has no counterpart: one is made for it.' 'review:Show records of which it can'\''t be told which belong together.')
      specs=('*--help[Explain the command.]')
      ;;
    'match link')
      commands=()
      specs=('*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]' '1:name: ' '2:left: ' '3:right: ')
      ;;
    'match new')
      commands=()
      specs=('*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]' '1:name: ' '2:side:(left right)' '3:id: ')
      ;;
    'match review')
      commands=()
      specs=('*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]' '1:name: ')
      ;;
    'replay-dlq')
      commands=()
      specs=('*--all[Every open item.]' '*--code=[Open items with this code; may be given more than once.]:E_…: ' '*--dry-run[Only show what a replay would write now.]' '*--record=[Of the record with this id, on either side.]:ID: ' '*--since=[That failed last after\: 2h ago, or a time.]:WHEN: ' '*--sync=[Open items of this sync.]:NAME: ' '*--until=[That failed last before\: 2h ago, or a time.]:WHEN: ' '*--yes[Don'\''t ask.]' '*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]' '1:id: ')
      ;;
    'restore')
      commands=()
      specs=('*--dry-run[Only say what it would do.]' '*--vault=[What to do where the vault here has another master key than the backup'\''s.]:keep|replace:(keep replace)' '*--yes[Don'\''t ask.]' '*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]' '1:backup:_files')
      ;;
    'sandbox')
      commands=()
      specs=('*--cases=[How many sample cases to load without --data.]:CASES: ' '*--data=[CSV file whose rows become Salesforce cases.]:FILE:_files' '*--latency=[How long a vendor takes to answer.]:DURATION: ' '*--map=[Case field from a column of the CSV; guessed where not given.]:FIELD=COLUMN: ' '*--port=[Port of the control API; the vendors take the next four. 0\: any free ones.]:PORT: ' '*--spec=[A vendor'\''s published OpenAPI file; traffic is compared with it.]:VENDOR=FILE: ' '*--zendesk-spec=[Short for --spec zendesk=FILE.]:FILE:_files' '*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]')
      ;;
    'secrets')
      commands=('list:List the credentials that are kept: names, when they were stored and by whom.' 'move:Have the master key in another place: a new key there, and the old one opens nothing.' 'remove:Forget one credential that no connection uses.' 'rotate:Change the keys of the secret store; an interrupted change goes on.' 'set:Store one credential.' 'status:Say where the credentials are kept, and whether they can be opened here.')
      specs=('*--help[Explain the command.]')
      ;;
    'secrets list')
      commands=()
      specs=('*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]')
      ;;
    'secrets move')
      commands=()
      specs=('*--new-key=[File with the new key, where the key is the operator'\''s\: a key file, a credential, a variable.]:FILE:_files' '*--new-passphrase-file=[File with the new passphrase, instead of being asked.]:FILE:_files' '*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]' '1:place:(systemd-credential key-file keychain passphrase environment insecure-key-file)')
      ;;
    'secrets remove')
      commands=()
      specs=('*--yes[Do not ask.]' '*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]' '1:name: ')
      ;;
    'secrets rotate')
      commands=()
      specs=('*--data[Only seal the secrets anew; the master key stays. A daemon with a passphrase or INTEG_MASTER_KEY has to be started again.]' '*--new-key=[File with the new key, where the key is the operator'\''s\: a key file, a credential, a variable.]:FILE:_files' '*--new-passphrase-file=[File with the new passphrase, instead of being asked.]:FILE:_files' '*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]')
      ;;
    'secrets set')
      commands=()
      specs=('*--force[Store it under any name; the configuration is not looked at.]' '*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]' '1:name: ')
      ;;
    'secrets status')
      commands=()
      specs=('*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]')
      ;;
    'status')
      commands=()
      specs=('*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]')
      ;;
    'sync')
      commands=('apply:Carry out a plan, exactly as it was made.' 'list:List the syncs: state, links, what waits, lag and throughput.' 'pause:Let a sync, or one record of it, stand still.' 'plan:Show what a sync would write, and why.' 'record:Bring one record in step now, and show what was decided.' 'reset:Forget where a sync is in the changes, and read its sides whole.' 'resume:Let a paused sync, record or field go on.')
      specs=('*--full[Read both sides whole, not only what changed.]' '*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]' '1:name: ')
      ;;
    'sync apply')
      commands=()
      specs=('*--max-age=[Refuse a plan that is older (30m, 2h).]:DURATION: ' '*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]' '1:file:_files')
      ;;
    'sync list')
      commands=()
      specs=('*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]')
      ;;
    'sync pause')
      commands=()
      specs=('*--reason=[Why, for those who look at it later.]:TEXT: ' '*--record=[Only the record with this id, on either side.]:ID: ' '*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]' '1:name: ')
      ;;
    'sync plan')
      commands=()
      specs=('*--detailed-exitcode[Exit 1 when there is something to write or to mend.]' '*--force[Replace the file of --out if it is there.]' '*--full[Read both sides whole, not only what changed.]' '*--out=[Write the plan to a file that `sync apply` carries out exactly.]:FILE:_files' '*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]' '1:name: ')
      ;;
    'sync record')
      commands=()
      specs=('*--side=[The side it is on, where both have one of this id.]:left|right:(left right)' '*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]' '1:name: ' '2:id: ')
      ;;
    'sync reset')
      commands=()
      specs=('*--side=[Only this side.]:left|right:(left right)' '*--yes[Do not ask.]' '*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]' '1:name: ')
      ;;
    'sync resume')
      commands=()
      specs=('*--allow-deletes[The deletes that wait are meant; so many are allowed for an hour.]' '*--field=[Only this field, which has changed at its vendor and is taken as it is now.]:NAME: ' '*--record=[Only the record with this id, on either side.]:ID: ' '*--config=[Configuration file. Default\: ./integ.yaml, then the user'\''s and the system'\''s.]:FILE:_files' '*--env=[Lay integ.NAME.yaml over the configuration file. Default\: $INTEG_ENV, else nothing.]:NAME: ' '*--json[Print one JSON document instead of text.]' '*--log-level=[Log what is at least this important to stderr.]:debug|info|warn|error:(debug info warn error)' '*--no-input[Never ask; fail and name what is missing.]' '*--override=[Set one key of the configuration for this run; may be given again.]:KEY=VALUE: ' '*--quiet[Print the answer only\: no progress, no notes.]' '*--state-dir=[Directory of the database. Default\: $INTEG_STATE_DIR or the user'\''s state directory.]:DIR:_files -/' '*--help[Explain the command.]' '1:name: ')
      ;;
  esac
  if ((args == 0 && ${#commands})) && [[ $words[CURRENT] != -* ]]; then _describe -t commands command commands; fi
  # What is left are the command's own words.
  words=(integ "${(@)words[at+1,-1]}")
  CURRENT=$((CURRENT - at + 1))
  _arguments -S $specs
}
if [[ $funcstack[1] == _integ ]]; then _integ "$@"; else compdef _integ integ; fi
