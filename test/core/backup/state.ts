// A state directory with something in everything that a backup keeps.
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { BackupOptions } from "../../../src/core/backup/backup.ts";
import type { RestoreOptions } from "../../../src/core/backup/restore.ts";
import { createSecrets } from "../../../src/core/secrets/secrets.ts";
import type { Op } from "../../../src/core/store/ops.ts";
import { openStore } from "../../../src/core/store/sqlite/sqlite-store.ts";
import { portsFor } from "../secrets/fixture.ts";

export interface State {
  readonly stateDir: string;
  readonly configFile: string;
}

/** In `directory/NAME`; `mark` is in the database, the vault and the configuration. */
export async function makeState(
  directory: string,
  name: string,
  mark: string,
  { env }: { readonly env?: Record<string, string> } = {},
): Promise<State> {
  const stateDir = join(directory, name, "state");
  const configFile = join(directory, name, "integ.yaml");
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  await writeFile(configFile, `# ${mark}\n`);
  const secrets = await createSecrets({
    ...portsFor(stateDir, { env: { ...env } }),
    source: env === undefined ? "insecure-key-file" : null,
  });
  await secrets.set("mark", mark);
  await secrets.close();
  const store = openStore(join(stateDir, "integ.db"));
  await store.commit([
    { op: "meta.put", key: "mark", value: mark },
    ...work("cases"),
    ...work("cases.comments"),
  ]);
  await store.close();
  return { stateDir, configFile };
}

/** A sync that has run: positions, a link, an open change, a planned and a sent write. */
export function work(sync: string): Op[] {
  const link = (id: string): Op => ({
    op: "link.put",
    link: { id: `${sync}-${id}`, sync, leftId: id, rightId: `r${id}`, state: "live", deletedOn: null },
    at: 1,
  });
  const intent = (id: string, state: "planned" | "sent"): Op[] => [
    {
      op: "intent.put",
      at: 1,
      intent: {
        id: `${sync}-${id}`,
        sync,
        linkId: `${sync}-${id}`,
        side: "right",
        operation: "update",
        fields: { subject: "x" },
        correlationKey: null,
        targetId: `r${id}`,
        expectedVersion: null,
        agreed: { left: {}, right: {} },
        stamps: null,
        state: "planned",
        sentAt: null,
        attempts: 0,
        seenAt: 1,
        changedAt: null,
      },
    },
    ...(state === "sent" ? [{ op: "intent.state", id: `${sync}-${id}`, state, at: 2 } as const] : []),
  ];
  return [
    { op: "cursor.put", cursor: { sync, side: "left", feed: "f", position: "7", polledAt: 1000 } },
    { op: "meta.put", key: `first-match:${sync}`, value: "done" },
    link("1"),
    link("2"),
    ...intent("1", "planned"),
    ...intent("2", "sent"),
  ];
}

export const uid = process.getuid?.() ?? null;
export const clock = portsFor("").clock;

export const backupOf = (state: State, to: string): BackupOptions => ({
  ...state,
  to,
  clock,
  uid,
  version: "1.2.3",
});

export const restoreTo = (state: State, from: string): RestoreOptions => ({
  ...state,
  from,
  uid,
  vault: null,
  secrets: portsFor(state.stateDir),
});

/** What is in the state now; null for a part that is not there or can't be used. */
export async function marksOf({ stateDir, configFile }: State) {
  const { openSecrets } = await import("../../../src/core/secrets/secrets.ts");
  const { readFile } = await import("node:fs/promises");
  return {
    database: readMark(join(stateDir, "integ.db")),
    vault: await openSecrets(portsFor(stateDir)).then(
      (secrets) => secrets.get("mark"),
      () => null,
    ),
    config: await readFile(configFile, "utf8").then(
      (text) => text.slice(2).trim(),
      () => null,
    ),
  };
}

function readMark(file: string): string | null {
  try {
    const db = new Database(file, { readonly: true, fileMustExist: true });
    try {
      return String(db.prepare("SELECT value FROM meta WHERE key = 'mark'").pluck().get());
    } finally {
      db.close();
    }
  } catch {
    return null;
  }
}

/** Overwrites part of the file in its middle. */
export async function damage(file: string): Promise<void> {
  const { open } = await import("node:fs/promises");
  await chmod(file, 0o600);
  const handle = await open(file, "r+");
  const { size } = await handle.stat();
  await handle.write(Buffer.alloc(4096, 0xa5), 0, 4096, Math.floor(size / 8192) * 4096);
  await handle.close();
}
