// The first schema. A migration is never edited once released; a change of schema is a new file.
export const first = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE engine (id INTEGER PRIMARY KEY CHECK (id = 1), epoch INTEGER NOT NULL, holder TEXT NOT NULL, taken_at INTEGER NOT NULL) STRICT;
INSERT INTO engine VALUES (1, 0, '', 0);

CREATE TABLE cursor (
  sync TEXT NOT NULL, side TEXT NOT NULL CHECK (side IN ('left','right')), feed TEXT NOT NULL,
  position TEXT NOT NULL, polled_at INTEGER NOT NULL,
  PRIMARY KEY (sync, side, feed)
) STRICT, WITHOUT ROWID;

CREATE TABLE link (
  id TEXT PRIMARY KEY, sync TEXT NOT NULL, left_id TEXT, right_id TEXT,
  state TEXT NOT NULL CHECK (state IN ('pending','live','tombstone')),
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  UNIQUE (sync, left_id), UNIQUE (sync, right_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE shadow (
  link_id TEXT NOT NULL REFERENCES link (id), side TEXT NOT NULL CHECK (side IN ('left','right')),
  "values" TEXT NOT NULL,
  PRIMARY KEY (link_id, side)
) STRICT, WITHOUT ROWID;

CREATE TABLE sighting (
  sync TEXT NOT NULL, side TEXT NOT NULL, record_id TEXT NOT NULL, version TEXT NOT NULL, hash TEXT NOT NULL,
  PRIMARY KEY (sync, side, record_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE inbox (
  id INTEGER PRIMARY KEY, sync TEXT NOT NULL, side TEXT NOT NULL CHECK (side IN ('left','right')),
  record_id TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('changed','deleted')), source TEXT NOT NULL,
  event_key TEXT NOT NULL, seen_at INTEGER NOT NULL, changed_at INTEGER,
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open','planned','done','dead','discarded')),
  link_id TEXT, attempts INTEGER NOT NULL DEFAULT 0, due_at INTEGER NOT NULL, settled_at INTEGER,
  UNIQUE (sync, side, event_key)
) STRICT;
CREATE INDEX inbox_due ON inbox (sync, (source IN ('scan','match')), due_at) WHERE state = 'open';
CREATE INDEX inbox_record ON inbox (sync, side, record_id) WHERE state = 'open';
CREATE INDEX inbox_planned ON inbox (sync) WHERE state = 'planned';
CREATE INDEX inbox_link ON inbox (link_id) WHERE state IN ('planned','dead');
CREATE INDEX inbox_settled ON inbox (settled_at) WHERE state IN ('done','discarded');

CREATE TABLE tally (sync TEXT NOT NULL, state TEXT NOT NULL, pruned INTEGER NOT NULL, PRIMARY KEY (sync, state)) STRICT, WITHOUT ROWID;

CREATE TABLE intent (
  id TEXT PRIMARY KEY, sync TEXT NOT NULL, link_id TEXT NOT NULL REFERENCES link (id),
  side TEXT NOT NULL, operation TEXT NOT NULL CHECK (operation IN ('create','update')),
  fields TEXT NOT NULL, correlation_key TEXT, target_id TEXT, expected_version TEXT, agreed TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('planned','sent','done','failed','superseded')),
  attempts INTEGER NOT NULL DEFAULT 0, seen_at INTEGER NOT NULL, changed_at INTEGER,
  created_at INTEGER NOT NULL, sent_at INTEGER, settled_at INTEGER, result_id TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX intent_open ON intent (sync, state) WHERE state IN ('planned','sent');
CREATE UNIQUE INDEX intent_in_flight ON intent (link_id, side) WHERE state IN ('planned','sent');
CREATE INDEX intent_key ON intent (sync, correlation_key) WHERE operation = 'create';
CREATE INDEX intent_settled ON intent (sync, settled_at) WHERE state = 'done';

CREATE TABLE conflict (
  id TEXT PRIMARY KEY, sync TEXT NOT NULL, link_id TEXT NOT NULL, field TEXT NOT NULL, base TEXT,
  left_value TEXT NOT NULL, right_value TEXT NOT NULL, winner TEXT NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX conflict_sync ON conflict (sync, at);

CREATE TABLE dead_letter (
  id TEXT PRIMARY KEY, sync TEXT NOT NULL, link_id TEXT NOT NULL, side TEXT NOT NULL, record_id TEXT NOT NULL,
  operation TEXT NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL, hint TEXT NOT NULL, vendor_code TEXT,
  payload TEXT NOT NULL, attempts INTEGER NOT NULL, first_at INTEGER NOT NULL, last_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open','replaying','resolved','discarded'))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX dead_letter_open ON dead_letter (link_id) WHERE state IN ('open','replaying');
CREATE INDEX dead_letter_state ON dead_letter (state, last_at);

CREATE TABLE history (
  id INTEGER PRIMARY KEY, sync TEXT NOT NULL, link_id TEXT NOT NULL, at INTEGER NOT NULL, kind TEXT NOT NULL, data TEXT NOT NULL
) STRICT;
CREATE INDEX history_link ON history (link_id, id);

CREATE TABLE schema_snapshot (
  connection TEXT NOT NULL, object TEXT NOT NULL, description TEXT NOT NULL, taken_at INTEGER NOT NULL,
  PRIMARY KEY (connection, object)
) STRICT, WITHOUT ROWID;

CREATE TABLE rate_bucket (connection TEXT PRIMARY KEY, snapshot TEXT NOT NULL, saved_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`;
