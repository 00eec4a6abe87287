// What was agreed on before a restore or under another name: still a base, but not one to trust blindly.
export const oldBase = "ALTER TABLE shadow ADD COLUMN old TEXT;";
