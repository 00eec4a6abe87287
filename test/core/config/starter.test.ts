import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { lintConfig } from "../../../src/core/config/lint.ts";
import { formatProblem } from "../../../src/core/config/problems.ts";
import { starterConfig } from "../../../src/core/config/starter.ts";
import { starterSync } from "../../../src/core/config/starter-sync.ts";
import { translateChoices } from "../../../src/core/config/starter-values.ts";
import { expressionScope } from "../../../src/core/mapping/expressions.ts";
import { examplePair, registry, starterPair } from "./starter-pairs.ts";

const ids = registry.ids();
const everyPair = ids.flatMap((left) => ids.filter((right) => right !== left).map((right) => [left, right]));

async function problemsOf(text: string): Promise<readonly string[]> {
  const common = { file: "integ.yaml", environment: null, env: {}, flags: [], registry };
  const { problems } = await lintConfig({ ...common, text, level: "static" });
  return problems.map(formatProblem);
}

describe("a first configuration", () => {
  it.each(everyPair)("CFG-1 for %s and %s is without a fault or warning", async (left, right) => {
    const pair = await starterPair(left, right);
    expect(await problemsOf(starterConfig([pair], await examplePair()))).toEqual([]);
  });

  it("CFG-1 for a ring of four systems has each connection once, and no fault or warning", async () => {
    const ring = ["salesforce", "zendesk", "jira", "servicenow", "salesforce"];
    const pairs = await Promise.all(ring.slice(1).map((right, at) => starterPair(ring[at] ?? "", right)));
    const text = starterConfig(pairs, await examplePair());
    expect(await problemsOf(text)).toEqual([]);
    const { connections, syncs } = parse(text);
    expect(Object.keys(connections)).toEqual(ring.slice(0, 4));
    expect(Object.keys(syncs)).toEqual([
      "salesforce-zendesk",
      "zendesk-jira",
      "jira-servicenow",
      "servicenow-salesforce",
    ]);
  });

  it("CFG-1 keeps comments and files in step wherever both systems have them", async () => {
    const syncs = await Promise.all(
      everyPair.map(
        async ([left = "", right = ""]) => parse(starterSync("x", await starterPair(left, right))).x,
      ),
    );
    expect(syncs.every(({ comments, attachments }) => comments === true && attachments)).toBe(true);
  });

  it("CFG-1 has no address that anybody could own", async () => {
    for (const id of ids) {
      const { starter } = await registry.load(id);
      const urls = starter?.connection.flatMap(({ value }) =>
        URL.canParse(String(value)) ? [String(value)] : [],
      );
      expect(urls).toEqual([expect.stringMatching(/^https:\/\/[a-z]+\.example$/)]);
    }
  });
});

describe("values in a first configuration", () => {
  const states = (values: Record<"new" | "open" | "waiting" | "done", string | string[]>) => ({
    field: "state",
    values,
  });
  const four = states({ new: "N", open: "O", waiting: "W", done: "D" });

  it("CFG-1 let a side that tells more values apart give them all to the other's one", () => {
    const more = states({ new: "n", open: "o", waiting: ["pending", "hold"], done: ["solved", "closed"] });
    expect(translateChoices(four, more)).toEqual({
      values: { N: "n", O: "o", W: ["pending", "hold"], D: ["solved", "closed"] },
    });
  });

  it("CFG-1 are looked up each way where the left tells values apart that the right does not", () => {
    const three = states({ new: "n", open: "busy", waiting: "busy", done: "d" });
    const ways = translateChoices(four, three);
    if (!("toRight" in ways)) throw new Error("expected expressions");
    const scope = expressionScope([
      {
        name: "state",
        label: "",
        type: "picklist",
        creatable: true,
        updatable: true,
        required: false,
        maxLength: null,
        values: null,
      },
    ]);
    const evaluate = (text: string, value: string) => {
      const compiled = scope.compile(text, "picklist");
      if (!("evaluate" in compiled)) throw new Error(compiled.message);
      return compiled.evaluate({ state: value });
    };
    expect(["N", "O", "W", "D"].map((value) => evaluate(ways.toRight, value))).toEqual([
      "n",
      "busy",
      "busy",
      "d",
    ]);
    expect(["n", "busy", "d"].map((value) => evaluate(ways.toLeft, value))).toEqual(["N", "O", "D"]);
  });

  it("CFG-1 never raise a priority further than the other side's meant", async () => {
    const [salesforce, servicenow] = ["salesforce", "servicenow"].map((id) => registry.load(id));
    const own = (await salesforce)?.starter?.roles.priority;
    const other = (await servicenow)?.starter?.roles.priority;
    if (own === undefined || other === undefined) throw new Error("both have priorities");
    expect(translateChoices(own, other)).toEqual({
      values: { Medium: "3", High: ["2", "1"], Low: ["4", "5"] },
    });
  });
});
