// Prints what the unit of `integ daemon install` is exposed to, by systemd's own count. Exit 1 beyond 2.0.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renderUnit } from "../src/daemon/service/unit.ts";

const mostTenths = 20;
const dir = mkdtempSync(join(tmpdir(), "integ-unit-"));
const file = join(dir, "integ.service");
writeFileSync(
  file,
  renderUnit({
    node: process.execPath,
    script: join(process.cwd(), "bin/run.js"),
    configFile: "/etc/integ/integ.yaml",
    environment: null,
    user: null,
    keySource: "credential-encrypted",
    keyFile: null,
    systemdVersion: 250,
    listenPort: 8787,
  }),
);
const args = ["security", "--offline=true", `--threshold=${mostTenths}`, "--no-pager", file];
const { status, stdout, error } = spawnSync("systemd-analyze", args, { encoding: "utf8" });
rmSync(dir, { recursive: true });
console.log(error?.message ?? stdout.trim().split("\n").at(-1));
if (status !== 0) process.exitCode = 1;
