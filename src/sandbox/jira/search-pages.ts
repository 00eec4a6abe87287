// Pages of a search by token: the first page fixes which issues there are, each is shown as the index has it then.
import { refuse } from "./errors.ts";
import { runJql } from "./search.ts";
import type { SearchAsk } from "./search-ask.ts";
import type { Indexed } from "./search-index.ts";
import type { Site } from "./site.ts";

const LIFE_MS = 7 * 86_400_000;
const KEPT = 10_000;

export interface SearchPage {
  readonly entries: readonly Indexed[];
  /** Of the next page; null at the last. */
  readonly token: string | null;
}

export interface SearchPages {
  /** @throws Refusal 400 for a token that is unknown, too old, or of another query */
  next(ask: SearchAsk): SearchPage;
}

interface Rest {
  readonly query: string;
  readonly ids: readonly string[];
  readonly madeMs: number;
  /** Whether the page without issues was given already. */
  readonly wasEmpty: boolean;
}

export function createPages(site: Site): SearchPages {
  const held = new Map<string, Rest>();
  const keep = (rest: Rest): string => {
    const token = Buffer.from(site.random.text(36)).toString("base64url");
    held.set(token, rest);
    if (held.size > KEPT) held.delete(held.keys().next().value ?? "");
    return token;
  };
  const resume = (token: string, query: string): Rest => {
    const rest = held.get(token);
    const isLive = rest !== undefined && site.clock.now() - rest.madeMs < LIFE_MS;
    if (isLive && rest.query === query) return rest;
    throw refuse(400, "The nextPageToken is invalid or does not belong to this query.");
  };
  return {
    next(ask) {
      const query = JSON.stringify([ask.jql, ask.fields, ask.reconcile]);
      const reconciled = new Set(ask.reconcile);
      const found = new Map(
        runJql(site, ask.jql, reconciled, true).map((entry) => [entry.issue.id, entry] as const),
      );
      const madeMs = site.clock.now();
      const start = { query, ids: [...found.keys()], madeMs, wasEmpty: false };
      const rest = ask.token === null ? start : resume(ask.token, query);
      const { searchQuirk, searchPageSize } = site.settings;
      if (searchQuirk === "empty-page" && !rest.wasEmpty && rest.ids.length > 0)
        return { entries: [], token: keep({ ...rest, wasEmpty: true }) };
      const size = Math.min(ask.maxResults, searchPageSize);
      const entries = rest.ids.slice(0, size).flatMap((id) => found.get(id) ?? []);
      const left = rest.ids.slice(size);
      if (left.length === 0) return { entries, token: null };
      const isRepeated = searchQuirk === "repeated-token" && ask.token !== null;
      return { entries, token: isRepeated ? ask.token : keep({ ...rest, ids: left, wasEmpty: false }) };
    },
  };
}
