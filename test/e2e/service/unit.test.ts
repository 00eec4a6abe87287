// The unit as systemd itself reads it.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { renderUnit } from "../../../src/daemon/service/unit.ts";
import { sampleFacts, unitCases } from "../../daemon/service/unit-cases.ts";
import { skipUnless } from "../../skips.ts";
import { openWorkshop, type Workshop } from "../commands/workshop.ts";
import { hasProgram } from "./manager.ts";

const suite = skipUnless(hasProgram("systemd-analyze"), "systemd-analyze", "it is part of systemd");

function installedVersion(): number {
  const text = execFileSync("systemd-analyze", ["--version"], { encoding: "utf8" });
  return Number(/^systemd (\d+)/.exec(text)?.[1]);
}

suite("the unit", () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "integ-unit-"));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  /** With programs that are here, as systemd looks for them. */
  async function write(facts: Parameters<typeof renderUnit>[0]): Promise<string> {
    const here = { node: process.execPath, script: join(process.cwd(), "bin/run.js") };
    const file = join(dir, "integ.service");
    await writeFile(file, renderUnit({ ...facts, ...here }));
    return file;
  }

  it.each(Object.entries(unitCases))("OPS-2 is read by systemd without a word: %s", async (_, facts) => {
    // Lines for a later systemd are none that this one knows; neither is the account.
    const systemdVersion = Math.min(facts.systemdVersion, installedVersion());
    const file = await write({ ...facts, systemdVersion, user: facts.user === null ? null : "root" });
    const { status, stdout, stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", file], {
      encoding: "utf8",
    });
    expect([status, stdout, stderr]).toEqual([0, "", ""]);
  });

  it.each(Object.entries(unitCases))("OPS-2 is exposed to 2.0 or less: %s", async (_, facts) => {
    const args = ["security", "--offline=true", "--threshold=20", "--no-pager", await write(facts)];
    const { status, stdout } = spawnSync("systemd-analyze", args, { encoding: "utf8" });
    expect([status, stdout.trim().split("\n").at(-1)]).toEqual([
      0,
      expect.stringMatching(/exposure level.*: [01]\./),
    ]);
  });

  it("OPS-2 would be refused with one line of it taken out", async () => {
    const file = await write(sampleFacts);
    const text = await readFile(file, "utf8");
    const loose = text
      .split("\n")
      .filter((line) => !/^(PrivateUsers|CapabilityBoundingSet|SystemCall)/.test(line));
    await writeFile(file, loose.join("\n"));
    const args = ["security", "--offline=true", "--threshold=20", "--no-pager", file];
    expect(spawnSync("systemd-analyze", args).status).not.toBe(0);
  });
});

suite("integ daemon install", () => {
  let shop: Workshop;
  beforeAll(async () => {
    shop = await openWorkshop();
    await shop.connectBoth();
  });
  afterAll(() => shop.stop());

  it("OPS-2 prints a unit with the chosen environment that systemd takes, and writes none that can't see its program", async () => {
    await writeFile(join(shop.dir, "integ.prod.yaml"), "{}\n");
    const { run, document } = await shop.json(["daemon", "install", "--print", "--env", "prod"]);
    expect([run.code, document]).toMatchObject([
      0,
      { outcome: "printed", unit: expect.stringContaining("\nEnvironment=INTEG_ENV=prod\n") },
    ]);
    const file = join(shop.dir, "integ.service");
    await writeFile(file, String(document.unit));
    execFileSync("systemd-analyze", ["verify", "--man=no", file]);
    const units = join(shop.dir, "units");
    await mkdir(units);
    const refused = await shop.json(["daemon", "install", "--unit-dir", units]);
    expect([refused.run.code, refused.document]).toMatchObject([
      65,
      { error: { message: expect.stringMatching(/the service can't see/) } },
    ]);
    const once = await shop.json(["daemon", "install", "--override", "syncs.cases.realtime=false"]);
    expect(once.run.code).toBe(64);
  });
});
