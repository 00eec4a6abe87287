// Requests for actions by their keys, so that one that is repeated is done once.
export const actions = `
CREATE TABLE action_request (
  connection TEXT NOT NULL, action TEXT NOT NULL, request_key TEXT NOT NULL, input TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('sent','done','failed')), result TEXT NOT NULL,
  sent_at INTEGER NOT NULL, settled_at INTEGER,
  PRIMARY KEY (connection, action, request_key)
) STRICT, WITHOUT ROWID;
`;
