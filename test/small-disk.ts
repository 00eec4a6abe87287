// Disks of a given size for tests of what happens when they are full, where the system lets us mount one.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const run = (program: string, args: readonly string[]): void =>
  void execFileSync(program, args, { stdio: "ignore" });

/** A disk in memory of that size, like `2m`, over the directory. */
export const mount = (size: string, directory: string): void =>
  run("mount", ["-t", "tmpfs", "-o", `size=${size},mode=700`, "tmpfs", directory]);

export const remount = (options: string, directory: string): void =>
  run("mount", ["-o", `remount,${options}`, directory]);

export const unmount = (directory: string): void => run("umount", ["-l", directory]);

export function canMount(): boolean {
  const directory = mkdtempSync(join(tmpdir(), "integ-mount-"));
  try {
    mount("64k", directory);
    unmount(directory);
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(directory);
  }
}
