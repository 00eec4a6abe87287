// The vendors the sandbox emulates.
export const VENDORS = ["salesforce", "zendesk", "jira", "servicenow"] as const;
export type Vendor = (typeof VENDORS)[number];

export function byVendor<Value>(of: (vendor: Vendor) => Value): Readonly<Record<Vendor, Value>> {
  return {
    salesforce: of("salesforce"),
    zendesk: of("zendesk"),
    jira: of("jira"),
    servicenow: of("servicenow"),
  };
}
