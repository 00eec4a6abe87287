// Makes or restores a backup and kills itself, without warning, before the named step.
import { argv, kill, pid } from "node:process";
import { createBackup } from "../../../src/core/backup/backup.ts";
import { applyRestore, planRestore } from "../../../src/core/backup/restore.ts";
import { backupOf, clock, restoreTo, type State } from "./state.ts";

const [, , action = "", step = "", stateDir = "", configFile = "", backup = ""] = argv;
const state: State = { stateDir, configFile };

function dieAt(name: string): void {
  if (name === step) kill(pid, "SIGKILL");
}

if (action === "backup") await createBackup({ ...backupOf(state, backup), onStep: dieAt });
else {
  const plan = await planRestore({ ...restoreTo(state, backup), vault: "replace" });
  await applyRestore(plan, { clock, who: "tester", onStep: dieAt });
}
