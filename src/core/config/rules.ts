// What a configuration is held to: a name for each kind of problem, by which reports are filtered.

export type Severity = "error" | "warning";

interface Rule {
  readonly severity: Severity;
  /** What holds where the rule is kept. */
  readonly title: string;
}

const error = (title: string): Rule => ({ severity: "error", title });
const warning = (title: string): Rule => ({ severity: "warning", title });

export const configRules = {
  "not-yaml": error("The file is one YAML document in UTF-8"),
  "unknown-key": error("Every key is one that integ knows"),
  "missing-key": error("Every key that is needed is there"),
  "wrong-value": error("Every value is of the kind its key takes"),
  connector: error("Every connection names a connector that is there"),
  connection: error("The settings of a connection do not contradict each other"),
  sync: error("Every sync makes sense in both directions"),
  expression: error("Expressions and templates can be read"),
  setting: error("Variables and flags name keys that are there"),
  file: error("Files that the configuration names can be read"),
  "state-dir": error("The state directory can be used"),
  secret: error("Every credential that a connection needs is stored"),
  mapping: error("The mapping fits the vendors' objects"),
  refused: error("Every connection signs in"),
  "unused-connection": warning("Every connection is used by a sync"),
  "never-runs": warning("Every sync is in real time or has a schedule"),
  "ring-conflicts": warning("In a ring of syncs no side wins by its place"),
  "one-way-unsaid": warning("A field that can only go one way says so"),
  "unfilled-field": warning("Every field that a new record must have is filled"),
  "limit-above-vendor": warning("No limit is set above the vendor's own"),
  vendor: warning("The vendor has nothing to remark about a connection"),
} as const satisfies Readonly<Record<string, Rule>>;

export type RuleId = keyof typeof configRules;
