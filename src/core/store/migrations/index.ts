// The ordered list of migrations; the database's user_version is the number applied.
import { first } from "./0001-first.ts";

export const migrations: readonly string[] = [first];
