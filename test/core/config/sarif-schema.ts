// The parts of SARIF 2.1.0 (OASIS standard, chapter 3) that a lint report uses, as JSON Schema. Nothing beside them is let in.

const text = { type: "string", minLength: 1 };
const strict = (properties: object, required: readonly string[] = Object.keys(properties)) => ({
  type: "object",
  additionalProperties: false,
  properties,
  required,
});
const list = (items: object) => ({ type: "array", items });
const level = { enum: ["none", "note", "warning", "error"] };
// 3.11: a message has its text, without markup.
const message = strict({ text });
// 3.30: lines and columns count from 1. Without an end a region reaches to the end of its line.
const region = strict({
  startLine: { type: "integer", minimum: 1 },
  startColumn: { type: "integer", minimum: 1 },
});
// 3.4: a URI reference.
const artifactLocation = strict({ uri: { type: "string", format: "uri-reference", minLength: 1 } });
const logicalLocations = list(strict({ fullyQualifiedName: text, kind: text }));
const location = strict({ physicalLocation: strict({ artifactLocation, region }), logicalLocations }, []);
const result = strict({
  ruleId: text,
  ruleIndex: { type: "integer", minimum: 0 },
  level,
  message,
  locations: { ...list(location), minItems: 1, maxItems: 1 },
});
const rule = strict({ id: text, shortDescription: message, defaultConfiguration: strict({ level }) });
const invocation = strict({
  executionSuccessful: { type: "boolean" },
  toolExecutionNotifications: list(strict({ level, message })),
});

export const sarifSchema = strict({
  $schema: { type: "string", format: "uri" },
  version: { const: "2.1.0" },
  runs: {
    ...list(
      strict({
        tool: strict({ driver: strict({ name: text, version: text, rules: list(rule) }) }),
        columnKind: { const: "utf16CodeUnits" },
        results: list(result),
        invocations: list(invocation),
        properties: { type: "object" },
      }),
    ),
    minItems: 1,
    maxItems: 1,
  },
});
