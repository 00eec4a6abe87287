// How issues we made are found again: a token in a label or a text field, which a search can find, and the whole key in
// an entity property, which no clone copies. Only both together count. Pure but for the reads of properties.
// Source: developer.atlassian.com "Entity properties".
import { createHash } from "node:crypto";
import { z } from "zod";
import { isGone } from "../../connector-parts/outcomes.ts";
import { inParallel } from "../../connector-parts/parallel.ts";
import type { Calls, JsonObject } from "./calls.ts";
import { type Issue, PropertyValue } from "./schema.ts";
import { jqlText } from "./scope.ts";

export const markProperty = "integ";

const digestLength = 32;
const tokenPattern = /^integ[0-9a-f]{32}$/;
/** Keys of other issues than these are asked for anew. */
const mostKnown = 20_000;

const KeyProperty = z.object({ key: z.string() });

/** What an issue of ours carries so that it is found again. */
export interface Mark {
  /** Beside those it is to have. */
  readonly labels: readonly string[];
  readonly fields: JsonObject;
  readonly properties: readonly JsonObject[];
}

/** One word of letters and digits, so that labels take it and a search for words finds it. */
export function tokenOf(key: string): string {
  return `integ${createHash("sha256").update(key).digest("hex").slice(0, digestLength)}`;
}

/** Whether a label is ours and no person's. */
export function isToken(label: string): boolean {
  return tokenPattern.test(label);
}

/** The labels of an issue, as Jira has them. */
export function labelsOf(issue: Issue): readonly string[] {
  const { labels } = issue.fields;
  return Array.isArray(labels) ? labels.filter((label) => typeof label === "string") : [];
}

export class Marker {
  readonly #calls: Calls;
  readonly #api: string;
  readonly #keyField: string | null;
  /** Issue id → key, or null where there is none; a property of ours is never changed. */
  readonly #known = new Map<string, string | null>();

  constructor(calls: Calls, api: string, keyField: string | null) {
    this.#calls = calls;
    this.#api = api;
    this.#keyField = keyField;
  }

  /** The field that must be read to see whether an issue is marked. */
  get field(): string {
    return this.#keyField ?? "labels";
  }

  /** What a create says beside its values. */
  markOf(key: string): Mark {
    const token = tokenOf(key);
    const properties = [{ key: markProperty, value: { key } }];
    if (this.#keyField === null) return { labels: [token], fields: {}, properties };
    return { labels: [], fields: { [this.#keyField]: token }, properties };
  }

  /** JQL for the issues that may carry one of the keys. */
  conditionOf(keys: readonly string[]): string {
    const tokens = keys.map((key) => jqlText(tokenOf(key)));
    if (this.#keyField === null) return `labels IN (${tokens.join(", ")})`;
    const field = `cf[${this.#keyField.replace("customfield_", "")}]`;
    return `(${tokens.map((token) => `${field} ~ ${token}`).join(" OR ")})`;
  }

  /** Issue id → key it was made with; issues that are not ours, clones of ours among them, are absent. */
  async keysOf(issues: readonly Issue[]): Promise<ReadonlyMap<string, string>> {
    const marked = issues.filter((issue) => this.#isMarked(issue));
    const keys = await inParallel(marked, async (issue) => [issue.id, await this.#keyOf(issue)] as const);
    return new Map(keys.filter((entry): entry is readonly [string, string] => entry[1] !== null));
  }

  #isMarked(issue: Issue): boolean {
    if (this.#keyField === null) return labelsOf(issue).some(isToken);
    const value = issue.fields[this.#keyField];
    return typeof value === "string" && isToken(value);
  }

  async #keyOf(issue: Issue): Promise<string | null> {
    if (issue.properties) return this.#read(issue.properties[markProperty]);
    const known = this.#known.get(issue.id);
    if (known !== undefined) return known;
    const key = await this.#ask(issue.id);
    if (this.#known.size >= mostKnown) this.#known.clear();
    this.#known.set(issue.id, key);
    return key;
  }

  async #ask(id: string): Promise<string | null> {
    const path = `${this.#api}/issue/${id}/properties/${markProperty}`;
    try {
      return this.#read((await this.#calls.get(PropertyValue, path, "read mark")).value);
    } catch (error) {
      if (isGone(error)) return null;
      throw error;
    }
  }

  #read(value: unknown): string | null {
    const mark = KeyProperty.safeParse(value);
    return mark.success ? mark.data.key : null;
  }
}
