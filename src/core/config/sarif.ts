// A lint report as SARIF 2.1.0, which code reviews show beside the lines (OASIS, "Static Analysis Results Interchange
// Format Version 2.1.0").
import { isAbsolute, relative, sep } from "node:path";
import type { LintProblem, LintReport } from "./lint.ts";
import { configRules, type RuleId } from "./rules.ts";

export interface SarifTool {
  /** Of integ. */
  readonly version: string;
  /** Directory that the files' names are relative to: the checkout's. Absolute. */
  readonly root: string;
}

const schemaUri = "https://json.schemastore.org/sarif-2.1.0.json";

/** The report as a SARIF log with one run; each problem is a result with at most one place. */
export function toSarif(report: LintReport, { version, root }: SarifTool): object {
  const rules = Object.keys(configRules) as readonly RuleId[];
  return {
    $schema: schemaUri,
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "integ",
            version,
            rules: rules.map((id) => ({
              id,
              shortDescription: { text: configRules[id].title },
              defaultConfiguration: { level: configRules[id].severity },
            })),
          },
        },
        columnKind: "utf16CodeUnits",
        results: report.problems.map((problem) => resultOf(problem, rules.indexOf(problem.rule), root)),
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: report.skipped.map((text) => ({
              level: "note",
              message: { text: `Not looked at: ${text}` },
            })),
          },
        ],
        properties: { level: report.level },
      },
    ],
  };
}

function resultOf(problem: LintProblem, ruleIndex: number, root: string): object {
  const { rule, severity, message, suggestion } = problem;
  const question = suggestion === undefined ? "" : ` — did you mean "${suggestion}"?`;
  return {
    ruleId: rule,
    ruleIndex,
    level: severity,
    message: { text: `${message}${question}` },
    locations: [locationOf(problem, root)],
  };
}

/** A variable or a flag has no lines: only the key it sets can be named. */
function locationOf({ file, line, column, path, source }: LintProblem, root: string): object {
  const logicalLocations = path === "" ? [] : [{ fullyQualifiedName: path, kind: "member" }];
  if (source !== undefined)
    return { logicalLocations: [...logicalLocations, { fullyQualifiedName: file, kind: source }] };
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(file, root) },
      region: { startLine: line, startColumn: column },
    },
    ...(logicalLocations.length === 0 ? {} : { logicalLocations }),
  };
}

/** Relative to the root where the file is below it, as a review needs it. */
function uriOf(file: string, root: string): string {
  const inside = isAbsolute(file) ? relative(root, file) : file;
  const isBelow = inside !== "" && !isAbsolute(inside) && inside.split(sep)[0] !== "..";
  const name = isBelow ? inside : file;
  const encoded = name.split(sep).map(encodeURIComponent).join("/");
  return isAbsolute(name) ? `file://${encoded.startsWith("/") ? "" : "/"}${encoded}` : encoded;
}
