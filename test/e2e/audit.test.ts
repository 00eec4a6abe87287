// The audit through the command line: what people and the daemon do is in it, and what is done to it is found.
import { readFile, stat, writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, it, onTestFinished } from "vitest";
import { openPair, type Pair, sampleCases, storeFileOf } from "./pair.ts";

interface Row {
  readonly who: { readonly kind: string; readonly name: string };
  readonly action: string;
  readonly subject: string;
  readonly outcome: string;
}

async function rowsOf(pair: Pair, ...flags: readonly string[]): Promise<readonly Row[]> {
  const { document } = await pair.json(["audit", "list", "--limit", "1000", ...flags]);
  return document.rows as readonly Row[];
}

it("BAS-13 notes every write, order and key change with who did it, and no value", async () => {
  const pair = await openPair(sampleCases(3), { unlimited: true });
  onTestFinished(() => pair.stop());
  const user = { kind: "user", name: userInfo().username };
  expect((await pair.run(["sync"])).code).toBe(0);
  const creates = await rowsOf(pair, "--action", "write.create");
  expect(creates.map(({ outcome }) => outcome).sort()).toEqual([
    "done",
    "done",
    "done",
    "sent",
    "sent",
    "sent",
  ]);
  expect(creates.every(({ who }) => who.kind === "user" && who.name === user.name)).toBe(true);
  const daemon = await pair.daemon();
  await pair.createCase("words that nobody else knows");
  await pair.untilInStep();
  expect((await daemon.end("SIGTERM")).code).toBe(0);
  for (const args of [
    ["sync", "pause", "cases", "--reason", "lunch"],
    ["sync", "resume", "cases"],
    ["secrets", "rotate"],
    ["backup"],
  ])
    expect((await pair.run(args)).code).toBe(0);
  const done = async (action: string) => (await rowsOf(pair, "--action", action)).map(({ who }) => who);
  expect(await done("connection.connect")).toEqual([user, user]);
  expect([await done("daemon.start"), await done("daemon.stop")]).toEqual([
    [{ kind: "daemon", name: "integ" }],
    [{ kind: "daemon", name: "integ" }],
  ]);
  expect(await rowsOf(pair, "--who", "integ", "--action", "write", "--outcome", "done")).not.toEqual([]);
  for (const action of ["sync.pause", "sync.resume", "secrets.rotate", "secrets.rotate-data", "backup.make"])
    expect([action, await done(action)]).toEqual([action, [user]]);
  const { run } = await pair.json(["audit", "list", "--limit", "1000"]);
  expect(run.stdout).not.toContain("words that nobody");
});

it("BAS-13 finds what was changed or cut, in the database and in an export", async () => {
  const pair = await openPair(sampleCases(3), { unlimited: true });
  onTestFinished(() => pair.stop());
  await pair.run(["sync"]);
  const first = await pair.json(["audit", "verify"]);
  const { seq, hash } = first.document.head as { seq: number; hash: string };
  expect([first.run.code, first.document.rows]).toEqual([0, seq]);
  const file = join(pair.dir, "audit.jsonl");
  const exported = await pair.json(["audit", "export", file]);
  expect([exported.run.code, exported.document.head]).toEqual([0, { seq, hash }]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await pair.run(["audit", "export", file])).code).toBe(73);
  expect((await pair.run(["audit", "verify", file, "--expect-head", `${seq}:${hash}`])).code).toBe(0);
  const text = await readFile(file, "utf8");
  await writeFile(file, text.replace('"outcome":"done"', '"outcome":"sent"'));
  expect((await pair.run(["audit", "verify", file])).code).toBe(70);
  const rest = join(pair.dir, "rest.jsonl");
  expect((await pair.json(["audit", "export", rest, "--after", "3"])).document.rows).toBe(seq - 3);
  expect((await pair.run(["audit", "verify", rest])).code).toBe(0);
  const db = new Database(storeFileOf(pair));
  const guard = db.prepare("SELECT sql FROM sqlite_schema WHERE name = 'audit_no_delete'").pluck().get();
  db.exec("DROP TRIGGER audit_no_delete");
  db.exec(`DELETE FROM audit WHERE seq = ${seq}`);
  expect((await pair.run(["audit", "verify"])).code).toBe(70);
  db.exec(String(guard));
  expect((await pair.run(["audit", "verify"])).code).toBe(0);
  const cut = await pair.json(["audit", "verify", "--expect-head", `${seq}:${hash}`]);
  db.exec("DROP TRIGGER audit_no_delete");
  db.exec("DELETE FROM audit WHERE seq = 2");
  db.close();
  const broken = await pair.json(["audit", "verify"]);
  const messageOf = ({ document }: typeof broken) => (document.error as { message: string }).message;
  expect([cut.run.code, messageOf(cut)]).toEqual([70, expect.stringContaining(`Row ${seq} `)]);
  expect([broken.run.code, messageOf(broken)]).toEqual([70, expect.stringContaining("Row 2 ")]);
});
