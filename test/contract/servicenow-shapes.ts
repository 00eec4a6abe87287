// What an instance was seen to answer, put down as shapes: names of columns, and what their values look like.
// Seen in the recorded calls of integrations/servicenow/tests (create-incident, update-incident, list-incidents, get-user,
// list-attachments, order-catalog-item, get-catalog-item) in github.com/NangoHQ/integration-templates, made on 2026-07-14.
// Replies without a recording: the examples of markdown/api-reference/rest-apis in github.com/ServiceNow/ServiceNowDocs.
import { z } from "zod";

const id = z.string().regex(/^[0-9a-f]{32}$/);
const blankOr = <Shape extends z.ZodType>(shape: Shape) => z.union([z.literal(""), shape]);
const stamp = z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
const number = z.string().regex(/^-?\d+$/);
const flag = z.enum(["true", "false"]);
const tablePath = /^https?:\/\/[^/]+\/api\/now\/(?:v\d\/)?table\/\w+\/\w+$/;
const link = z.string().regex(tablePath);
const reference = blankOr(z.strictObject({ link, value: z.string().min(1) }));
const named = blankOr(z.strictObject({ display_value: z.string(), link }));

const kinds = {
  flags: ["made_sla", "knowledge", "active"],
  numbers: ["child_incidents", "reassignment_count", "sys_mod_count", "reopen_count", "escalation"],
  states: ["state", "incident_state", "impact", "urgency", "priority", "severity", "notify"],
  stamps: ["sys_updated_on", "sys_created_on", "opened_at"],
  laterStamps: ["closed_at", "resolved_at", "reopened_time", "due_date", "work_start", "work_end"],
  references: [
    "resolved_by",
    "opened_by",
    "sys_domain",
    "cmdb_ci",
    "business_service",
    "caller_id",
    "assignment_group",
    "closed_by",
    "reopened_by",
    "company",
    "assigned_to",
    "parent",
    "parent_incident",
    "problem_id",
    "rfc",
  ],
  journals: ["comments", "work_notes", "comments_and_work_notes"],
  texts: [
    "watch_list",
    "hold_reason",
    "task_effective_number",
    "number",
    "sys_updated_by",
    "sys_created_by",
    "calendar_stc",
    "work_notes_list",
    "sys_domain_path",
    "subcategory",
    "short_description",
    "close_code",
    "correlation_display",
    "description",
    "close_notes",
    "sys_class_name",
    "contact_type",
    "approval",
    "sys_tags",
    "correlation_id",
    "category",
  ],
} as const;

/** Columns that were seen and that the sandbox leaves out: none of them is mapped from one system to another. */
export const notEmulated = [
  "activity_due",
  "additional_assignee_list",
  "approval_history",
  "approval_set",
  "business_duration",
  "business_impact",
  "business_stc",
  "calendar_duration",
  "cause",
  "caused_by",
  "contract",
  "delivery_plan",
  "delivery_task",
  "expected_start",
  "follow_up",
  "group_list",
  "location",
  "order",
  "origin_id",
  "origin_table",
  "route_reason",
  "service_offering",
  "time_worked",
  "universal_request",
  "upon_approval",
  "upon_reject",
  "user_input",
] as const;

const each = <Shape extends z.ZodType>(names: readonly string[], shape: Shape) =>
  Object.fromEntries(names.map((name) => [name, shape]));

const raw = {
  ...each(kinds.flags, flag),
  ...each(kinds.numbers, number),
  ...each(kinds.states, number),
  ...each(kinds.stamps, stamp),
  ...each(kinds.laterStamps, blankOr(stamp)),
  ...each(kinds.journals, z.literal("")),
  ...each(kinds.texts, z.string()),
  sys_id: id,
};

/** No column but those seen. */
export const incident = z.strictObject({ ...raw, ...each(kinds.references, reference) });

export const incidentWithoutLinks = z.strictObject({ ...raw, ...each(kinds.references, z.string()) });

export const incidentShown = z.strictObject({
  ...each(kinds.flags, flag),
  ...each([...kinds.numbers, ...kinds.states, ...kinds.journals, ...kinds.texts], z.string()),
  ...each([...kinds.stamps, ...kinds.laterStamps], blankOr(stamp)),
  ...each(kinds.references, named),
  sys_id: id,
  priority: z.string().regex(/^\d - \w+$/),
  impact: z.string().regex(/^\d - \w+$/),
  state: z.enum(["New", "In Progress", "On Hold", "Resolved", "Closed", "Canceled"]),
  comments: z.string().regex(/^(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d - [^\n]+ \(Comments\)\n[^\n]+\n\n)*$/),
});

/** A person's record has many columns more; those that are told are of these kinds. */
export const user = z.looseObject({
  sys_id: id,
  user_name: z.string(),
  name: z.string(),
  first_name: z.string(),
  last_name: z.string(),
  email: z.string(),
  active: flag,
  locked_out: flag,
  web_service_access_only: flag,
  time_zone: z.string(),
  date_format: z.string(),
  sys_class_name: z.literal("sys_user"),
  sys_domain: reference,
  sys_domain_path: z.literal("/"),
  sys_created_on: stamp,
  sys_updated_on: stamp,
  sys_mod_count: number,
});

/** The documentation's example of the Attachment API. */
export const attachment = z.strictObject({
  table_sys_id: id,
  size_bytes: number,
  download_link: z.string().regex(/\/api\/now\/(?:v\d\/)?attachment\/[0-9a-f]{32}\/file$/),
  sys_updated_on: stamp,
  sys_id: id,
  image_height: z.string(),
  sys_created_on: stamp,
  file_name: z.string(),
  sys_created_by: z.string(),
  compressed: flag,
  average_image_color: z.string(),
  sys_updated_by: z.string(),
  sys_tags: z.string(),
  table_name: z.string(),
  image_width: z.string(),
  sys_mod_count: number,
  content_type: z.string(),
  size_compressed: number,
});

export const order = z.strictObject({
  sys_id: id,
  number: z.string().regex(/^REQ\d+$/),
  request_number: z.string().regex(/^REQ\d+$/),
  request_id: id,
  table: z.literal("sc_request"),
});

const category = z.looseObject({ sys_id: id, title: z.string() });

export const catalogItem = z.looseObject({
  sys_id: id,
  name: z.string(),
  short_description: z.string(),
  description: z.string(),
  price: z.string(),
  type: z.literal("catalog_item"),
  sys_class_name: z.literal("sc_cat_item"),
  mandatory_attachment: z.boolean(),
  show_price: z.boolean(),
  order: z.number(),
  category,
  categories: z.array(category),
  variables: z.array(
    z.looseObject({
      id,
      name: z.string(),
      label: z.string(),
      type: z.number(),
      friendly_type: z.string(),
      display_type: z.string(),
      mandatory: z.boolean(),
      active: z.boolean(),
      read_only: z.boolean(),
      value: z.union([z.string(), z.boolean()]),
      displayvalue: z.string(),
      max_length: z.number(),
      order: z.number(),
    }),
  ),
});

/** The documentation's example of the Knowledge Management API. */
export const articles = z.strictObject({
  meta: z.strictObject({
    start: z.number(),
    end: z.number(),
    fields: z.string(),
    query: z.string(),
    filter: z.string(),
    kb: z.string(),
    language: z.string(),
    count: z.number(),
    ts_query_id: id,
    status: z.strictObject({ code: z.literal(200) }),
  }),
  articles: z.array(
    z.strictObject({
      link: z.string().startsWith("?"),
      rank: z.number(),
      id: z.string().regex(/^kb_knowledge:[0-9a-f]{32}$/),
      title: z.string(),
      snippet: z.string(),
      score: z.number(),
      number: z.string(),
      fields: z
        .record(
          z.string(),
          z.strictObject({
            display_value: z.string(),
            name: z.string(),
            label: z.string(),
            type: z.string(),
            value: z.string(),
          }),
        )
        .optional(),
    }),
  ),
});

export const article = z.strictObject({
  content: z.string(),
  template: z.boolean(),
  number: z.string(),
  sys_id: id,
  short_description: z.string(),
  display_attachments: z.boolean(),
  attachments: z.array(z.looseObject({ sys_id: id, file_name: z.string(), size_bytes: number })),
  embedded_content: z.array(z.unknown()),
});

/** The documentation's example of the Import Set API. */
export const imported = z.strictObject({
  import_set: z.string().startsWith("ISET"),
  staging_table: z.string(),
  result: z.array(
    z.strictObject({
      transform_map: z.string(),
      table: z.string(),
      display_name: z.string(),
      display_value: z.string(),
      record_link: link,
      status: z.enum(["inserted", "updated", "ignored", "error"]),
      sys_id: id,
    }),
  ),
});
