// Tables of work: task and what extends it. Fields as in the recorded replies of an instance (NangoHQ/integration-templates).
import { choice, count, field, flag, moment, reference, text } from "./fields.ts";
import type { TableDefinition } from "./tables.ts";

const LEVELS = { "1": "1 - High", "2": "2 - Medium", "3": "3 - Low" };
const PRIORITIES = {
  "1": "1 - Critical",
  "2": "2 - High",
  "3": "3 - Moderate",
  "4": "4 - Low",
  "5": "5 - Planning",
};
const TASK_STATES = {
  "-5": "Pending",
  "1": "Open",
  "2": "Work in Progress",
  "3": "Closed Complete",
  "4": "Closed Incomplete",
  "7": "Closed Skipped",
};
const INCIDENT_STATES = {
  "1": "New",
  "2": "In Progress",
  "3": "On Hold",
  "6": "Resolved",
  "7": "Closed",
  "8": "Canceled",
};
const HOLD_REASONS = {
  "1": "Awaiting Caller",
  "3": "Awaiting Problem",
  "4": "Awaiting Vendor",
  "5": "Awaiting Change",
};
/** Texts that differ by release; these are the ones of the recorded replies and of the current release. */
const CLOSE_CODES = {
  "Solved (Permanently)": "Solved (Permanently)",
  "Solution provided": "Solution provided",
  "Workaround provided": "Workaround provided",
  "No resolution provided": "No resolution provided",
  Duplicate: "Duplicate",
  "User error": "User error",
};
const CONTACT_TYPES = {
  email: "Email",
  phone: "Phone",
  "self-service": "Self-service",
  "walk-in": "Walk-in",
  integration: "Integration",
};
const APPROVALS = { "not requested": "Not Yet Requested", requested: "Requested", approved: "Approved" };
const kept = { readOnly: true } as const;

const TASK: TableDefinition = {
  name: "task",
  label: "Task",
  display: "number",
  prefix: "TASK",
  fields: [
    text("number", "Number", 40, kept),
    text("task_effective_number", "Effective number", 40, kept),
    field("sys_class_name", "Task type", "sys_class_name", { ...kept, maxLength: 80 }),
    reference("sys_domain", "Domain", "sys_user_group", { ...kept, defaultValue: "global" }),
    field("sys_domain_path", "Domain Path", "domain_id", { ...kept, defaultValue: "/" }),
    text("short_description", "Short description", 160),
    text("description", "Description", 4000),
    choice("state", "State", TASK_STATES, "1"),
    choice("priority", "Priority", PRIORITIES, "4"),
    choice("impact", "Impact", LEVELS, "3"),
    choice("urgency", "Urgency", LEVELS, "3"),
    choice("contact_type", "Contact type", CONTACT_TYPES),
    choice("approval", "Approval", APPROVALS, "not requested"),
    flag("active", "Active", "true"),
    flag("made_sla", "Made SLA", "true"),
    flag("knowledge", "Knowledge", "false"),
    count("reassignment_count", "Reassignment count", { ...kept, defaultValue: "0" }),
    count("escalation", "Escalation", { defaultValue: "0" }),
    reference("parent", "Parent", "task"),
    reference("opened_by", "Opened by", "sys_user"),
    moment("opened_at", "Opened"),
    reference("closed_by", "Closed by", "sys_user"),
    moment("closed_at", "Closed"),
    reference("assigned_to", "Assigned to", "sys_user"),
    reference("assignment_group", "Assignment group", "sys_user_group"),
    reference("company", "Company", "core_company"),
    reference("cmdb_ci", "Configuration item", "cmdb_ci"),
    reference("business_service", "Service", "cmdb_ci_service"),
    moment("due_date", "Due date"),
    moment("work_start", "Actual start"),
    moment("work_end", "Actual end"),
    field("watch_list", "Watch list", "glide_list", { reference: "sys_user" }),
    field("work_notes_list", "Work notes list", "glide_list", { reference: "sys_user" }),
    field("comments", "Additional comments", "journal_input"),
    field("work_notes", "Work notes", "journal_input"),
    field("comments_and_work_notes", "Comments and Work notes", "journal_list", kept),
    text("close_notes", "Close notes", 4000),
    text("correlation_id", "Correlation ID"),
    text("correlation_display", "Correlation display"),
  ],
};

const INCIDENT: TableDefinition = {
  name: "incident",
  label: "Incident",
  parent: "task",
  display: "number",
  prefix: "INC",
  fields: [
    choice("state", "State", INCIDENT_STATES, "1"),
    choice("incident_state", "Incident state", INCIDENT_STATES, "1"),
    choice("hold_reason", "On hold reason", HOLD_REASONS),
    choice("priority", "Priority", PRIORITIES, "5"),
    choice("severity", "Severity", LEVELS, "3"),
    choice(
      "category",
      "Category",
      {
        inquiry: "Inquiry / Help",
        software: "Software",
        hardware: "Hardware",
        network: "Network",
        database: "Database",
      },
      "inquiry",
    ),
    choice("subcategory", "Subcategory", { email: "Email", antivirus: "Antivirus", os: "Operating System" }),
    choice("notify", "Notify", { "1": "Do Not Notify", "2": "Send Email", "3": "Phone" }, "1"),
    reference("caller_id", "Caller", "sys_user"),
    choice("close_code", "Resolution code", CLOSE_CODES),
    text("close_notes", "Resolution notes", 4000),
    reference("resolved_by", "Resolved by", "sys_user"),
    moment("resolved_at", "Resolved"),
    reference("reopened_by", "Last reopened by", "sys_user", kept),
    moment("reopened_time", "Last reopened at", kept),
    count("reopen_count", "Reopen count", { ...kept, defaultValue: "0" }),
    count("calendar_stc", "Resolve time", kept),
    reference("parent_incident", "Parent Incident", "incident"),
    count("child_incidents", "Child Incidents", { ...kept, defaultValue: "0" }),
    reference("problem_id", "Problem", "task"),
    reference("rfc", "Change Request", "task"),
  ],
};

const STAGES = { requested: "Requested", fulfillment: "Fulfillment", complete: "Completed" };

export const TASK_TABLES: readonly TableDefinition[] = [
  TASK,
  INCIDENT,
  {
    name: "sc_request",
    label: "Request",
    parent: "task",
    display: "number",
    prefix: "REQ",
    fields: [
      reference("requested_for", "Requested for", "sys_user"),
      choice(
        "request_state",
        "Request state",
        { requested: "Pending Approval", closed_complete: "Closed Complete" },
        "requested",
      ),
      text("special_instructions", "Special instructions", 4000),
      choice("stage", "Stage", STAGES, "requested"),
    ],
  },
  {
    name: "sc_req_item",
    label: "Requested Item",
    parent: "task",
    display: "number",
    prefix: "RITM",
    fields: [
      reference("request", "Request", "sc_request"),
      reference("cat_item", "Item", "sc_cat_item"),
      reference("requested_for", "Requested for", "sys_user"),
      count("quantity", "Quantity", { defaultValue: "1" }),
      choice("stage", "Stage", STAGES, "fulfillment"),
    ],
  },
  {
    name: "sc_task",
    label: "Catalog Task",
    parent: "task",
    display: "number",
    prefix: "SCTASK",
    fields: [
      reference("request_item", "Request item", "sc_req_item"),
      reference("request", "Request", "sc_request"),
    ],
  },
];
