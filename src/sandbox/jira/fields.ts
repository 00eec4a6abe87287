// The fields of issues: how they are described, and of which kind their values are.
import type { JsonObject } from "../json.ts";

export type Kind =
  | "text"
  | "rich"
  | "number"
  | "date"
  | "datetime"
  | "option"
  | "options"
  | "cascade"
  | "user"
  | "labels"
  | "priority"
  | "resolution"
  | "status"
  | "issuetype"
  | "project"
  | "parent"
  | "components"
  | "versions";

export interface Option {
  readonly id: string;
  readonly value: string;
  readonly children?: readonly Option[];
}

export interface Field {
  readonly id: string;
  readonly name: string;
  readonly kind: Kind;
  readonly schema: JsonObject;
  readonly operations: readonly string[];
  readonly options: readonly Option[];
  /** Names in JQL beside the id. */
  readonly clauses: readonly string[];
  /** Never on a screen: set by the system or by a transition. */
  readonly isFixed: boolean;
}

const CUSTOM = "com.atlassian.jira.plugin.system.customfieldtypes";
const LIST = ["add", "set", "remove"];

function system(id: string, name: string, kind: Kind, type: string, items?: string): Field {
  const schema = { type, ...(items === undefined ? {} : { items }), system: id };
  const operations = items === undefined ? ["set"] : LIST;
  return { id, name, kind, schema, operations, options: [], clauses: [id.toLowerCase()], isFixed: false };
}

const fixed = (field: Field, ...clauses: readonly string[]): Field => ({
  ...field,
  isFixed: true,
  operations: [],
  clauses: [...field.clauses, ...clauses],
});

interface CustomShape {
  readonly kind: Kind;
  /** The last part of the type's key. */
  readonly custom: string;
  readonly type: string;
  readonly items?: string;
  readonly options?: readonly Option[];
}

function customField(number: number, name: string, shape: CustomShape): Field {
  const { kind, custom, type, items, options = [] } = shape;
  const schema = {
    type,
    ...(items === undefined ? {} : { items }),
    custom: `${CUSTOM}:${custom}`,
    customId: number,
  };
  const operations = items === undefined ? ["set"] : LIST;
  const clauses = [`cf[${number}]`, name.toLowerCase()];
  return { id: `customfield_${number}`, name, kind, schema, operations, options, clauses, isFixed: false };
}

const option = (id: number, value: string): Option => ({ id: String(id), value });

const SYSTEM: readonly Field[] = [
  system("summary", "Summary", "text", "string"),
  { ...system("issuetype", "Issue Type", "issuetype", "issuetype"), clauses: ["issuetype", "type"] },
  system("project", "Project", "project", "project"),
  system("parent", "Parent", "parent", "issuelink"),
  system("description", "Description", "rich", "string"),
  system("environment", "Environment", "rich", "string"),
  system("priority", "Priority", "priority", "priority"),
  system("labels", "Labels", "labels", "array", "string"),
  system("assignee", "Assignee", "user", "user"),
  system("reporter", "Reporter", "user", "user"),
  { ...system("components", "Components", "components", "array", "component"), clauses: ["component"] },
  { ...system("fixVersions", "Fix versions", "versions", "array", "version"), clauses: ["fixversion"] },
  { ...system("duedate", "Due date", "date", "date"), clauses: ["due", "duedate"] },
  { ...system("resolution", "Resolution", "resolution", "resolution"), isFixed: true },
  fixed(system("status", "Status", "status", "status")),
  fixed(system("resolutiondate", "Resolved", "datetime", "datetime"), "resolved"),
  fixed(system("created", "Created", "datetime", "datetime"), "createddate"),
  fixed(system("updated", "Updated", "datetime", "datetime"), "updateddate"),
  fixed(system("creator", "Creator", "user", "user")),
];

const CUSTOM_FIELDS: readonly Field[] = [
  customField(10_010, "Case number", { kind: "text", custom: "textfield", type: "string" }),
  customField(10_011, "Product area", {
    ...{ kind: "option", custom: "select", type: "option" },
    options: [
      option(10_300, "Billing area"),
      option(10_301, "Hardware area"),
      option(10_302, "Account area"),
    ],
  }),
  customField(10_012, "Regions", {
    ...{ kind: "options", custom: "multiselect", type: "array", items: "option" },
    options: [option(10_310, "Region north"), option(10_311, "Region south")],
  }),
  customField(10_013, "Affected seats", { kind: "number", custom: "float", type: "number" }),
  customField(10_014, "Promised on", { kind: "date", custom: "datepicker", type: "date" }),
  customField(10_015, "Seen at", { kind: "datetime", custom: "datetime", type: "datetime" }),
  customField(10_016, "Root cause", { kind: "rich", custom: "textarea", type: "string" }),
  customField(10_017, "Owner", { kind: "user", custom: "userpicker", type: "user" }),
  customField(10_018, "Place", {
    ...{ kind: "cascade", custom: "cascadingselect", type: "option-with-child" },
    options: [
      { ...option(10_320, "Europe"), children: [option(10_321, "Berlin"), option(10_322, "Lisbon")] },
      { ...option(10_323, "Asia"), children: [option(10_324, "Osaka")] },
    ],
  }),
];

export const FIELDS: readonly Field[] = [...SYSTEM, ...CUSTOM_FIELDS];

const byId: ReadonlyMap<string, Field> = new Map(FIELDS.map((field) => [field.id, field]));

export const fieldOf = (id: string): Field | null => byId.get(id) ?? null;

/** The field a JQL clause names, by id or clause name in any case; null when none is. */
export function fieldOfClause(name: string): Field | null {
  const wanted = name.toLowerCase();
  return FIELDS.find(({ id, clauses }) => id.toLowerCase() === wanted || clauses.includes(wanted)) ?? null;
}
