// The two emulated systems as their own users see them: read, edited and created through the sandbox's back door.
import type { DemoField, DemoRecord, System } from "./pairs.ts";

type Row = Readonly<Record<string, unknown>>;
type Fields = Partial<Record<DemoField | "description", string>>;

const paths: Readonly<Record<System, string>> = {
  salesforce: "/salesforce/cases",
  zendesk: "/zendesk/tickets",
};
const names: Readonly<Record<System, Readonly<Record<DemoField | "description", string>>>> = {
  salesforce: { subject: "Subject", priority: "Priority", status: "Status", description: "Description" },
  zendesk: { subject: "subject", priority: "priority", status: "status", description: "description" },
};

export interface Systems {
  /** Live records changed since `since` (milliseconds, the sandbox's clock); all of them when 0. */
  list(system: System, since: number): Promise<readonly DemoRecord[]>;
  edit(system: System, id: string, fields: Fields): Promise<void>;
  /** @returns the new record's id. */
  create(system: System, fields: Fields): Promise<string>;
}

export function openSystems(controlUrl: string): Systems {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${controlUrl}${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`The sandbox answered ${response.status} to ${method} ${path}: ${text}`);
    return text === "" ? null : JSON.parse(text);
  };
  return {
    list: async (system, since) => {
      const body = (await call("GET", `${paths[system]}?since=${since}`)) as Record<string, readonly Row[]>;
      return (body[system === "salesforce" ? "cases" : "tickets"] ?? []).map((row) => toRecord(system, row));
    },
    edit: async (system, id, fields) => {
      await call("PATCH", `${paths[system]}/${id}`, named(system, fields));
    },
    create: async (system, fields) => {
      const body = (await call("POST", paths[system], named(system, fields))) as Record<string, Row>;
      return system === "salesforce" ? String(body.case?.Id) : String(body.ticket?.id);
    },
  };
}

function named(system: System, fields: Fields): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [names[system][name as DemoField], value]),
  );
}

const text = (value: unknown): string | null =>
  value === null || value === undefined ? null : String(value);

function toRecord(system: System, row: Row): DemoRecord {
  const { subject, priority, status } = names[system];
  return {
    id: String(row[system === "salesforce" ? "Id" : "id"]),
    key: text(row[system === "salesforce" ? "Integ_Key__c" : "external_id"]),
    subject: text(row[subject]) ?? "",
    priority: text(row[priority]),
    status: text(row[status]) ?? "",
  };
}
