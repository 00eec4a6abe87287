// The help center: articles searched and shown. Its paths want their suffix (fact sheet sections 1 and 13).
import { type Answer, type Call, type Edge, Refusal } from "../edge.ts";
import type { JsonObject } from "../json.ts";
import { type Account, API } from "./account.ts";
import { named, notFound, titled } from "./errors.ts";
import { FIRST_ID, isoSecond } from "./model.ts";
import { offsetPage } from "./paging.ts";
import { DESK_USER } from "./setup.ts";

interface Article {
  readonly id: number;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  readonly draft: boolean;
}

const LOCALE = "en-us";
const SECTION_ID = FIRST_ID - 70;
const SNIPPET_LENGTH = 150;

const ARTICLES: readonly Article[] = [
  {
    id: FIRST_ID - 60,
    title: "Resetting your password",
    body: "<h2>In the portal</h2><p>Open the <b>portal</b> and choose <i>Reset password</i>.</p>",
    labels: ["password", "portal"],
    draft: false,
  },
  {
    id: FIRST_ID - 59,
    title: "Printing orders",
    body: "<p>Choose Print in an order. The portal prints too.</p>",
    labels: ["orders"],
    draft: false,
  },
  { id: FIRST_ID - 58, title: "Portal, next year", body: "<p>Not ready.</p>", labels: [], draft: true },
];

export function addHelpCenterRoutes(edge: Edge, account: Account): void {
  const root = `${API}/help_center`;
  edge.route("GET", `${root}/articles/search`, (call) => search(account, call));
  for (const path of ["articles/:id", ":locale/articles/:id"])
    edge.route("GET", `${root}/${path}`, (call) => showArticle(account, call));
}

/** @throws Refusal 415 */
function mustHaveSuffix(call: Call): void {
  const path = call.entry?.path ?? call.path;
  if (!path.endsWith(".json"))
    throw new Refusal(named(415, "UnsupportedMediaType", "The path must end in .json"));
}

/** Most fitting first: those that have the word most often. Drafts are not found. */
function search(account: Account, call: Call): Answer {
  mustHaveSuffix(call);
  const { query } = call;
  const asked = ["query", "category", "section", "label_names"].filter((name) => query.get(name) !== null);
  if (asked.length === 0)
    return titled(400, "Invalid attribute", "One of query, category, section or label_names is required");
  const word = (query.get("query") ?? "").toLowerCase();
  const labels = query.get("label_names")?.split(",") ?? null;
  const hits = ARTICLES.filter(({ draft }) => !draft)
    .map((article) => ({
      article,
      score: count(`${article.title} ${plain(article.body)}`.toLowerCase(), word),
    }))
    .filter(
      ({ article, score }) =>
        score > 0 && (labels === null || labels.some((each) => article.labels.includes(each))),
    )
    .sort((a, b) => b.score - a.score);
  const rows = hits.map(({ article }) => ({
    ...render(account, call, article),
    result_type: "article",
    snippet: plain(article.body)
      .slice(0, SNIPPET_LENGTH)
      .replace(new RegExp(escaped(word), "gi"), (found) => `<em>${found}</em>`),
  }));
  const page = offsetPage(call, "results", rows);
  const size = Number(query.get("per_page") ?? 25);
  return { ...page, body: { ...(page.body as JsonObject), page_count: Math.ceil(rows.length / size) } };
}

function showArticle(account: Account, call: Call): Answer {
  mustHaveSuffix(call);
  const { id, locale = LOCALE } = call.params;
  const article = ARTICLES.find((each) => String(each.id) === id);
  if (article === undefined || locale !== LOCALE) return notFound();
  return { status: 200, body: { article: render(account, call, article) } };
}

function render(account: Account, call: Call, { id, title, body, labels, draft }: Article): JsonObject {
  const at = isoSecond(account.desk.clock.now() - 86_400_000);
  return {
    id,
    url: `${call.baseUrl}/api/v2/help_center/${LOCALE}/articles/${id}.json`,
    html_url: `${call.baseUrl}/hc/${LOCALE}/articles/${id}`,
    author_id: DESK_USER,
    comments_disabled: false,
    draft,
    promoted: false,
    position: 0,
    vote_sum: 0,
    vote_count: 0,
    section_id: SECTION_ID,
    created_at: at,
    updated_at: at,
    edited_at: at,
    title,
    source_locale: LOCALE,
    locale: LOCALE,
    outdated: false,
    outdated_locales: [],
    permission_group_id: FIRST_ID - 50,
    user_segment_id: null,
    label_names: [...labels],
    body,
  };
}

const plain = (html: string): string =>
  html
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
const count = (text: string, word: string): number => (word === "" ? 1 : text.split(word).length - 1);
const escaped = (word: string): string => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
