// Which column of a CSV feeds which Case field, and how foreign values become Case picklist values.
import type { Json } from "./json.ts";

export const CASE_COLUMNS = [
  "Subject",
  "Description",
  "Status",
  "Priority",
  "Origin",
  "Type",
  "Reason",
  "SuppliedName",
  "SuppliedEmail",
  "SuppliedPhone",
  "SuppliedCompany",
  "CreatedDate",
] as const;

export type CaseColumn = (typeof CASE_COLUMNS)[number];
/** Case field → header, or headers joined by " + ", as `complaint_type + descriptor`. */
export type ColumnMap = Partial<Record<CaseColumn, string>>;

/** Known headers, best first; compared in lower case with everything but letters and digits taken out. */
const KNOWN_HEADERS: Readonly<Record<CaseColumn, readonly string[]>> = {
  Subject: ["subject", "title", "summary", "ticketsubject", "complainttype", "issue", "name"],
  Description: [
    "description",
    "details",
    "body",
    "ticketdescription",
    "resolutiondescription",
    "comments",
    "text",
  ],
  Status: ["status", "ticketstatus", "state"],
  Priority: ["priority", "ticketpriority", "severity", "urgency"],
  Origin: ["origin", "channel", "ticketchannel", "opendatachanneltype", "source", "via"],
  Type: ["type", "tickettype", "category"],
  Reason: ["reason"],
  SuppliedName: ["suppliedname", "customername", "requestername", "contactname"],
  SuppliedEmail: ["suppliedemail", "customeremail", "requesteremail", "email"],
  SuppliedPhone: ["suppliedphone", "customerphone", "phone"],
  SuppliedCompany: ["suppliedcompany", "company", "organization"],
  CreatedDate: ["createddate", "createdat", "created", "openeddate", "dateopened"],
};

const DETAIL_HEADERS = ["descriptor", "subtype", "subcategory"];

function plainHeader(header: string): string {
  return header.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

/** A map for these headers from the known names; without a subject it is of no use. */
export function guessColumns(headers: readonly string[]): ColumnMap {
  const byPlain = new Map(headers.map((header) => [plainHeader(header), header]));
  const map: ColumnMap = {};
  for (const column of CASE_COLUMNS) {
    const known = KNOWN_HEADERS[column].find((name) => byPlain.has(name));
    const header = known === undefined ? undefined : byPlain.get(known);
    if (header !== undefined) map[column] = header;
  }
  const detail = DETAIL_HEADERS.find((name) => byPlain.has(name));
  if (detail !== undefined && plainHeader(map.Subject ?? "") === "complainttype") {
    map.Subject = `${map.Subject} + ${byPlain.get(detail)}`;
  }
  return map;
}

export function headersOf(source: string): readonly string[] {
  return source.split(" + ").map((part) => part.trim());
}

const STATUS_WORDS: Readonly<Record<string, string>> = {
  open: "New",
  new: "New",
  unspecified: "New",
  "": "New",
  started: "Working",
  pending: "Working",
  working: "Working",
  assigned: "Working",
  "in progress": "Working",
  "pending customer response": "Working",
  hold: "Working",
  "on hold": "Working",
  escalated: "Escalated",
  urgent: "Escalated",
  closed: "Closed",
  solved: "Closed",
  resolved: "Closed",
  done: "Closed",
  cancelled: "Closed",
};

const ORIGIN_WORDS: readonly (readonly [RegExp, string])[] = [
  [/phone|call|voice/, "Phone"],
  [/mail/, "Email"],
];

const PRIORITY_WORDS: readonly (readonly [RegExp, string])[] = [
  [/critical|urgent|high|p1|sev ?1|severe/, "High"],
  [/low|minor|p[345]|trivial/, "Low"],
];

/** A foreign status as one of New, Working, Escalated, Closed. */
export function caseStatus(text: string): string {
  return STATUS_WORDS[text.trim().toLowerCase()] ?? "Working";
}

/** A foreign channel as Phone, Email or Web. */
export function caseOrigin(text: string): string {
  return ORIGIN_WORDS.find(([pattern]) => pattern.test(text.toLowerCase()))?.[1] ?? "Web";
}

/** A foreign priority as High, Medium or Low; without one, spread by row so that each run is the same. */
export function casePriority(text: string | null, row: number): string {
  if (text !== null && text.trim() !== "") {
    return PRIORITY_WORDS.find(([pattern]) => pattern.test(text.toLowerCase()))?.[1] ?? "Medium";
  }
  const spread = ["Medium", "Low", "Medium", "High", "Medium", "Low"];
  return spread[row % spread.length] ?? "Medium";
}

/** Cuts to what the field stores, without half a character. */
export function fitText(text: string, length: number): Json {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  const chars = [...trimmed];
  return chars.length <= length ? trimmed : chars.slice(0, length).join("");
}
