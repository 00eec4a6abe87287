import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { createSecrets, openSecrets } from "../../../src/core/secrets/secrets.ts";
import { writeFailure } from "../../../src/core/secrets/secrets-errors.ts";
import { skipUnless } from "../../skips.ts";
import { keyFile, portsFor, removeDirectories, temporaryDirectory } from "./fixture.ts";

afterEach(removeDirectories);

const script = fileURLToPath(new URL("./writer-process.ts", import.meta.url));
const nobody = 65_534;

interface Writer {
  readonly child: ChildProcess;
  readonly names: string[];
  readonly errors: string[];
}

function startWriter(
  stateDir: string,
  env: NodeJS.ProcessEnv,
  prefix: string,
  count: number,
  uid?: number,
): Writer {
  const child = spawn(process.execPath, [script, stateDir, prefix, String(count)], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const names: string[] = [];
  const errors: string[] = [];
  let rest = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    const lines = (rest + chunk.toString("utf8")).split("\n");
    rest = lines.pop() ?? "";
    names.push(...lines);
  });
  child.stderr?.on("data", (chunk: Buffer) => errors.push(chunk.toString("utf8")));
  return { child, names, errors };
}

describe("several processes on one vault", () => {
  it("CFG-7 two that write at the same time lose nothing", async () => {
    const directory = await temporaryDirectory();
    const ports = portsFor(join(directory, "state"), { env: await keyFile(directory) });
    const store = await createSecrets({ ...ports, source: null });
    const writers = ["one", "two"].map((prefix) => startWriter(ports.stateDir, ports.env, prefix, 40));
    const codes = await Promise.all(writers.map(async ({ child }) => (await once(child, "close"))[0]));
    expect(codes).toEqual([0, 0]);
    expect(await store.list()).toHaveLength(80);
    expect(await store.get("two/k39")).toBe("v39");
  }, 120_000);

  it("CFG-7 one killed at any moment of saving leaves every secret it had confirmed", async () => {
    const directory = await temporaryDirectory();
    const ports = portsFor(join(directory, "state"), { env: await keyFile(directory) });
    await createSecrets({ ...ports, source: null });
    for (let round = 0; round < 8; round++) {
      const { child, names } = startWriter(ports.stateDir, ports.env, `r${round}`, 0);
      while (names.length < 3) await sleep(5);
      await sleep(round * 3);
      child.kill("SIGKILL");
      await once(child, "close");
      const store = await openSecrets(ports);
      for (const name of names) expect(await store.get(name)).toBe(name.replace(/^.*k/, "v"));
      await store.set(`after/${round}`, "x");
    }
    const files = await readdir(ports.stateDir);
    expect(files.sort()).toEqual(["vault.json", "vault.lock"]);
  }, 120_000);
});

const isRoot = process.getuid?.() === 0;

describe("a state directory that can't be written", () => {
  it("CFG-7 refuses the write in one sentence and keeps what is there", async () => {
    const directory = await temporaryDirectory();
    const env = await keyFile(directory);
    const ports = portsFor(join(directory, "state"), { env });
    const store = await createSecrets({ ...ports, source: null });
    await store.set("a/x", "one");
    // Root may write everywhere, so the write is then tried by somebody else.
    if (isRoot) {
      const owned = [
        directory,
        env.INTEG_MASTER_KEY_FILE,
        ports.stateDir,
        join(ports.stateDir, "vault.json"),
        join(ports.stateDir, "vault.lock"),
      ];
      for (const path of owned) await chown(path, nobody, nobody);
    }
    await chmod(ports.stateDir, 0o500);
    const { child, errors } = startWriter(
      ports.stateDir,
      { ...env, PATH: process.env.PATH },
      "b",
      1,
      isRoot ? nobody : undefined,
    );
    const [code] = await once(child, "close");
    await chmod(ports.stateDir, 0o700);
    expect(code).not.toBe(0);
    expect(errors.join("")).toContain("E_STORE_READONLY");
    const reader = { ...ports, uid: isRoot ? nobody : ports.uid };
    expect(await (await openSecrets(reader)).list()).toEqual(["a/x"]);
  });
});

skipUnless(
  process.platform === "linux",
  "/dev/full",
  "that a full disk is told",
)("a full disk", () => {
  it("CFG-7 is told with E_STORE_FULL", async () => {
    const handle = await open("/dev/full", "w");
    const error = await handle.writeFile("x").catch((thrown: unknown) => thrown);
    await handle.close();
    expect(writeFailure("/state", error)).toMatchObject({ code: "E_STORE_FULL", exitCode: 73 });
  });
});
