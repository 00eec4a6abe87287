// The ordered list of migrations; the database's user_version is the number applied.
import { first } from "./0001-first.ts";
import { engine } from "./0002-engine.ts";

export const migrations: readonly string[] = [first, engine];
