# Written by `npm run build` from the commands of integ. Put it into ~/.config/fish/completions.
function __integ_connections --description 'The connections of the configuration'
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
    test -n "$file"; and awk '/^connections:/ { on = 1; next } /^[^ #]/ { on = 0 } on && match($0, /^ +[\042\047]?[a-z][a-z0-9-]*[\042\047]?:/) {   at = match($0, /[^ ]/); if (!least) least = at; if (at != least) next;   name = substr($0, at); sub(/:.*/, "", name); gsub(/[\042\047]/, "", name); print name }' (string replace -r -- '^~' $HOME $file) 2> /dev/null
end
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
            case --action --after --auth --base-url --cases --code --config --data --drain-seconds --env --expect-head --field --input --key-file --key-source --latency --level --limit --log-level --login-url --map --max-age --name --new-key --new-passphrase-file --out --outcome --override --pair --port --rate --reason --record --request-key --sarif --seconds --set --side --since --spec --state --state-dir --subdomain --subject --sync --take --unit-dir --unset --until --user --username --value --vault --who --zendesk-spec
                set skip 1
                continue
            case '-*'
                continue
        end
        set -l longer (string trim -- "$name $word")
        if test $args = 0; and contains -- $longer 'act' 'actions' 'audit' 'audit export' 'audit list' 'audit verify' 'backup' 'completion' 'config' 'config lint' 'config schema' 'config show' 'conflicts' 'conflicts list' 'conflicts resolve' 'conflicts show' 'connect' 'connections' 'connections list' 'connections remove' 'connections rotate' 'connections show' 'connections test' 'connectors' 'daemon' 'daemon install' 'daemon reload' 'daemon status' 'daemon stop' 'daemon uninstall' 'db' 'db check' 'demo' 'dlq' 'dlq discard' 'dlq edit' 'dlq list' 'dlq show' 'doctor' 'health' 'history' 'init' 'match' 'match link' 'match new' 'match review' 'replay-dlq' 'restore' 'sandbox' 'secrets' 'secrets list' 'secrets move' 'secrets remove' 'secrets rotate' 'secrets set' 'secrets status' 'status' 'sync' 'sync apply' 'sync list' 'sync pause' 'sync plan' 'sync record' 'sync reset' 'sync resume'
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
complete -c integ -n '__integ_at '\'''\'' 0' -f -a act -d 'Run an action at a connection: order an item, make a version, search articles.'
complete -c integ -n '__integ_at '\'''\'' 0' -f -a actions -d 'List what can be done at a connection, with the input each action takes.'
complete -c integ -n '__integ_at '\'''\'' 0' -f -a audit -d 'export, list, verify.'
complete -c integ -n '__integ_at '\'''\'' 0' -f -a backup -d 'Copy the database, the vault and the configuration, while the daemon runs.'
complete -c integ -n '__integ_at '\'''\'' 0' -f -a completion -d 'Print what completes integ'\''s commands and flags in a shell.'
complete -c integ -n '__integ_at '\'''\'' 0' -f -a config -d 'lint, schema, show.'
complete -c integ -n '__integ_at '\'''\'' 0' -f -a conflicts -d 'list, resolve, show.'
complete -c integ -n '__integ_at '\'''\'' 0' -f -a connect -d 'Sign in to a system and add it to the configuration.'
complete -c integ -n '__integ_at '\'''\'' 0' -f -a connections -d 'list, remove, rotate, show, test.'
complete -c integ -n '__integ_at '\'''\'' 0' -f -a connectors -d 'List the kinds of systems integ speaks to.'
complete -c integ -n '__integ_at '\'''\'' 0' -f -a daemon -d 'Keep every sync in step until told to stop.'
complete -c integ -n '__integ_at '\'''\'' 0' -f -a db -d 'check.'
complete -c integ -n '__integ_at '\'''\'' 0' -f -a demo -d 'Watch Salesforce cases and Zendesk tickets stay in step on this machine.'
complete -c integ -n '__integ_at '\'''\'' 0' -f -a dlq -d 'discard, edit, list, show.'
complete -c integ -n '__integ_at '\'''\'' 0' -f -a doctor -d 'Look for what keeps integ from working on this machine, and say how to mend it.'
complete -c integ -n '__integ_at '\'''\'' 0' -f -a health -d 'Say whether every sync moves.'
complete -c integ -n '__integ_at '\'''\'' 0' -f -a history -d 'Show what was decided and written about a record, and why.'
complete -c integ -n '__integ_at '\'''\'' 0' -f -a init -d 'Write a first configuration and make the secret store.'
complete -c integ -n '__integ_at '\'''\'' 0' -f -a match -d 'link, new, review.'
complete -c integ -n '__integ_at '\'''\'' 0' -f -a replay-dlq -d 'Put items back to work once their cause is mended.'
complete -c integ -n '__integ_at '\'''\'' 0' -f -a restore -d 'Put a backup back, with the daemon stopped.'
complete -c integ -n '__integ_at '\'''\'' 0' -f -a sandbox -d 'Emulate Salesforce, Zendesk, Jira and ServiceNow on this machine.'
complete -c integ -n '__integ_at '\'''\'' 0' -f -a secrets -d 'list, move, remove, rotate, set, status.'
complete -c integ -n '__integ_at '\'''\'' 0' -f -a status -d 'Show connections, syncs, lag and what happened last.'
complete -c integ -n '__integ_at '\'''\'' 0' -f -a sync -d 'Bring syncs in step once.'
complete -c integ -n '__integ_at '\'''\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''act'\''' -l input -d 'JSON file with the input; - for standard input.' -r
complete -c integ -n '__integ_at '\''act'\''' -l request-key -d 'Names the request, so that it can be run again safely. Default: a new one.' -r -f
complete -c integ -n '__integ_at '\''act'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''act'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''act'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''act'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''act'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''act'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''act'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''act'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''act'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''actions'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''actions'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''actions'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''actions'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''actions'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''actions'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''actions'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''actions'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''actions'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''audit'\'' 0' -f -a export -d 'Write the audit to a file: one JSON object a line, as it is in the chain.'
complete -c integ -n '__integ_at '\''audit'\'' 0' -f -a list -d 'Show what was done here and at the vendors: who, what, when, and what became of it.'
complete -c integ -n '__integ_at '\''audit'\'' 0' -f -a verify -d 'Check that every row of the audit is there and as it was written.'
complete -c integ -n '__integ_at '\''audit'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''audit export'\'' 0' -F
complete -c integ -n '__integ_at '\''audit export'\''' -l after -d 'Only rows after this number.' -r -f
complete -c integ -n '__integ_at '\''audit export'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''audit export'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''audit export'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''audit export'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''audit export'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''audit export'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''audit export'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''audit export'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''audit export'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''audit list'\''' -l action -d 'Of this kind: `write`, `write.create`, `sync`, `secrets`.' -r -f
complete -c integ -n '__integ_at '\''audit list'\''' -l limit -d 'At most so many rows.' -r -f
complete -c integ -n '__integ_at '\''audit list'\''' -l outcome -d 'That ended so.' -r -f -a 'done failed sent refused'
complete -c integ -n '__integ_at '\''audit list'\''' -l since -d 'Done after: 2h ago, or a time.' -r -f
complete -c integ -n '__integ_at '\''audit list'\''' -l subject -d 'Done to this: a sync, a record'\''s id.' -r -f
complete -c integ -n '__integ_at '\''audit list'\''' -l until -d 'Done before.' -r -f
complete -c integ -n '__integ_at '\''audit list'\''' -l who -d 'Done by this user, or by `integ` itself.' -r -f
complete -c integ -n '__integ_at '\''audit list'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''audit list'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''audit list'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''audit list'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''audit list'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''audit list'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''audit list'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''audit list'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''audit list'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''audit verify'\'' 0' -F
complete -c integ -n '__integ_at '\''audit verify'\''' -l expect-head -d 'Row and hash that have to be there.' -r -f
complete -c integ -n '__integ_at '\''audit verify'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''audit verify'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''audit verify'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''audit verify'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''audit verify'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''audit verify'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''audit verify'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''audit verify'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''audit verify'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''backup'\'' 0' -f -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''backup'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''backup'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''backup'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''backup'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''backup'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''backup'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''backup'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''backup'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''backup'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''completion'\'' 0' -f -a 'bash zsh fish'
complete -c integ -n '__integ_at '\''completion'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''completion'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''completion'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''completion'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''completion'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''completion'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''completion'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''completion'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''completion'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''config'\'' 0' -f -a lint -d 'Find all that is wrong with the configuration.'
complete -c integ -n '__integ_at '\''config'\'' 0' -f -a schema -d 'Print the JSON Schema of the configuration.'
complete -c integ -n '__integ_at '\''config'\'' 0' -f -a show -d 'Show every value of the configuration and where it comes from.'
complete -c integ -n '__integ_at '\''config'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''config lint'\''' -l errors-only -d 'Leave warnings out; exit 0 where there are no errors.'
complete -c integ -n '__integ_at '\''config lint'\''' -l level -d 'How much is asked.' -r -f -a 'static offline live'
complete -c integ -n '__integ_at '\''config lint'\''' -l sarif -d 'Write the findings as SARIF 2.1.0 too.' -r
complete -c integ -n '__integ_at '\''config lint'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''config lint'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''config lint'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''config lint'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''config lint'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''config lint'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''config lint'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''config lint'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''config lint'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''config schema'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''config schema'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''config schema'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''config schema'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''config schema'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''config schema'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''config schema'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''config schema'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''config schema'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''config show'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''config show'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''config show'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''config show'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''config show'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''config show'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''config show'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''config show'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''config show'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''conflicts'\'' 0' -f -a list -d 'List the conflicts that wait for a person.'
complete -c integ -n '__integ_at '\''conflicts'\'' 0' -f -a resolve -d 'Decide conflicts: take one side'\''s value, or give another one.'
complete -c integ -n '__integ_at '\''conflicts'\'' 0' -f -a show -d 'Show one conflict: both values, the one before, and how to decide.'
complete -c integ -n '__integ_at '\''conflicts'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''conflicts list'\''' -l state -d 'Only in this state; may be given more than once. Default: open and decided.' -r -f -a 'open decided settled'
complete -c integ -n '__integ_at '\''conflicts list'\''' -l sync -d 'Only of this sync.' -r -f
complete -c integ -n '__integ_at '\''conflicts list'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''conflicts list'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''conflicts list'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''conflicts list'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''conflicts list'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''conflicts list'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''conflicts list'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''conflicts list'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''conflicts list'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''conflicts resolve'\''' -l take -d 'This side'\''s value wins.' -r -f -a 'left right'
complete -c integ -n '__integ_at '\''conflicts resolve'\''' -l value -d 'Another value, as JSON and in the left side'\''s form.' -r -f
complete -c integ -n '__integ_at '\''conflicts resolve'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''conflicts resolve'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''conflicts resolve'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''conflicts resolve'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''conflicts resolve'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''conflicts resolve'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''conflicts resolve'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''conflicts resolve'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''conflicts resolve'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''conflicts show'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''conflicts show'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''conflicts show'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''conflicts show'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''conflicts show'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''conflicts show'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''conflicts show'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''conflicts show'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''conflicts show'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''connect'\''' -l auth -d 'How to sign in; the connector'\''s first method when left out.' -r -f
complete -c integ -n '__integ_at '\''connect'\''' -l base-url -d 'jira, servicenow: where people open it. zendesk: where the account answers, instead of --subdomain.' -r -f
complete -c integ -n '__integ_at '\''connect'\''' -l login-url -d 'salesforce: the org'\''s My Domain, https://acme.my.salesforce.com.' -r -f
complete -c integ -n '__integ_at '\''connect'\''' -l name -d 'Name of the connection. Default: the connector'\''s.' -r -f
complete -c integ -n '__integ_at '\''connect'\''' -l no-browser -d 'Open no browser for a sign-in that needs one: only print the address.'
complete -c integ -n '__integ_at '\''connect'\''' -l secret-from-stdin -d 'Read the method'\''s secret from standard input.'
complete -c integ -n '__integ_at '\''connect'\''' -l set -d 'Any other setting of the connector; may be given more than once.' -r -f
complete -c integ -n '__integ_at '\''connect'\''' -l subdomain -d 'zendesk: the part before .zendesk.com.' -r -f
complete -c integ -n '__integ_at '\''connect'\''' -l username -d 'salesforce: the user to act as, with --auth jwt-bearer.' -r -f
complete -c integ -n '__integ_at '\''connect'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''connect'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''connect'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''connect'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''connect'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''connect'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''connect'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''connect'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''connect'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''connections'\'' 0' -f -a list -d 'List the connections.'
complete -c integ -n '__integ_at '\''connections'\'' 0' -f -a remove -d 'Remove a connection: its session, its secrets, its place in the configuration.'
complete -c integ -n '__integ_at '\''connections'\'' 0' -f -a rotate -d 'Replace a connection'\''s credential, or sign in to it anew.'
complete -c integ -n '__integ_at '\''connections'\'' 0' -f -a show -d 'Show a connection: settings, sign-in and its end, stored secrets, limits.'
complete -c integ -n '__integ_at '\''connections'\'' 0' -f -a test -d 'Prove that a connection works: sign in and read.'
complete -c integ -n '__integ_at '\''connections'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''connections list'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''connections list'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''connections list'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''connections list'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''connections list'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''connections list'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''connections list'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''connections list'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''connections list'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''connections remove'\'' 0' -f -a '(__integ_connections)'
complete -c integ -n '__integ_at '\''connections remove'\''' -l yes -d 'Do not ask.'
complete -c integ -n '__integ_at '\''connections remove'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''connections remove'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''connections remove'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''connections remove'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''connections remove'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''connections remove'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''connections remove'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''connections remove'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''connections remove'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''connections rotate'\'' 0' -f -a '(__integ_connections)'
complete -c integ -n '__integ_at '\''connections rotate'\''' -l no-browser -d 'Open no browser for a sign-in that needs one: only print the address.'
complete -c integ -n '__integ_at '\''connections rotate'\''' -l secret-from-stdin -d 'Read the new secret from standard input.'
complete -c integ -n '__integ_at '\''connections rotate'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''connections rotate'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''connections rotate'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''connections rotate'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''connections rotate'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''connections rotate'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''connections rotate'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''connections rotate'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''connections rotate'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''connections show'\'' 0' -f -a '(__integ_connections)'
complete -c integ -n '__integ_at '\''connections show'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''connections show'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''connections show'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''connections show'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''connections show'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''connections show'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''connections show'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''connections show'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''connections show'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''connections test'\'' 0' -f -a '(__integ_connections)'
complete -c integ -n '__integ_at '\''connections test'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''connections test'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''connections test'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''connections test'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''connections test'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''connections test'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''connections test'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''connections test'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''connections test'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''connectors'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''connectors'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''connectors'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''connectors'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''connectors'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''connectors'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''connectors'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''connectors'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''connectors'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''daemon'\'' 0' -f -a install -d 'Write the systemd unit that keeps the daemon running.'
complete -c integ -n '__integ_at '\''daemon'\'' 0' -f -a reload -d 'Have the running daemon take the configuration over as it is now.'
complete -c integ -n '__integ_at '\''daemon'\'' 0' -f -a status -d 'Say whether the daemon runs, and since when on which configuration.'
complete -c integ -n '__integ_at '\''daemon'\'' 0' -f -a stop -d 'Stop the running daemon.'
complete -c integ -n '__integ_at '\''daemon'\'' 0' -f -a uninstall -d 'Stop the service and remove its systemd unit.'
complete -c integ -n '__integ_at '\''daemon'\''' -l drain-seconds -d 'How long writes in flight may take to be confirmed once it is told to stop.' -r -f
complete -c integ -n '__integ_at '\''daemon'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''daemon'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''daemon'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''daemon'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''daemon'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''daemon'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''daemon'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''daemon'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''daemon'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''daemon install'\''' -l force -d 'Replace a unit of the same name that integ did not write.'
complete -c integ -n '__integ_at '\''daemon install'\''' -l key-file -d 'The key file, or where the credential is.' -r
complete -c integ -n '__integ_at '\''daemon install'\''' -l key-source -d 'How the service comes by the master key.' -r -f -a 'credential-encrypted credential key-file insecure-key-file'
complete -c integ -n '__integ_at '\''daemon install'\''' -l print -d 'Only print the unit.'
complete -c integ -n '__integ_at '\''daemon install'\''' -l unit-dir -d 'Where the unit is written.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''daemon install'\''' -l user -d 'Account of the service. Default: one of systemd'\''s own making.' -r -f
complete -c integ -n '__integ_at '\''daemon install'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''daemon install'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''daemon install'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''daemon install'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''daemon install'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''daemon install'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''daemon install'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''daemon install'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''daemon install'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''daemon reload'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''daemon reload'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''daemon reload'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''daemon reload'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''daemon reload'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''daemon reload'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''daemon reload'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''daemon reload'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''daemon reload'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''daemon status'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''daemon status'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''daemon status'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''daemon status'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''daemon status'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''daemon status'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''daemon status'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''daemon status'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''daemon status'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''daemon stop'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''daemon stop'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''daemon stop'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''daemon stop'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''daemon stop'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''daemon stop'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''daemon stop'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''daemon stop'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''daemon stop'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''daemon uninstall'\''' -l force -d 'Remove a unit of the same name that integ did not write.'
complete -c integ -n '__integ_at '\''daemon uninstall'\''' -l unit-dir -d 'Where the unit is.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''daemon uninstall'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''daemon uninstall'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''daemon uninstall'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''daemon uninstall'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''daemon uninstall'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''daemon uninstall'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''daemon uninstall'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''daemon uninstall'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''daemon uninstall'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''db'\'' 0' -f -a check -d 'Look the database through: whether all of it can be read and everything is counted.'
complete -c integ -n '__integ_at '\''db'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''db check'\'' 0' -F
complete -c integ -n '__integ_at '\''db check'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''db check'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''db check'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''db check'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''db check'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''db check'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''db check'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''db check'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''db check'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''demo'\''' -l check -d 'Run unattended and balance the books.'
complete -c integ -n '__integ_at '\''demo'\''' -l data -d 'CSV file whose rows become Salesforce cases.' -r
complete -c integ -n '__integ_at '\''demo'\''' -l latency -d 'How long an emulated vendor takes to answer.' -r -f
complete -c integ -n '__integ_at '\''demo'\''' -l map -d 'Case field from a column of the CSV.' -r -f
complete -c integ -n '__integ_at '\''demo'\''' -l rate -d 'Edits per second, both sides together.' -r -f
complete -c integ -n '__integ_at '\''demo'\''' -l seconds -d 'How long --check edits.' -r -f
complete -c integ -n '__integ_at '\''demo'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''demo'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''demo'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''demo'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''demo'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''demo'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''demo'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''demo'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''demo'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''dlq'\'' 0' -f -a discard -d 'Give items up: what failed is not carried over.'
complete -c integ -n '__integ_at '\''dlq'\'' 0' -f -a edit -d 'Change what an item sends when it is replayed.'
complete -c integ -n '__integ_at '\''dlq'\'' 0' -f -a list -d 'List the items that need a person.'
complete -c integ -n '__integ_at '\''dlq'\'' 0' -f -a show -d 'Show one item: cause, payload, and what to do.'
complete -c integ -n '__integ_at '\''dlq'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''dlq discard'\''' -l reason -d 'Why, for those who look at it later.' -r -f
complete -c integ -n '__integ_at '\''dlq discard'\''' -l yes -d 'Don'\''t ask.'
complete -c integ -n '__integ_at '\''dlq discard'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''dlq discard'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''dlq discard'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''dlq discard'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''dlq discard'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''dlq discard'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''dlq discard'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''dlq discard'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''dlq discard'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''dlq edit'\''' -l editor -d 'Edit the values in $VISUAL or $EDITOR.'
complete -c integ -n '__integ_at '\''dlq edit'\''' -l set -d 'Send this value: subject='\''"Printer"'\'', priority=null for a blank. May be given more than once.' -r -f
complete -c integ -n '__integ_at '\''dlq edit'\''' -l unset -d 'Take an earlier edit of the field back. May be given more than once.' -r -f
complete -c integ -n '__integ_at '\''dlq edit'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''dlq edit'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''dlq edit'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''dlq edit'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''dlq edit'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''dlq edit'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''dlq edit'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''dlq edit'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''dlq edit'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''dlq list'\''' -l state -d 'Only in this state; may be given more than once. Default: open and replaying.' -r -f -a 'open replaying resolved discarded'
complete -c integ -n '__integ_at '\''dlq list'\''' -l sync -d 'Only of this sync.' -r -f
complete -c integ -n '__integ_at '\''dlq list'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''dlq list'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''dlq list'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''dlq list'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''dlq list'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''dlq list'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''dlq list'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''dlq list'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''dlq list'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''dlq show'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''dlq show'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''dlq show'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''dlq show'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''dlq show'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''dlq show'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''dlq show'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''dlq show'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''dlq show'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''doctor'\''' -l offline -d 'Ask no vendor.'
complete -c integ -n '__integ_at '\''doctor'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''doctor'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''doctor'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''doctor'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''doctor'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''doctor'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''doctor'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''doctor'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''doctor'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''health'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''health'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''health'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''health'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''health'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''health'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''health'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''health'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''health'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''history'\''' -l field -d 'Only what concerns this field, and why it is as it is; its name on either side.' -r -f
complete -c integ -n '__integ_at '\''history'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''history'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''history'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''history'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''history'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''history'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''history'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''history'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''history'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''init'\''' -l insecure-key-file -d 'Keep the master key in the clear beside the store: for trials, and where nothing else is there.'
complete -c integ -n '__integ_at '\''init'\''' -l key-source -d 'Where the master key comes from, instead of the first place that is there.' -r -f -a 'systemd-credential key-file keychain passphrase environment insecure-key-file'
complete -c integ -n '__integ_at '\''init'\''' -l pair -d 'Two connectors: write their connections and a sync of records, comments and files. May be given again.' -r -f
complete -c integ -n '__integ_at '\''init'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''init'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''init'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''init'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''init'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''init'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''init'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''init'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''init'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''match'\'' 0' -f -a link -d 'Say that two records belong together.'
complete -c integ -n '__integ_at '\''match'\'' 0' -f -a new -d 'Say that a record has no counterpart: one is made for it.'
complete -c integ -n '__integ_at '\''match'\'' 0' -f -a review -d 'Show records of which it can'\''t be told which belong together.'
complete -c integ -n '__integ_at '\''match'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''match link'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''match link'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''match link'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''match link'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''match link'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''match link'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''match link'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''match link'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''match link'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''match new'\'' 1' -f -a 'left right'
complete -c integ -n '__integ_at '\''match new'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''match new'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''match new'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''match new'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''match new'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''match new'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''match new'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''match new'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''match new'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''match review'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''match review'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''match review'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''match review'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''match review'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''match review'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''match review'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''match review'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''match review'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''replay-dlq'\''' -l all -d 'Every open item.'
complete -c integ -n '__integ_at '\''replay-dlq'\''' -l code -d 'Open items with this code; may be given more than once.' -r -f
complete -c integ -n '__integ_at '\''replay-dlq'\''' -l dry-run -d 'Only show what a replay would write now.'
complete -c integ -n '__integ_at '\''replay-dlq'\''' -l record -d 'Of the record with this id, on either side.' -r -f
complete -c integ -n '__integ_at '\''replay-dlq'\''' -l since -d 'That failed last after: 2h ago, or a time.' -r -f
complete -c integ -n '__integ_at '\''replay-dlq'\''' -l sync -d 'Open items of this sync.' -r -f
complete -c integ -n '__integ_at '\''replay-dlq'\''' -l until -d 'That failed last before: 2h ago, or a time.' -r -f
complete -c integ -n '__integ_at '\''replay-dlq'\''' -l yes -d 'Don'\''t ask.'
complete -c integ -n '__integ_at '\''replay-dlq'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''replay-dlq'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''replay-dlq'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''replay-dlq'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''replay-dlq'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''replay-dlq'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''replay-dlq'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''replay-dlq'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''replay-dlq'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''restore'\'' 0' -F
complete -c integ -n '__integ_at '\''restore'\''' -l dry-run -d 'Only say what it would do.'
complete -c integ -n '__integ_at '\''restore'\''' -l vault -d 'What to do where the vault here has another master key than the backup'\''s.' -r -f -a 'keep replace'
complete -c integ -n '__integ_at '\''restore'\''' -l yes -d 'Don'\''t ask.'
complete -c integ -n '__integ_at '\''restore'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''restore'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''restore'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''restore'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''restore'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''restore'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''restore'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''restore'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''restore'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''sandbox'\''' -l cases -d 'How many sample cases to load without --data.' -r -f
complete -c integ -n '__integ_at '\''sandbox'\''' -l data -d 'CSV file whose rows become Salesforce cases.' -r
complete -c integ -n '__integ_at '\''sandbox'\''' -l latency -d 'How long a vendor takes to answer.' -r -f
complete -c integ -n '__integ_at '\''sandbox'\''' -l map -d 'Case field from a column of the CSV; guessed where not given.' -r -f
complete -c integ -n '__integ_at '\''sandbox'\''' -l port -d 'Port of the control API; the vendors take the next four. 0: any free ones.' -r -f
complete -c integ -n '__integ_at '\''sandbox'\''' -l spec -d 'A vendor'\''s published OpenAPI file; traffic is compared with it.' -r -f
complete -c integ -n '__integ_at '\''sandbox'\''' -l zendesk-spec -d 'Short for --spec zendesk=FILE.' -r
complete -c integ -n '__integ_at '\''sandbox'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''sandbox'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''sandbox'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''sandbox'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''sandbox'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''sandbox'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''sandbox'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''sandbox'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''sandbox'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''secrets'\'' 0' -f -a list -d 'List the credentials that are kept: names, when they were stored and by whom.'
complete -c integ -n '__integ_at '\''secrets'\'' 0' -f -a move -d 'Have the master key in another place: a new key there, and the old one opens nothing.'
complete -c integ -n '__integ_at '\''secrets'\'' 0' -f -a remove -d 'Forget one credential that no connection uses.'
complete -c integ -n '__integ_at '\''secrets'\'' 0' -f -a rotate -d 'Change the keys of the secret store; an interrupted change goes on.'
complete -c integ -n '__integ_at '\''secrets'\'' 0' -f -a set -d 'Store one credential.'
complete -c integ -n '__integ_at '\''secrets'\'' 0' -f -a status -d 'Say where the credentials are kept, and whether they can be opened here.'
complete -c integ -n '__integ_at '\''secrets'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''secrets list'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''secrets list'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''secrets list'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''secrets list'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''secrets list'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''secrets list'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''secrets list'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''secrets list'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''secrets list'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''secrets move'\'' 0' -f -a 'systemd-credential key-file keychain passphrase environment insecure-key-file'
complete -c integ -n '__integ_at '\''secrets move'\''' -l new-key -d 'File with the new key, where the key is the operator'\''s: a key file, a credential, a variable.' -r
complete -c integ -n '__integ_at '\''secrets move'\''' -l new-passphrase-file -d 'File with the new passphrase, instead of being asked.' -r
complete -c integ -n '__integ_at '\''secrets move'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''secrets move'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''secrets move'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''secrets move'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''secrets move'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''secrets move'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''secrets move'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''secrets move'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''secrets move'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''secrets remove'\''' -l yes -d 'Do not ask.'
complete -c integ -n '__integ_at '\''secrets remove'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''secrets remove'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''secrets remove'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''secrets remove'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''secrets remove'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''secrets remove'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''secrets remove'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''secrets remove'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''secrets remove'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''secrets rotate'\''' -l data -d 'Only seal the secrets anew; the master key stays. A daemon with a passphrase or INTEG_MASTER_KEY has to be started again.'
complete -c integ -n '__integ_at '\''secrets rotate'\''' -l new-key -d 'File with the new key, where the key is the operator'\''s: a key file, a credential, a variable.' -r
complete -c integ -n '__integ_at '\''secrets rotate'\''' -l new-passphrase-file -d 'File with the new passphrase, instead of being asked.' -r
complete -c integ -n '__integ_at '\''secrets rotate'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''secrets rotate'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''secrets rotate'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''secrets rotate'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''secrets rotate'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''secrets rotate'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''secrets rotate'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''secrets rotate'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''secrets rotate'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''secrets set'\''' -l force -d 'Store it under any name; the configuration is not looked at.'
complete -c integ -n '__integ_at '\''secrets set'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''secrets set'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''secrets set'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''secrets set'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''secrets set'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''secrets set'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''secrets set'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''secrets set'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''secrets set'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''secrets status'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''secrets status'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''secrets status'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''secrets status'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''secrets status'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''secrets status'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''secrets status'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''secrets status'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''secrets status'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''status'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''status'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''status'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''status'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''status'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''status'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''status'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''status'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''status'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''sync'\'' 0' -f -a apply -d 'Carry out a plan, exactly as it was made.'
complete -c integ -n '__integ_at '\''sync'\'' 0' -f -a list -d 'List the syncs: state, links, what waits, lag and throughput.'
complete -c integ -n '__integ_at '\''sync'\'' 0' -f -a pause -d 'Let a sync, or one record of it, stand still.'
complete -c integ -n '__integ_at '\''sync'\'' 0' -f -a plan -d 'Show what a sync would write, and why.'
complete -c integ -n '__integ_at '\''sync'\'' 0' -f -a record -d 'Bring one record in step now, and show what was decided.'
complete -c integ -n '__integ_at '\''sync'\'' 0' -f -a reset -d 'Forget where a sync is in the changes, and read its sides whole.'
complete -c integ -n '__integ_at '\''sync'\'' 0' -f -a resume -d 'Let a paused sync, record or field go on.'
complete -c integ -n '__integ_at '\''sync'\''' -l full -d 'Read both sides whole, not only what changed.'
complete -c integ -n '__integ_at '\''sync'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''sync'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''sync'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''sync'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''sync'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''sync'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''sync'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''sync'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''sync'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''sync apply'\'' 0' -F
complete -c integ -n '__integ_at '\''sync apply'\''' -l max-age -d 'Refuse a plan that is older (30m, 2h).' -r -f
complete -c integ -n '__integ_at '\''sync apply'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''sync apply'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''sync apply'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''sync apply'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''sync apply'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''sync apply'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''sync apply'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''sync apply'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''sync apply'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''sync list'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''sync list'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''sync list'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''sync list'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''sync list'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''sync list'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''sync list'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''sync list'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''sync list'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''sync pause'\''' -l reason -d 'Why, for those who look at it later.' -r -f
complete -c integ -n '__integ_at '\''sync pause'\''' -l record -d 'Only the record with this id, on either side.' -r -f
complete -c integ -n '__integ_at '\''sync pause'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''sync pause'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''sync pause'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''sync pause'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''sync pause'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''sync pause'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''sync pause'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''sync pause'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''sync pause'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''sync plan'\''' -l detailed-exitcode -d 'Exit 1 when there is something to write or to mend.'
complete -c integ -n '__integ_at '\''sync plan'\''' -l force -d 'Replace the file of --out if it is there.'
complete -c integ -n '__integ_at '\''sync plan'\''' -l full -d 'Read both sides whole, not only what changed.'
complete -c integ -n '__integ_at '\''sync plan'\''' -l out -d 'Write the plan to a file that `sync apply` carries out exactly.' -r
complete -c integ -n '__integ_at '\''sync plan'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''sync plan'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''sync plan'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''sync plan'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''sync plan'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''sync plan'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''sync plan'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''sync plan'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''sync plan'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''sync record'\''' -l side -d 'The side it is on, where both have one of this id.' -r -f -a 'left right'
complete -c integ -n '__integ_at '\''sync record'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''sync record'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''sync record'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''sync record'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''sync record'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''sync record'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''sync record'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''sync record'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''sync record'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''sync reset'\''' -l side -d 'Only this side.' -r -f -a 'left right'
complete -c integ -n '__integ_at '\''sync reset'\''' -l yes -d 'Do not ask.'
complete -c integ -n '__integ_at '\''sync reset'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''sync reset'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''sync reset'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''sync reset'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''sync reset'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''sync reset'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''sync reset'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''sync reset'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''sync reset'\''' -l help -d 'Explain the command.'
complete -c integ -n '__integ_at '\''sync resume'\''' -l allow-deletes -d 'The deletes that wait are meant; so many are allowed for an hour.'
complete -c integ -n '__integ_at '\''sync resume'\''' -l field -d 'Only this field, which has changed at its vendor and is taken as it is now.' -r -f
complete -c integ -n '__integ_at '\''sync resume'\''' -l record -d 'Only the record with this id, on either side.' -r -f
complete -c integ -n '__integ_at '\''sync resume'\''' -l config -d 'Configuration file. Default: ./integ.yaml, then the user'\''s and the system'\''s.' -r
complete -c integ -n '__integ_at '\''sync resume'\''' -l env -d 'Lay integ.NAME.yaml over the configuration file. Default: $INTEG_ENV, else nothing.' -r -f
complete -c integ -n '__integ_at '\''sync resume'\''' -l json -d 'Print one JSON document instead of text.'
complete -c integ -n '__integ_at '\''sync resume'\''' -l log-level -d 'Log what is at least this important to stderr.' -r -f -a 'debug info warn error'
complete -c integ -n '__integ_at '\''sync resume'\''' -l no-input -d 'Never ask; fail and name what is missing.'
complete -c integ -n '__integ_at '\''sync resume'\''' -l override -d 'Set one key of the configuration for this run; may be given again.' -r -f
complete -c integ -n '__integ_at '\''sync resume'\''' -l quiet -d 'Print the answer only: no progress, no notes.'
complete -c integ -n '__integ_at '\''sync resume'\''' -l state-dir -d 'Directory of the database. Default: $INTEG_STATE_DIR or the user'\''s state directory.' -r -a '(__fish_complete_directories)'
complete -c integ -n '__integ_at '\''sync resume'\''' -l help -d 'Explain the command.'
