import { describe, expect, it } from "vitest";
import { placeFaults } from "../../../src/core/config/fault-places.ts";
import { loadConfig } from "../../../src/core/config/load.ts";
import { ConfigInvalidError, formatProblem } from "../../../src/core/config/problems.ts";
import type { ObjectDescription } from "../../../src/core/contract/records.ts";
import { compileMapping } from "../../../src/core/mapping/compile.ts";
import { MappingError } from "../../../src/core/mapping/config-fault.ts";
import { described } from "../mapping/stage.ts";
import { stubRegistry } from "./stub-connectors.ts";

const Case: ObjectDescription = {
  name: "Case",
  label: "Case",
  fields: [
    described("Subject"),
    described("Status"),
    described("Notes", { type: "longtext" }),
    described("Number", { creatable: false, updatable: false }),
    described("Open", { type: "boolean" }),
    described("Opened", { type: "datetime" }),
    described("Count", { type: "number" }),
    described("Priority", { type: "picklist", values: ["High", "Low"] }),
  ],
};
const ticket: ObjectDescription = {
  name: "ticket",
  label: "Ticket",
  fields: [
    described("subject"),
    described("tags", { type: "multipicklist" }),
    described("due", { type: "date" }),
    described("id", { type: "id" }),
    described("owner", { type: "reference" }),
    described("priority", { type: "picklist", values: ["high", "low"] }),
  ],
};

const head = `connections:
  sf: { connector: salesforce, loginUrl: https://login.salesforce.com }
  zd: { connector: zendesk, subdomain: acme }
syncs:
  cases:
    left: { connection: sf, object: Case }
    right: { connection: zd, object: ticket }
`;

/** `line:column: message` of every problem, and the code, after both objects have been described. */
async function faultsOf(rest: string): Promise<{ code: string; lines: readonly string[] }> {
  const config = await loadConfig({ file: "f", text: head + rest, registry: stubRegistry() });
  const sync = config.syncs.get("cases");
  if (sync === undefined) throw new Error("no sync");
  try {
    compileMapping(sync, { left: Case, right: ticket });
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    const placed = placeFaults(config, sync, error);
    if (!(placed instanceof ConfigInvalidError)) throw placed;
    const lines = placed.problems.map((problem) => formatProblem(problem).replace(/^f:/, ""));
    return { code: placed.code, lines };
  }
  return { code: "", lines: [] };
}

describe("faults that only the vendors' objects show", () => {
  it("CFG-8 are all told at once, each with its line and column and the nearest name", async () => {
    const { code, lines } = await faultsOf(`    match: [{ left: Nummer, right: subject }]
    rules:
      - { side: right, expression: 'record.sbject != ""', message: no }
    fields:
      - { left: Subjct, right: subjekt }
      - { left: Number, right: subject }
      - { left: Open, right: due }
      - { left: Priority, right: priority, values: { High: [hihg], Lwo: low } }
      - { template: "{Nmber} {Subject}", right: tags }
`);
    expect(code).toBe("E_CONFIG_INVALID");
    expect(lines).toEqual([
      '8:21: Sync cases maps the left field Nummer, which Case at sf does not have — did you mean "Number"?',
      '10:44: Sync cases, rule 1, character 8: there is no field sbject — did you mean "subject"?',
      '12:17: Sync cases maps the left field Subjct, which Case at sf does not have — did you mean "Subject"?',
      '12:32: Sync cases maps the right field subjekt, which ticket at zd does not have — did you mean "subject"?',
      "13:17: Sync cases writes the left field Number, which the vendor lets nobody write; set the field's direction to left-to-right",
      "14:17: Sync cases can't make the left field Open (boolean) of the right field due (date); give the entry a `values` map, compute the field with toRight and toLeft, or map another field",
      "14:30: Sync cases can't make the right field due (date) of the left field Open (boolean); give the entry a `values` map, compute the field with toRight and toLeft, or map another field",
      '15:61: Sync cases maps to "hihg" for the right field priority, which does not list it — did you mean "high"?',
      '15:68: Sync cases maps to "Lwo" for the left field Priority, which does not list it — did you mean "Low"?',
      '16:21: Sync cases maps the left field Nmber, which Case at sf does not have — did you mean "Number"?',
    ]);
  });

  it.each([
    ["Open", "boolean", "id", "id"],
    ["Open", "boolean", "owner", "reference"],
    ["Opened", "datetime", "due", "date"],
    ["Count", "number", "due", "date"],
  ])(
    "CFG-8 SYN-14 refuse to match by %s (%s) and %s (%s), which never are equal",
    async (left, type, right, other) => {
      const { code, lines } = await faultsOf(
        `    match: [{ left: Subject, right: subject }, { left: ${left}, right: ${right} }]\n    fields: [{ left: Subject, right: subject }]\n`,
      );
      expect(code).toBe("E_CONFIG_INVALID");
      expect(lines).toEqual([
        expect.stringMatching(
          new RegExp(
            `^8:${65 + left.length}: Sync cases matches the left field ${left} \\(${type}\\) with the right field ${right} \\(${other}\\)`,
          ),
        ),
      ]);
    },
  );

  it.each([
    ["Count", "id"],
    ["Open", "subject"],
    ["Subject", "due"],
    ["Priority", "tags"],
  ])("SYN-14 allow to match by %s and %s, whose values can be spelled alike", async (left, right) => {
    const { lines } = await faultsOf(
      `    match: [{ left: ${left}, right: ${right} }]\n    fields: [{ left: Subject, right: subject }]\n`,
    );
    expect(lines).toEqual([]);
  });

  it("CFG-8 keep the code of their kind where they are all of one", async () => {
    const { code, lines } = await faultsOf("    fields: [{ left: Subjct, right: subjekt }]\n");
    expect([code, lines.length]).toEqual(["E_FIELD_UNKNOWN", 2]);
  });

  it.each([
    ["a text", "Status"],
    ["a long text", "Notes"],
  ])(
    "SYN-4 merging tags with %s is refused, as it would go by last write without a word",
    async (_, left) => {
      const fields = `    fields:\n      - { left: Subject, right: subject }\n      - { left: ${left}, right: tags, conflicts: merge }\n`;
      const { lines } = await faultsOf(fields);
      expect(lines).toEqual([
        expect.stringMatching(/^10:\d+: Sync cases merges .* ↔ tags, but tags holds several/),
      ]);
      expect((await faultsOf(fields.replace("conflicts: merge", "conflicts: left"))).lines).toEqual([]);
    },
  );
});
