// The configuration `integ init` writes.

/** Text of a valid configuration without connections or syncs, with comments that show how to go on. */
export function starterConfig(): string {
  return `# yaml-language-server: $schema=./integ.schema.json
# What integ keeps in step. Secrets are not in this file: \`integ connect\` stores them.

# The systems, each under a name of your choice: \`integ connect salesforce\`, \`integ connect zendesk\`.
connections:

# The pairs of objects to keep in step. Take the # away to use the example;
# \`integ sync plan cases\` then shows what it would do.
syncs:

#  cases:
#    left: { connection: salesforce, object: Case }
#    right: { connection: zendesk, object: ticket }
#    direction: both              # or left-to-right, right-to-left
#    realtime: true               # take changes as they happen
#    schedule: "*/15 * * * *"     # and look again every 15 minutes
#    conflicts: last-write-wins   # both sides edited one field: or left, right, merge, prefer-non-blank, manual
#    prefer: left                 # who wins when the edits are too close to tell
#    deletes: keep                # or propagate, or archive with what to set instead
#    comments: true               # keep the comments in step as well
#    guards: { maxDeletes: 100, maxFirstCreates: 1000 }
#    fields:                      # a value without an entry in \`values\` waits for you as a dead letter
#      - { left: Subject, right: subject }
#      - { left: Description, right: description, direction: left-to-right }
#      - { left: Priority, right: priority, values: { High: [high, urgent], Medium: normal, Low: low } }
#      - { left: Status, right: status, values: { New: new, Working: open, Escalated: [pending, hold], Closed: [solved, closed] } }
#    rules:
#      - { side: right, expression: 'record.subject != ""', message: a ticket needs a subject }

# Where the daemon listens for webhooks and health requests. With a publicUrl, vendors can reach it.
server:
  listen: 127.0.0.1:8787
  # publicUrl: https://integ.example.com
`;
}
