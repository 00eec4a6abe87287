// What of a machine can't be broken in a test is given to the checks as if it were.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type DoctorCheck, examine, fail, pass, skipped, warn } from "../../../src/cli/doctor/examine.ts";
import { connectionCheck } from "../../../src/cli/doctor/installation-checks.ts";
import { diskCheck, nodeCheck, stateDirCheck } from "../../../src/cli/doctor/machine-checks.ts";
import { AuthError } from "../../../src/core/contract/errors.ts";
import type { App } from "../../../src/daemon/app.ts";
import { skipUnless } from "../../skips.ts";
import { canMount, mount, unmount } from "../../small-disk.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "integ-doctor-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe("Node.js", () => {
  it("OPS-6 whose SQLite was compiled for another one is said to be so", async () => {
    const loadNative = () => Promise.reject(Object.assign(new Error("x"), { code: "ERR_DLOPEN_FAILED" }));
    const found = await nodeCheck({ version: "26.0.0", loadNative }).run(() => true);
    expect(found).toMatchObject({ status: "fail", fix: expect.stringContaining("install integ again") });
    expect(found.output).toContain("26.0.0 (ERR_DLOPEN_FAILED)");
  });
});

describe("the state directory", () => {
  it("OPS-6 of another user is refused", async () => {
    const found = await stateDirCheck(dir, (process.getuid?.() ?? 0) + 1).run(() => true);
    expect(found).toMatchObject({ status: "fail", output: expect.stringContaining("belongs to user") });
  });
});

skipUnless(
  canMount(),
  "mount",
  "that a small disk is noticed",
)("a disk", () => {
  it.each([
    ["8m", "fail"],
    ["400m", "warn"],
    ["2g", "pass"],
  ])("OPS-6 of %s is a %s", async (size, status) => {
    mount(size, dir);
    try {
      expect(await diskCheck(dir).run(() => true)).toMatchObject({ status });
    } finally {
      unmount(dir);
    }
  });
});

describe("a connection", () => {
  function appOf(check: () => Promise<object>, clockOffsetMs: number | null): App {
    const http = { clock: () => ({ clockOffsetMs, clockDoubtMs: 0 }) };
    return { connectionOf: async () => ({ check }), httpOf: () => http } as unknown as App;
  }
  const good = async () => ({ identity: "me@example.com", apiVersion: "1", expiresAt: null, warnings: [] });

  it.each([
    [0, "pass", "me@example.com"],
    [-4_000, "pass", "me@example.com"],
    [20_000, "warn", "20 s behind that of sf"],
    [-600_000, "fail", "10 min ahead of that of sf"],
  ])("OPS-6 whose clock is %i ms from ours", async (offset, status, words) => {
    const found = await connectionCheck("sf", async () => appOf(good, offset)).run(() => true);
    expect(found).toMatchObject({ status, output: expect.stringContaining(words) });
  });

  it("OPS-6 with a warning of its own passes it on", async () => {
    const check = async () => ({ ...(await good()), warnings: ["The credential ends tomorrow"] });
    expect(await connectionCheck("sf", async () => appOf(check, null)).run(() => true)).toMatchObject({
      status: "warn",
      output: "The credential ends tomorrow",
    });
  });
});

describe("the examination", () => {
  const check = (id: string, needs: readonly string[], run: DoctorCheck["run"]): DoctorCheck => {
    return { id, title: id, needs, run };
  };

  it("OPS-6 looks no further where the ground is missing, and names the first cause", async () => {
    const checks = [
      check("ground", [], async () => fail("broken", "mend it")),
      check("house", ["ground"], async () => pass("fine")),
      check("roof", ["house"], async () => pass("fine")),
      check("other", [], async () => warn("odd", "look at it")),
    ];
    const { status, checks: found } = await examine(checks, "1.0.0", () => undefined);
    expect([status, found.map((one) => [one.id, one.status])]).toEqual([
      "fail",
      [
        ["ground", "fail"],
        ["house", "skipped"],
        ["roof", "skipped"],
        ["other", "warn"],
      ],
    ]);
  });

  it("OPS-6 goes on after a check that fails by itself, in our words or not", async () => {
    const checks = [
      check("ours", [], () => Promise.reject(new AuthError({ code: "E_AUTH_REJECTED", message: "Refused" }))),
      check("theirs", [], () => Promise.reject(new Error("boom"))),
      check("nothing", [], async () => skipped("none")),
    ];
    const { checks: found } = await examine(checks, "1.0.0", () => undefined);
    expect(found.map(({ status, output }) => [status, output])).toEqual([
      ["fail", "Refused (E_AUTH_REJECTED)"],
      ["fail", "boom"],
      ["skipped", "none"],
    ]);
  });
});
