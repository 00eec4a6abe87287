import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const bin = "bin/run.js";

function runAs(version: string, args: readonly string[], script = bin) {
  const pretend = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } });`;
  const preload = `--import=data:text/javascript,${encodeURIComponent(pretend)}`;
  const env = { PATH: process.env.PATH, HOME: tmpdir() };
  return spawnSync(process.execPath, [preload, script, ...args], { encoding: "utf8", env });
}

describe("an old Node.js", () => {
  it.each(["12.22.0", "20.20.2", "22.22.1", "23.11.0", "24.14.9", "25.2.0"])(
    "%s is refused with one sentence and exit 64",
    (version) => {
      const { status, stdout, stderr } = runAs(version, ["health"]);
      expect({ status, stdout }).toEqual({ status: 64, stdout: "" });
      expect(stderr).toMatch(
        new RegExp(
          `^integ needs Node\\.js 22\\.22\\.2, 24\\.15 or 26, or newer of these, and this is ${version}\\. .*\\n$`,
        ),
      );
    },
  );

  it("is refused as a document with --json", () => {
    expect(JSON.parse(runAs("20.20.2", ["health", "--json"]).stdout)).toMatchObject({
      schema: "integ.error/1",
      error: { code: "E_NODE_VERSION" },
    });
  });

  it("can parse the file up to the check: nothing newer than Node.js 12 in it", () => {
    const code = readFileSync(bin, "utf8").replace(/\/\/.*$/gm, "");
    expect(code).not.toMatch(/\?\.|\?\?|^\s*(import|export)\s|\bawait\b|\|\|=|&&=|#\w+\(|\bstatic\b/m);
  });
});

describe("a Node.js that is new enough", () => {
  it("is the one package.json names", () => {
    const { engines } = JSON.parse(readFileSync("package.json", "utf8"));
    expect(engines.node).toBe("^22.22.2 || ^24.15.0 || >=26.0.0");
  });

  it.each(["22.22.2", "22.23.0", "24.15.0", "24.21.0", "26.0.0", "27.1.0"])(
    "%s is told to run npm ci when integ is not built, and not refused",
    (version) => {
      const dir = mkdtempSync(join(tmpdir(), "integ-"));
      mkdirSync(join(dir, "bin"));
      copyFileSync(bin, join(dir, bin));
      writeFileSync(join(dir, "package.json"), `{ "type": "module" }`);
      const { status, stderr } = runAs(version, [], join(dir, bin));
      rmSync(dir, { recursive: true });
      expect(status).toBe(70);
      expect(stderr).toContain("Run `npm ci`");
    },
  );

  it("is what `node` means to npm's scripts, whatever the PATH offers", () => {
    const version = execFileSync("npm", ["exec", "--", "node", "--version"], { encoding: "utf8" });
    expect(version).toBe(`v${JSON.parse(readFileSync("node_modules/node/package.json", "utf8")).version}\n`);
  });
});
