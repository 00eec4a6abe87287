// What a connector's author may get wrong in the example of docs/adding-a-connector.md, the suite tells.
import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { onlyInFull } from "../skips.ts";
import { checkOutExample, filesOnPage } from "./example-checkout.ts";

interface Fault {
  readonly title: string;
  /** Code of the page → what stands in its place. */
  readonly from: string;
  readonly to: string;
  /** Of the rule that tells. */
  readonly rule: string;
}

const faults: readonly Fault[] = [
  {
    title: "promises less than it does",
    from: 'compareAndSet: "per-write"',
    to: 'compareAndSet: "none"',
    rule: "refuses a single stale write exactly when it declares compare-and-set",
  },
  {
    title: "has positions that are one too far",
    from: "JSON.stringify(position)",
    to: "JSON.stringify(position + 1)",
    rule: "shows a user's edit with the new values and a new version",
  },
  {
    title: "keeps deletes to itself",
    from: "records: notes.map(toRecord), position",
    to: "records: notes.filter((note) => !note.deleted).map(toRecord), position",
    rule: "shows a user's delete exactly when it declares a delete feed",
  },
  {
    title: "sends no key with a create",
    from: "client.create({ ...values, key })",
    to: "client.create({ ...values, key: null })",
    rule: "finds a new record by its correlation key",
  },
  {
    title: "calls a create repeatable",
    from: 'operation: "create note",\n      endpointClass: "api",\n      effect: "once"',
    to: 'operation: "create note",\n      endpointClass: "api",\n      effect: "repeatable"',
    rule: "leaves one record when the answer to a create is lost",
  },
  {
    title: "never renews a token",
    from: "source.token(renew)",
    to: "source.token(renew && false)",
    rule: "renews an ended token and writes once",
  },
  {
    title: "goes on behind the wrong record",
    from: "after = last.id;",
    to: "after = String(Number(last.id) + 1);",
    rule: "scans every live record exactly once",
  },
  {
    title: "has one version for all times",
    from: "version: String(note.revision)",
    to: 'version: "1"',
    rule: "shows a user's edit with the new values and a new version",
  },
];

/** What vitest prints of the suite over the page's code with the fault in it. */
async function runWith({ from, to }: Fault): Promise<string> {
  const checkout = await checkOutExample((_path, code) => code.replace(from, to));
  try {
    const args = ["run", "--root", checkout.dir, "test/conformance/corkboard.test.ts"];
    const running = promisify(execFile)(resolve("node_modules/.bin/vitest"), args, { cwd: checkout.dir });
    return await running.then(
      () => "nothing was found",
      ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
    );
  } finally {
    await checkout.remove();
  }
}

onlyInFull("60 s", "that the suite finds what the example's author may get wrong")("an example that", () => {
  it.each(faults)("BAS-2 $title is told so", async (fault) => {
    const codes = [...(await filesOnPage()).values()];
    expect(codes.filter((code) => code.includes(fault.from))).toHaveLength(1);
    expect(await runWith(fault)).toMatch(new RegExp(`(FAIL|×).*${fault.rule}`));
  });
});
