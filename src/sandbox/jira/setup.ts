// What the emulated site starts with: people, statuses, issue types, projects with their components and versions.
import { JIRA_EMAIL } from "../clients.ts";
import type { Component, IssueType, Named, Project, Status, User, Version } from "./model.ts";

export const CLOUD_ID = "11223344-a1b2-3b33-c444-def123456789";
export const INTEGRATION_USER = "712020:1f6d2c4e-0000-4000-8000-000000000001";
export const DESK_USER = "712020:1f6d2c4e-0000-4000-8000-000000000002";
/** Data Center's integration user at a sign-in by name. */
export const INTEGRATION_NAME = "integration";

type Person = Pick<User, "accountId" | "name" | "displayName" | "email"> & Partial<User>;

const person = (facts: Person): User => ({
  accountType: "atlassian",
  active: true,
  hidesEmail: false,
  timeZone: "UTC",
  key: facts.name,
  ...facts,
});

const at = (number: number): string => `712020:1f6d2c4e-0000-4000-8000-${String(number).padStart(12, "0")}`;

export const startUsers = (): readonly User[] => [
  person({
    accountId: INTEGRATION_USER,
    name: INTEGRATION_NAME,
    displayName: "Integration User",
    email: JIRA_EMAIL,
  }),
  person({
    accountId: DESK_USER,
    name: "dana",
    displayName: "Dana Desk",
    email: "dana@sandbox.example",
    timeZone: "Europe/Berlin",
  }),
  person({
    accountId: at(3),
    name: "ivo.idle",
    displayName: "Ivo Idle",
    email: "ivo@sandbox.example",
    active: false,
  }),
  person({
    accountId: at(4),
    name: "robot.app",
    displayName: "Automation for Jira",
    email: "robot@sandbox.example",
    accountType: "app",
  }),
  person({
    accountId: "qm:a1b2:00000005",
    name: "cora.customer",
    displayName: "Cora Customer",
    email: "cora@x.example",
    accountType: "customer",
  }),
];

export const STATUSES: readonly Status[] = [
  { id: "10000", name: "To Do", category: "new" },
  { id: "3", name: "In Progress", category: "indeterminate" },
  { id: "10003", name: "Waiting", category: "indeterminate" },
  { id: "10001", name: "Done", category: "done" },
];

export const ISSUE_TYPES: readonly IssueType[] = [
  { id: "10001", name: "Task", subtask: false },
  { id: "10002", name: "Bug", subtask: false },
  { id: "10003", name: "Sub-task", subtask: true },
  { id: "10004", name: "Service Request", subtask: false },
];

export const PRIORITIES: readonly Named[] = ["Highest", "High", "Medium", "Low", "Lowest"].map(
  (name, index) => ({ id: String(index + 1), name }),
);
export const DEFAULT_PRIORITY = "3";

export const RESOLUTIONS: readonly Named[] = ["Done", "Won't Do", "Duplicate", "Cannot Reproduce"].map(
  (name, index) => ({ id: String(10_000 + index), name }),
);

export const startProjects = (): readonly Project[] => [
  {
    id: "10000",
    key: "SUP",
    name: "Support",
    kind: "software",
    issueTypeIds: ["10001", "10002", "10003"],
    lastNumber: 0,
  },
  {
    id: "10001",
    key: "HELP",
    name: "Help desk",
    kind: "service_desk",
    issueTypeIds: ["10004", "10001"],
    lastNumber: 0,
  },
  {
    id: "10002",
    key: "OPS",
    name: "Operations",
    kind: "business",
    issueTypeIds: ["10001", "10002"],
    lastNumber: 0,
  },
];

export const startComponents = (): readonly Component[] => [
  { id: "10100", name: "Billing", projectId: "10000", description: "Invoices and payments" },
  { id: "10101", name: "Hardware", projectId: "10000", description: "" },
];

export const startVersions = (): readonly Version[] => [
  {
    id: "10200",
    name: "1.0",
    projectId: "10000",
    description: "First release",
    released: true,
    archived: false,
    releaseDate: "2026-01-15",
    startDate: null,
  },
  {
    id: "10201",
    name: "1.1",
    projectId: "10000",
    description: "",
    released: false,
    archived: false,
    releaseDate: null,
    startDate: "2026-02-01",
  },
];
