// The other tables: people, what the platform knows of its own tables, journal entries, audits and scripts.
import { choice, count, field, flag, reference, text } from "./fields.ts";
import type { TableDefinition } from "./tables.ts";

const kept = { readOnly: true } as const;
/** References to the dictionary's own tables hold a name, and are linked by it. */
const named = { ...kept, referenceKey: "name", maxLength: 40 } as const;

const PEOPLE: readonly TableDefinition[] = [
  {
    name: "sys_user",
    label: "User",
    display: "name",
    fields: [
      text("user_name", "User ID", 40),
      text("first_name", "First name", 50),
      text("last_name", "Last name", 50),
      text("name", "Name", 151),
      field("email", "Email", "email"),
      text("title", "Title", 60),
      text("phone", "Business phone", 40),
      flag("active", "Active", "true"),
      flag("locked_out", "Locked out", "false"),
      flag("web_service_access_only", "Web service access only", "false"),
      field("sys_class_name", "Class", "sys_class_name", { ...kept, maxLength: 80 }),
      reference("sys_domain", "Domain", "sys_user_group", { ...kept, defaultValue: "global" }),
      field("sys_domain_path", "Domain Path", "domain_id", { ...kept, defaultValue: "/" }),
      text("time_zone", "Time zone", 40),
      text("date_format", "Date format", 40),
    ],
  },
  {
    name: "sys_user_group",
    label: "Group",
    display: "name",
    fields: [
      text("name", "Name", 80),
      text("description", "Description", 1000),
      flag("active", "Active", "true"),
    ],
  },
];

const DICTIONARY: readonly TableDefinition[] = [
  {
    name: "sys_db_object",
    label: "Table",
    display: "label",
    fields: [
      text("name", "Name", 80, kept),
      text("label", "Label", 80, kept),
      reference("super_class", "Extends table", "sys_db_object", kept),
    ],
  },
  {
    name: "sys_dictionary",
    label: "Dictionary Entry",
    display: "element",
    fields: [
      text("name", "Table", 80, kept),
      text("element", "Column name", 80, kept),
      text("column_label", "Column label", 80, kept),
      reference("internal_type", "Type", "sys_glide_object", named),
      count("max_length", "Max length", kept),
      flag("mandatory", "Mandatory", "false", kept),
      flag("read_only", "Read only", "false", kept),
      flag("active", "Active", "true", kept),
      reference("reference", "Reference", "sys_db_object", named),
      text("default_value", "Default value", 512, kept),
    ],
  },
  {
    name: "sys_choice",
    label: "Choice",
    display: "label",
    fields: [
      text("name", "Table", 80),
      text("element", "Element", 80),
      text("value", "Value"),
      text("label", "Label"),
      text("language", "Language", 3, { defaultValue: "en" }),
      text("dependent_value", "Dependent value", 40),
      count("sequence", "Sequence"),
      flag("inactive", "Inactive", "false"),
    ],
  },
  {
    name: "sys_journal_field",
    label: "Journal Entry",
    display: "value",
    fields: [
      text("name", "Name", 80, kept),
      text("element", "Element", 80, kept),
      text("element_id", "Element ID", 32, kept),
      text("value", "Value", 4000, kept),
    ],
  },
];

const AUDITS: readonly TableDefinition[] = [
  {
    name: "sys_audit_delete",
    label: "Deleted Record",
    display: "display_value",
    fields: [
      text("tablename", "Table name", 80, kept),
      text("documentkey", "Document key", 32, kept),
      text("display_value", "Display name", 255, kept),
    ],
  },
  {
    name: "sys_audit",
    label: "Audit",
    display: "documentkey",
    fields: [
      text("tablename", "Table name", 80, kept),
      text("documentkey", "Document key", 32, kept),
      text("fieldname", "Field name", 80, kept),
      text("oldvalue", "Old value", 255, kept),
      text("newvalue", "New value", 255, kept),
      text("user", "User", 40, kept),
    ],
  },
];

const SCRIPTS: readonly TableDefinition[] = [
  {
    name: "sys_script",
    label: "Business Rule",
    display: "name",
    fields: [
      text("name", "Name", 80),
      text("collection", "Table", 80),
      choice("when", "When", { before: "before", after: "after", async: "async" }, "before"),
      count("order", "Order", { defaultValue: "100" }),
      flag("active", "Active", "true"),
      flag("advanced", "Advanced", "false"),
      flag("action_insert", "Insert", "false"),
      flag("action_update", "Update", "false"),
      flag("action_delete", "Delete", "false"),
      text("filter_condition", "Filter Conditions", 4000),
      text("description", "Description", 1000),
      field("script", "Script", "script_plain"),
    ],
  },
  {
    name: "sys_properties",
    label: "System Property",
    display: "name",
    fields: [
      text("name", "Name", 100),
      text("value", "Value", 4000),
      text("type", "Type", 40, { defaultValue: "string" }),
      text("description", "Description", 512),
      flag("is_private", "Private", "false"),
    ],
  },
];

export const PLATFORM_TABLES: readonly TableDefinition[] = [...PEOPLE, ...DICTIONARY, ...AUDITS, ...SCRIPTS];
