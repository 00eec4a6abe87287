// Tables of content, of somebody's own, and of rows that wait for an import.
import { choice, count, field, flag, moment, reference, text } from "./fields.ts";
import type { TableDefinition } from "./tables.ts";

const kept = { readOnly: true } as const;

const CONTENT: readonly TableDefinition[] = [
  {
    name: "sys_attachment",
    label: "Attachment",
    display: "file_name",
    fields: [
      text("file_name", "File name", 100),
      text("content_type", "Content type", 100, kept),
      text("size_bytes", "Size bytes", 40, kept),
      text("size_compressed", "Size compressed", 40, kept),
      flag("compressed", "Compressed", "true", kept),
      text("table_name", "Table name", 80, kept),
      text("table_sys_id", "Table sys ID", 32, kept),
      text("image_height", "Image height", 40, kept),
      text("image_width", "Image width", 40, kept),
      text("average_image_color", "Average image color", 40, kept),
    ],
  },
  {
    name: "sc_cat_item",
    label: "Catalog Item",
    display: "name",
    fields: [
      text("name", "Name", 100),
      text("short_description", "Short description", 200),
      field("description", "Description", "html"),
      text("price", "Price", 20),
      text("category", "Category", 40),
      flag("active", "Active", "true"),
    ],
  },
  {
    name: "kb_knowledge",
    label: "Knowledge",
    display: "short_description",
    prefix: "KB",
    fields: [
      text("number", "Number", 40, kept),
      text("short_description", "Short description", 100),
      field("text", "Article body", "html"),
      text("kb_knowledge_base", "Knowledge base", 80, { defaultValue: "IT" }),
      choice(
        "workflow_state",
        "Workflow",
        { draft: "Draft", published: "Published", retired: "Retired" },
        "draft",
      ),
      flag("active", "Active", "true"),
    ],
  },
];

/** What somebody made for their own desk: neither a task nor a table of the vendor. */
const CUSTOM: TableDefinition = {
  name: "u_request",
  label: "Own Request",
  display: "u_title",
  fields: [
    text("u_title", "Title", 120, { mandatory: true }),
    text("u_details", "Details", 4000),
    choice("u_stage", "Stage", { open: "Open", waiting: "Waiting", done: "Done" }, "open"),
    choice("u_level", "Level", { low: "Low", normal: "Normal", high: "High" }, "normal"),
    reference("u_owner", "Owner", "sys_user"),
    moment("u_due", "Due"),
    count("u_amount", "Amount"),
    flag("u_urgent", "Urgent", "false"),
    text("u_integ_key", "Integ key", 100),
    field("comments", "Comments", "journal_input"),
    field("work_notes", "Work notes", "journal_input"),
  ],
};

/** Where rows for an import wait; the transform map is in import-routes.ts. */
const STAGING: TableDefinition = {
  name: "u_incident_import",
  label: "Incident Import",
  display: "u_key",
  fields: [
    text("u_key", "Key"),
    text("u_short_description", "Short description", 160),
    text("u_description", "Description", 4000),
    text("u_urgency", "Urgency", 40),
    text("u_impact", "Impact", 40),
    text("sys_import_state", "State", 40, kept),
    text("sys_target_sys_id", "Target record", 32, kept),
    moment("sys_row_imported", "Imported", kept),
  ],
};

export const CONTENT_TABLES: readonly TableDefinition[] = [...CONTENT, CUSTOM, STAGING];
