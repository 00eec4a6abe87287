// The audit: rows are only ever added, each bound to the one before by its hash. Values are in it as keyed hashes alone:
// a plain hash of "open" or "closed" could be guessed.
export const audit = `
CREATE TABLE audit (
  seq INTEGER PRIMARY KEY, at INTEGER NOT NULL,
  actor TEXT NOT NULL CHECK (actor IN ('user','daemon','client')), name TEXT NOT NULL,
  action TEXT NOT NULL, subject TEXT NOT NULL, before TEXT, after TEXT,
  outcome TEXT NOT NULL CHECK (outcome IN ('done','failed','sent','refused')), detail TEXT NOT NULL,
  previous TEXT NOT NULL, hash TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'the audit is never changed'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'the audit is never cut'); END;
CREATE TRIGGER audit_in_order BEFORE INSERT ON audit
  WHEN new.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM audit) BEGIN SELECT raise(ABORT, 'the audit is only added to'); END;
INSERT INTO meta VALUES ('audit-key', lower(hex(randomblob(32))));
-- An installation that is older than its audit: until the first row, an empty one is no sign of anything.
INSERT INTO meta SELECT 'audit-begins-later', '' FROM meta WHERE key = 'install-id';
`;
