import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { installUnit, uninstallUnit } from "../../../src/daemon/service/install.ts";
import { renderUnit } from "../../../src/daemon/service/unit.ts";
import { sampleFacts } from "./unit-cases.ts";

async function desk() {
  const unitDir = await mkdtemp(join(tmpdir(), "integ-units-"));
  onTestFinished(() => rm(unitDir, { recursive: true, force: true }));
  const calls: string[] = [];
  const systemctl = async (args: readonly string[]): Promise<void> => void calls.push(args.join(" "));
  return { unitDir, force: false, systemctl, calls, file: join(unitDir, "integ.service") };
}

const unit = renderUnit(sampleFacts);

it("OPS-2 the unit is installed once, brought up to date, and removed once", async () => {
  const ports = await desk();
  expect(await installUnit(unit, ports)).toEqual({ outcome: "installed", file: ports.file });
  expect(await installUnit(unit, ports)).toMatchObject({ outcome: "already_installed" });
  const newer = renderUnit({ ...sampleFacts, environment: "prod" });
  expect(await installUnit(newer, ports)).toMatchObject({ outcome: "replaced" });
  expect(await readFile(ports.file, "utf8")).toBe(newer);
  expect(await uninstallUnit(ports)).toMatchObject({ outcome: "uninstalled" });
  expect(await uninstallUnit(ports)).toMatchObject({ outcome: "already_uninstalled" });
  expect(ports.calls).toEqual([
    "daemon-reload",
    "daemon-reload",
    "disable --now integ.service",
    "daemon-reload",
  ]);
  expect(await readdir(ports.unitDir)).toEqual([]);
});

it("OPS-2 a unit of somebody else is neither replaced nor removed unless that is meant", async () => {
  const ports = await desk();
  await writeFile(ports.file, "[Service]\nExecStart=/bin/true\n");
  await expect(installUnit(unit, ports)).rejects.toMatchObject({ code: "E_FILE_EXISTS" });
  await expect(uninstallUnit(ports)).rejects.toMatchObject({ code: "E_FILE_EXISTS" });
  expect(await installUnit(unit, { ...ports, force: true })).toMatchObject({ outcome: "replaced" });
});

it("OPS-2 a directory that can't be written is named, with the way out", async () => {
  const ports = { ...(await desk()), unitDir: "/proc/integ" };
  const failing = installUnit(unit, ports);
  await expect(failing).rejects.toMatchObject({ code: "E_OUTPUT", hint: expect.stringContaining("sudo") });
});
