import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CaseFileError, loadCases } from "../../src/sandbox/cases.ts";
import { sampleCases } from "../../src/sandbox/sample-cases.ts";
import { start } from "./running.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "integ-cases-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function file(text: string): Promise<string> {
  const path = join(folder, "cases.csv");
  await writeFile(path, text);
  return path;
}

async function failure(path: string, map?: Record<string, string>): Promise<CaseFileError> {
  const error = await loadCases(path, map).catch((reason: unknown) => reason);
  if (error instanceof CaseFileError) return error;
  throw new Error(`expected a CaseFileError, got ${String(error)}`);
}

describe("a case file", () => {
  it("OPS-3 is read by known headers, its values brought into Case's picklists", async () => {
    const path = await file(
      "\uFEFFTicket Subject,Details,State,Severity,Channel,Created At,Other\n" +
        'Ink,"two\nlines",In Progress,urgent,Phone call,2024-05-01 10:00:00Z,x\n' +
        "Jam,,Resolved,P4,E-mail,,x\n",
    );
    const loaded = await loadCases(path);
    expect(loaded.columns).toEqual({
      Subject: "Ticket Subject",
      Description: "Details",
      Status: "State",
      Priority: "Severity",
      Origin: "Channel",
      CreatedDate: "Created At",
    });
    expect(loaded.unused).toEqual(["Other"]);
    expect(loaded.rows).toEqual([
      {
        Subject: "Ink",
        Description: "two\nlines",
        Status: "Working",
        Priority: "High",
        Origin: "Phone",
        CreatedDate: "2024-05-01T10:00:00.000Z",
      },
      { Subject: "Jam", Description: null, Status: "Closed", Priority: "Low", Origin: "Email" },
    ]);
  });

  it("OPS-3 is read by a given map, joining columns, and spreads priorities the same way each time", async () => {
    const path = await file("a,b,c\nNoise,Loud,x\nNoise,,y\nLight,Out,z\nx,y,z\n");
    const map = { Subject: "a + b", Description: "c" };
    const loaded = await loadCases(path, map);
    expect(loaded.rows.map((row) => [row.Subject, row.Priority])).toEqual([
      ["Noise - Loud", "Medium"],
      ["Noise", "Low"],
      ["Light - Out", "Medium"],
      ["x - y", "High"],
    ]);
    expect(await loadCases(path, map)).toEqual(loaded);
  });

  it("OPS-3 gives a row without a subject the beginning of its description", async () => {
    const { rows } = await loadCases(await file('subject,details\nInk,x\n,"Smells odd\nvery"\n,\n'));
    expect(rows.map((row) => row.Subject)).toEqual(["Ink", "Smells odd", "(no subject)"]);
  });

  it("OPS-3 has long texts cut to what the field stores", async () => {
    const path = await file(`subject\n${"ä😀".repeat(200)}\n`);
    const [row] = (await loadCases(path)).rows;
    expect([...String(row?.Subject)]).toHaveLength(255);
  });

  it("OPS-3 names the file, and the line where there is one, for everything wrong with it", async () => {
    const problems = [
      await failure(join(folder, "nope.csv")),
      await failure(folder),
      await failure(await file("")),
      await failure(await file("subject,status\n")),
      await failure(await file("colour,size\nred,5\n")),
      await failure(await file("subject,status\na,New\n\nb\n")),
      await failure(await file('subject,status\na,New\n"b,New\n')),
      await failure(await file("subject,status\n,New\n")),
      await failure(await file("a,b\n1,2\n"), { Subject: "c" }),
    ];
    expect(problems.map(({ problem, line }) => [problem, line])).toEqual([
      ["missing", null],
      ["unreadable", null],
      ["empty", null],
      ["empty", null],
      ["no-subject", 1],
      ["malformed", 4],
      ["malformed", 3],
      ["no-subject", null],
      ["unknown-column", 1],
    ]);
    for (const problem of problems) expect(problem.message).toContain(folder);
  });
});

describe("the sample", () => {
  it("OPS-3 holds sixty different cases the org takes, always the same", async () => {
    const rows = sampleCases();
    expect(new Set(rows.map((row) => row.Subject)).size).toBe(60);
    expect(sampleCases()).toEqual(rows);
    const sandbox = await start({ cases: rows });
    expect(await sandbox.query("SELECT Id FROM Case")).toHaveLength(60);
    await sandbox.stop();
  });
});
