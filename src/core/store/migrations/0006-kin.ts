// One record in many syncs: where each sync's sides are, and which edit the fields of a record were last given by.
export const kin = `
CREATE TABLE place (
  sync TEXT NOT NULL, side TEXT NOT NULL CHECK (side IN ('left','right')), place TEXT NOT NULL,
  PRIMARY KEY (sync, side)
) STRICT, WITHOUT ROWID;

CREATE TABLE last_edit (
  place TEXT NOT NULL, record_id TEXT NOT NULL, fields TEXT NOT NULL,
  PRIMARY KEY (place, record_id)
) STRICT, WITHOUT ROWID;

ALTER TABLE intent ADD COLUMN stamps TEXT;
`;
