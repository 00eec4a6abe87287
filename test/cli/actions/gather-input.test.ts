import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { gatherInput } from "../../../src/cli/actions/gather-input.ts";

const dir = mkdtempSync(join(tmpdir(), "integ-input-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const file = (text: string): string => {
  const path = join(dir, "input.json");
  writeFileSync(path, text);
  return path;
};

const schema = z.strictObject({
  item: z.string(),
  quantity: z.number().int().default(1),
  urgent: z.boolean().optional(),
  fields: z.array(z.string()).optional(),
  ids: z.array(z.number()).optional(),
  variables: z.record(z.string(), z.string()).default({}),
  body: z.record(z.string(), z.json()).optional(),
});
const gather = (pairs: readonly string[], path: string | null = null, piped = "") =>
  gatherInput({ file: path, readStandardInput: async () => piped, pairs, schema });

describe("the input of an action", () => {
  it.each([
    [["item=5"], { item: "5" }],
    [["quantity=5", "urgent=true"], { quantity: 5, urgent: true }],
    [["quantity=five", "urgent=yes"], { quantity: "five", urgent: "yes" }],
    [["item=project = SUP, now"], { item: "project = SUP, now" }],
    [["item="], { item: "" }],
    [["fields=summary, status"], { fields: ["summary", "status"] }],
    [['fields=["a,b"]'], { fields: ["a,b"] }],
    [["ids=1,2"], { ids: [1, 2] }],
    [["variables.size=5", "variables.colour=red"], { variables: { size: "5", colour: "red" } }],
    [['body={"a":1}'], { body: { a: 1 } }],
    [["body.a=1"], { body: { a: "1" } }],
    [["nosuch=5"], { nosuch: "5" }],
  ])("OPS-6 is read from %j as its schema means it", async (pairs, input) => {
    expect(await gather(pairs)).toEqual(input);
  });

  it("OPS-6 comes from a file, over which pairs are laid", async () => {
    const path = file('{"item":"a","variables":{"size":"L"}}');
    expect(await gather(["item=b", "variables.colour=red"], path)).toEqual({
      item: "b",
      variables: { size: "L", colour: "red" },
    });
  });

  it("OPS-6 comes from standard input", async () => {
    expect(await gather([], "-", '{"item":"a"}')).toEqual({ item: "a" });
  });

  it.each([
    [["item"], null, "no KEY=VALUE"],
    [["=5"], null, "no KEY=VALUE"],
    [["a..b=5"], null, "no KEY=VALUE"],
    [["__proto__.polluted=1"], null, "no KEY=VALUE"],
    [[], "[1]", "no JSON object"],
    [[], "{", "no JSON"],
  ])("OPS-6 is refused where %j and the file %j can't be read", async (pairs, text, words) => {
    const path = text === null ? null : file(text);
    await expect(gather(pairs, path)).rejects.toMatchObject({
      code: "E_USAGE",
      message: expect.stringContaining(words),
    });
  });

  it("OPS-6 is refused where there is no such file", async () => {
    await expect(gather([], join(dir, "none.json"))).rejects.toMatchObject({ code: "E_USAGE" });
  });
});
