// A dead letter's values in the operator's own editor.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { IntegrationError } from "../../core/contract/errors.ts";
import type { FieldValues, Value } from "../../core/contract/records.ts";
import { stableJson } from "../../core/mapping/canonical.ts";
import type { DeadLetter } from "../../core/store/rows.ts";
import { type LetterEdit, sentBy } from "../../core/sync/write/edit-letter.ts";
import type { CommandContext } from "../context.ts";

/** @throws IntegrationError E_USAGE where nobody can edit; E_INPUT for what is no object; E_CANCELLED without a change. */
export async function askEditor(context: CommandContext, letter: DeadLetter): Promise<LetterEdit> {
  const program = editorOf(context);
  const before: FieldValues = { ...sentBy(letter), ...letter.edited };
  const dir = await mkdtemp(join(tmpdir(), "integ-edit-"));
  try {
    const file = join(dir, `${letter.id}.json`);
    await writeFile(file, `${JSON.stringify(before, null, 2)}\n`, { mode: 0o600 });
    await runEditor(program, file);
    return editBetween(letter, before, parseValues(await readFile(file, "utf8")));
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function editorOf({ prompts, env }: CommandContext): string {
  const program = env.VISUAL || env.EDITOR;
  if (prompts.available && program) return program;
  throw new IntegrationError({
    code: "E_USAGE",
    message: prompts.available ? "Neither $VISUAL nor $EDITOR is set" : "There is no terminal to edit on",
    hint: "Give --set FIELD=JSON instead.",
  });
}

/** The variables may hold arguments (`code --wait`), as git takes them: through the shell. */
async function runEditor(program: string, file: string): Promise<void> {
  // The answer alone goes to stdout: the editor gets stderr's terminal.
  const child = spawn("/bin/sh", ["-c", `${program} "$1"`, program, file], { stdio: [0, 2, 2] });
  const [code] = await once(child, "close");
  if (code === 0) return;
  throw new IntegrationError({
    code: "E_CANCELLED",
    message: `The editor ended with ${code}; nothing was changed`,
  });
}

function parseValues(text: string): FieldValues {
  let value: unknown = null;
  try {
    value = JSON.parse(text);
  } catch {}
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as FieldValues;
  throw new IntegrationError({
    code: "E_INPUT",
    message: "What was saved is no JSON object; nothing was changed",
    hint: 'Keep the form {"field": value, …}.',
  });
}

/** Values that differ are set; a field that was taken out is one whose edit is taken back. */
function editBetween(letter: DeadLetter, before: FieldValues, after: FieldValues): LetterEdit {
  const changed = Object.entries(after).filter(([name, value]) => !isSame(before[name], value));
  const unset = Object.keys(before).filter((name) => !(name in after));
  const kept = unset.find((name) => !(name in (letter.edited ?? {})));
  if (kept !== undefined)
    throw new IntegrationError({
      code: "E_INPUT",
      message: `${kept} can't be left out: the sync sends it`,
      hint: "Set it to null to send a blank.",
    });
  if (changed.length + unset.length > 0) return { set: Object.fromEntries(changed), unset };
  throw new IntegrationError({ code: "E_CANCELLED", message: "Nothing was changed" });
}

const isSame = (a: Value | undefined, b: Value): boolean =>
  a !== undefined && stableJson(a) === stableJson(b);
