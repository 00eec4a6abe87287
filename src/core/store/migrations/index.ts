// The ordered list of migrations; the database's user_version is the number applied.
import { first } from "./0001-first.ts";
import { engine } from "./0002-engine.ts";
import { audit } from "./0003-audit.ts";
import { oldBase } from "./0004-old-base.ts";
import { limitsApart } from "./0005-limits-apart.ts";
import { kin } from "./0006-kin.ts";
import { actions } from "./0007-actions.ts";

export const migrations: readonly string[] = [first, engine, audit, oldBase, limitsApart, kin, actions];
