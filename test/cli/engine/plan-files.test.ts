// Plan files on disk: whole or not there, their owner's, never in the place of another file unasked.
import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkPlanPlace, readPlanText, writePlanFile } from "../../../src/cli/engine/plan-files.ts";
import type { PlanFile } from "../../../src/core/sync/plan/plan-file.ts";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "integ-plans-"));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const plan = { schema: "integ.plan-file/1", madeAt: "2026-01-01T00:00:00.000Z" } as PlanFile;

describe("a plan file", () => {
  it("SYN-16 is its owner's alone, and nothing else is left beside it", async () => {
    const file = join(dir, "a.json");
    await writePlanFile(file, plan, false);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(dir)).toEqual(["a.json"]);
    expect(JSON.parse(await readPlanText(file))).toEqual(plan);
  });

  it("SYN-16 takes the place of no other file, not even of one that came while it was planned", async () => {
    const file = join(dir, "a.json");
    await writeFile(file, "mine");
    await expect(checkPlanPlace(file, false)).rejects.toMatchObject({ code: "E_FILE_EXISTS", exitCode: 73 });
    await expect(writePlanFile(file, plan, false)).rejects.toMatchObject({ code: "E_FILE_EXISTS" });
    expect([await readFile(file, "utf8"), await readdir(dir)]).toEqual(["mine", ["a.json"]]);
    await checkPlanPlace(file, true);
    await writePlanFile(file, plan, true);
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual(plan);
  });

  it("SYN-16 is not written through a link to somewhere else", async () => {
    const file = join(dir, "a.json");
    await symlink(join(dir, "elsewhere"), file);
    await expect(checkPlanPlace(file, false)).rejects.toMatchObject({ code: "E_FILE_EXISTS" });
    await expect(writePlanFile(file, plan, false)).rejects.toMatchObject({ code: "E_FILE_EXISTS" });
    expect(await readdir(dir)).toEqual(["a.json"]);
  });

  it("SYN-16 that can't be written or read says so before anything is planned", async () => {
    const file = join(dir, "missing", "a.json");
    await expect(checkPlanPlace(file, false)).rejects.toMatchObject({ code: "E_INPUT" });
    await expect(readPlanText(file)).rejects.toMatchObject({ code: "E_NOT_FOUND" });
    await expect(readPlanText(dir)).rejects.toMatchObject({ code: "E_INPUT" });
  });

  it("SYN-16 without a name is not taken for the working directory, nor a directory or - for a file", async () => {
    const nameless = { code: "E_USAGE", message: "The name of the plan file is empty" };
    for (const name of ["", " "]) {
      await expect(checkPlanPlace(name, true)).rejects.toMatchObject(nameless);
      await expect(readPlanText(name)).rejects.toMatchObject(nameless);
    }
    await expect(checkPlanPlace("-", true)).rejects.toMatchObject({
      code: "E_USAGE",
      message: "A plan file is not written to standard output: - names no file",
      hint: "Give --out the file to write, or leave it out. A file called - is ./-.",
    });
    await expect(readPlanText("-")).rejects.toMatchObject({
      code: "E_USAGE",
      message: "A plan file is not read from standard input: - names no file",
    });
    const directory = { code: "E_INPUT", message: `${dir} is a directory, not a plan file` };
    await expect(checkPlanPlace(dir, true)).rejects.toMatchObject(directory);
    await expect(checkPlanPlace(dir, false)).rejects.toMatchObject(directory);
    await expect(readPlanText(dir)).rejects.toMatchObject(directory);
  });
});
