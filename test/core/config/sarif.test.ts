import { describe, expect, it } from "vitest";
import { lintConfig } from "../../../src/core/config/lint.ts";
import { toSarif } from "../../../src/core/config/sarif.ts";
import { stubRegistry, validText } from "./stub-connectors.ts";

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly object[];
}

async function resultsOf(
  file: string,
  text: string,
  env: Readonly<Record<string, string>> = {},
): Promise<{ results: readonly Result[]; rules: readonly { readonly id: string }[] }> {
  const options = { file, text, environment: null, env, flags: [], registry: stubRegistry() };
  const report = await lintConfig({ ...options, level: "static" });
  const log = toSarif(report, { version: "1.0.0", root: "/home/me/checkout" });
  const [run] = (log as { runs: [{ results: readonly Result[]; tool: { driver: { rules: [] } } }] }).runs;
  return { results: run.results, rules: run.tool.driver.rules };
}

const place = (uri: string, startLine: number, startColumn: number) => ({
  physicalLocation: { artifactLocation: { uri }, region: { startLine, startColumn } },
});

describe("toSarif", () => {
  it("CFG-8 names files below the root relative to it, others absolutely, as URIs", async () => {
    const wrong = validText.replace("subdomain:", "subdomian:");
    const uriOf = async (file: string) => {
      const { results } = await resultsOf(file, wrong);
      const [first] = results.flatMap(({ locations }) => locations as ReturnType<typeof place>[]);
      return first?.physicalLocation.artifactLocation.uri;
    };
    expect(await uriOf("/home/me/checkout/deploy/integ.yaml")).toBe("deploy/integ.yaml");
    expect(await uriOf("integ.yaml")).toBe("integ.yaml");
    expect(await uriOf("/home/me/checkout/a b/ü#1.yaml")).toBe("a%20b/%C3%BC%231.yaml");
    expect(await uriOf("/etc/integ/integ.yaml")).toBe("file:///etc/integ/integ.yaml");
    expect(await uriOf("/home/me/checkout2/integ.yaml")).toBe("file:///home/me/checkout2/integ.yaml");
  });

  it("CFG-8 counts columns in UTF-16 code units and refers each result to its rule", async () => {
    const text = validText.replace("{ High: high, Medium:", '{ "🙂🙂": high, Hihg: high, Medium:');
    const { results, rules } = await resultsOf("integ.yaml", text);
    expect(results.map(({ locations }) => locations[0])).toEqual([
      { ...place("integ.yaml", 18, 39), logicalLocations: expect.anything() },
    ]);
    expect(results.map(({ ruleId, ruleIndex }) => rules[ruleIndex]?.id === ruleId)).toEqual([true]);
  });

  it("CFG-8 says of a variable which one it is, not a line that does not exist", async () => {
    const { results } = await resultsOf("integ.yaml", validText, { INTEG_SET__SYNCS__CASES__PREFER: "up" });
    expect(results).toEqual([
      expect.objectContaining({
        ruleId: "wrong-value",
        level: "error",
        locations: [
          {
            logicalLocations: [
              { fullyQualifiedName: "syncs.cases.prefer", kind: "member" },
              { fullyQualifiedName: "$INTEG_SET__SYNCS__CASES__PREFER", kind: "environment" },
            ],
          },
        ],
      }),
    ]);
  });

  it("CFG-8 tells warnings from errors, and puts the nearest name into the message", async () => {
    const text = validText
      .replace("subdomain:", "subdomian:")
      .replace("connections:", "connections:\n  spare: { connector: zendesk, subdomain: b }");
    const broken = await resultsOf("integ.yaml", text);
    expect(broken.results.map(({ message }) => message.text)).toContain(
      'unknown key "subdomian" — did you mean "subdomain"?',
    );
    const fine = await resultsOf("integ.yaml", text.replace("subdomian:", "subdomain:"));
    expect(fine.results.map(({ level, ruleId }) => `${level} ${ruleId}`)).toEqual([
      "warning unused-connection",
    ]);
  });
});
