// Reads the comment of a ticket write: text or HTML, author, visibility, uploaded files.
import { arrayAt, isJsonObject, type Json, type JsonObject, textAt } from "../json.ts";
import type { Desk } from "./desk.ts";
import type { FieldProblem } from "./errors.ts";

export interface NewComment {
  readonly body: string;
  readonly htmlBody: string;
  readonly isPublic: boolean;
  readonly authorId: number | null;
  /** Tokens of uploads, all of them valid. */
  readonly uploads: readonly string[];
}

/** Null when the write has no comment, or a blank one, which an update passes over. */
export function readComment(
  desk: Desk,
  input: JsonObject,
  verb: "create" | "update",
  problems: FieldProblem[],
): NewComment | null {
  const given = input.comment ?? (verb === "create" ? input.description : undefined);
  const comment: Json | undefined = typeof given === "string" ? { body: given } : given;
  const sent = isJsonObject(comment) ? textAt(comment, "html_body") : null;
  const html = sent === null ? null : cleaned(sent);
  const body = html === null ? (textAt(comment, "body") ?? "") : plainText(html);
  if (!isJsonObject(comment) || body.trim() === "") {
    if (verb === "create")
      problems.push({ field: "base", error: "BlankValue", description: "Description: cannot be blank" });
    return null;
  }
  const authorId = typeof comment.author_id === "number" ? comment.author_id : null;
  if (authorId !== null && desk.people.users.live(authorId) === null)
    problems.push(invalid("author", `Author: ${authorId} is not valid`));
  const uploads = (arrayAt(comment, "uploads") ?? []).map(String);
  if (uploads.some((token) => !desk.files.holds(token)))
    problems.push(invalid("uploads", "Uploads: token is not valid"));
  const htmlBody = wrapped(html === null ? `<p dir="auto">${escapeHtml(body)}</p>` : html);
  return { body, htmlBody, isPublic: comment.public !== false, authorId, uploads };
}

function invalid(field: string, description: string): FieldProblem {
  return { field, error: "InvalidValue", description };
}

/** What is stored is always inside a box of the vendor's. */
function wrapped(html: string): string {
  return `<div class="zd-comment" dir="auto">${html}</div>`;
}

/** Scripts, styles and event handlers are not stored, and paragraphs get a direction. */
function cleaned(html: string): string {
  return html
    .replaceAll(/<(script|style)\b[\s\S]*?<\/\1>/gi, "")
    .replaceAll(/\son\w+=("[^"]*"|'[^']*'|[^\s>]+)/gi, "")
    .replaceAll(/<p>/gi, '<p dir="auto">');
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  nbsp: "\u00a0",
  "#39": "'",
};

export function plainText(html: string): string {
  return html
    .replaceAll(/<br\s*\/?>/gi, "\n")
    .replaceAll(/<\/(p|div|li|h\d)>/gi, "\n")
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll(/&(#?\w+);/g, (all, name: string) => ENTITIES[name] ?? all)
    .trim();
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
