// What the whole engine needs: deletes, scope, waits, pauses, conflicts for people, edited dead letters.
// Tables with a CHECK that grows are made anew; the runner checks the foreign keys afterwards.
export const engine = `
CREATE TABLE link_2 (
  id TEXT PRIMARY KEY, sync TEXT NOT NULL, left_id TEXT, right_id TEXT,
  state TEXT NOT NULL CHECK (state IN ('pending','live','detached','tombstone')),
  deleted_on TEXT CHECK (deleted_on IN ('left','right')),
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  UNIQUE (sync, left_id), UNIQUE (sync, right_id)
) STRICT, WITHOUT ROWID;
INSERT INTO link_2 SELECT id, sync, left_id, right_id, state, NULL, created_at, updated_at FROM link;
DROP TABLE link;
ALTER TABLE link_2 RENAME TO link;
CREATE INDEX link_gone ON link (sync, updated_at) WHERE state = 'tombstone';

CREATE TABLE intent_2 (
  id TEXT PRIMARY KEY, sync TEXT NOT NULL, link_id TEXT NOT NULL REFERENCES link (id),
  side TEXT NOT NULL, operation TEXT NOT NULL CHECK (operation IN ('create','update','delete')),
  fields TEXT NOT NULL, correlation_key TEXT, target_id TEXT, expected_version TEXT, agreed TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('planned','sent','done','failed','superseded')),
  attempts INTEGER NOT NULL DEFAULT 0, seen_at INTEGER NOT NULL, changed_at INTEGER,
  created_at INTEGER NOT NULL, sent_at INTEGER, settled_at INTEGER, result_id TEXT
) STRICT, WITHOUT ROWID;
INSERT INTO intent_2 SELECT * FROM intent;
DROP TABLE intent;
ALTER TABLE intent_2 RENAME TO intent;
CREATE INDEX intent_open ON intent (sync, state) WHERE state IN ('planned','sent');
CREATE UNIQUE INDEX intent_in_flight ON intent (link_id, side) WHERE state IN ('planned','sent');
CREATE INDEX intent_key ON intent (sync, correlation_key) WHERE operation = 'create';
CREATE INDEX intent_settled ON intent (sync, settled_at) WHERE state = 'done';
CREATE INDEX intent_link ON intent (link_id, settled_at) WHERE state = 'done';

CREATE TABLE conflict_2 (
  id TEXT PRIMARY KEY, sync TEXT NOT NULL, link_id TEXT NOT NULL, field TEXT NOT NULL, base TEXT,
  left_value TEXT NOT NULL, right_value TEXT NOT NULL, winner TEXT, reason TEXT NOT NULL, at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open','decided','settled')), choice TEXT, decided_by TEXT, decided_at INTEGER
) STRICT, WITHOUT ROWID;
INSERT INTO conflict_2 SELECT id, sync, link_id, field, base, left_value, right_value, winner, reason, at,
  'settled', NULL, NULL, NULL FROM conflict;
DROP TABLE conflict;
ALTER TABLE conflict_2 RENAME TO conflict;
CREATE INDEX conflict_sync ON conflict (sync, at);
CREATE UNIQUE INDEX conflict_open ON conflict (link_id, field) WHERE state IN ('open','decided');

ALTER TABLE dead_letter ADD COLUMN edited TEXT;
ALTER TABLE dead_letter ADD COLUMN settled_by TEXT;

CREATE TABLE pause (
  sync TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('sync','field','link')), subject TEXT NOT NULL,
  code TEXT NOT NULL, message TEXT NOT NULL, who TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (sync, kind, subject)
) STRICT, WITHOUT ROWID;

CREATE TABLE wait (
  link_id TEXT NOT NULL REFERENCES link (id), parent_sync TEXT NOT NULL,
  parent_side TEXT NOT NULL CHECK (parent_side IN ('left','right')), parent_id TEXT NOT NULL, since INTEGER NOT NULL,
  is_child INTEGER NOT NULL CHECK (is_child IN (0, 1)),
  PRIMARY KEY (link_id, parent_sync, parent_side, parent_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX wait_parent ON wait (parent_sync, parent_side, parent_id);

CREATE TABLE match_key (
  sync TEXT NOT NULL, side TEXT NOT NULL CHECK (side IN ('left','right')), record_id TEXT NOT NULL,
  rule INTEGER NOT NULL, key TEXT, taken INTEGER,
  PRIMARY KEY (sync, side, record_id, rule)
) STRICT, WITHOUT ROWID;
CREATE INDEX match_key_value ON match_key (sync, side, rule, key) WHERE key IS NOT NULL;

CREATE TABLE swept (
  sync TEXT NOT NULL, side TEXT NOT NULL, record_id TEXT NOT NULL, PRIMARY KEY (sync, side, record_id)
) STRICT, WITHOUT ROWID;
`;
