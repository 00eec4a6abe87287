// The vendors' published API descriptions, which are no part of a checkout: where they are, and copies that are read
// quickly.
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { parse } from "yaml";
import { place } from "./compiled-code.ts";

const folder = process.env.INTEG_SPECS_DIR ?? join(import.meta.dirname, "../../shared/specs");

const zendeskFiles = ["support-oas.yaml", "helpcenter-oas.yaml", "sunshine-conversations-openapi.yaml"].map(
  (name) => join(folder, "zendesk", name),
);

/** The descriptions of all that the emulated Zendesk serves, as published; null where one of them is not here. */
export const zendeskSpecs: readonly string[] | null = zendeskFiles.every((file) => existsSync(file))
  ? zendeskFiles
  : null;

const jiraFile = join(folder, "jira/jira-v3.json");

/** The description of Jira Cloud; null where it is not here. */
export const jiraSpecs: readonly string[] | null = existsSync(jiraFile) ? [jiraFile] : null;

const copyOf = (file: string): string => join(place, "specs", `${basename(file, ".yaml")}.json`);
const isCurrent = (copy: string, file: string): boolean =>
  existsSync(copy) && statSync(copy).mtimeMs >= statSync(file).mtimeMs;

/** Turns them into JSON, which is read ten times as fast: dozens of tests start a sandbox each. */
export function copySpecs(): void {
  for (const file of zendeskSpecs ?? []) {
    const copy = copyOf(file);
    if (isCurrent(copy, file)) continue;
    mkdirSync(dirname(copy), { recursive: true });
    // Others may be reading it.
    const fresh = `${copy}.${process.pid}`;
    writeFileSync(fresh, JSON.stringify(parse(readFileSync(file, "utf8"), { version: "1.2" })));
    renameSync(fresh, copy);
  }
}

/** The descriptions as quick to read as they are at hand. */
export const quickZendeskSpecs = (): readonly string[] =>
  (zendeskSpecs ?? []).map((file) => (isCurrent(copyOf(file), file) ? copyOf(file) : file));
