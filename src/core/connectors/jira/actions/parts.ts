// What the actions' inputs have in common.
import { z } from "zod";

export const ProjectKey = z
  .string()
  .regex(/^([A-Z][A-Z0-9_]*|\d+)$/, "must be a project's key (SUP) or id")
  .describe("Key or id of the project");

export const IssueKey = z
  .string()
  .regex(/^([A-Z][A-Z0-9_]*-\d+|\d+)$/, "must be an issue's key (SUP-1) or id")
  .describe("Key or id of the issue");

export const Day = z.iso.date().describe("YYYY-MM-DD");

export const limit = z.number().int().min(1).max(100).default(50).describe("Most rows in one answer");

export const text = z.string().nullable();
