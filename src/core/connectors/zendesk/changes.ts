// The two change feeds of tickets: `recent`, fast, and `export`, the net behind it.
import type { Feed, ObjectPort } from "../../contract/connector.ts";
import { ConfigError } from "../../contract/errors.ts";
import { readExport } from "./export-feed.ts";
import type { FeedContext } from "./feed-position.ts";
import type { ToRecords } from "./merges.ts";
import { readRecent } from "./recent-feed.ts";

// Ten requests a minute for the whole account, all its tools included; one in six of them is ours.
const exportEveryMs = 60_000;

/** Feeds of an account's tickets; `toRecords` makes records of them. */
export function createFeeds(
  context: FeedContext,
  toRecords: ToRecords,
): Pick<ObjectPort, "feeds" | "changes"> {
  const feeds: readonly Feed[] = [
    { name: "recent", role: "fast", everyMs: () => context.settings.pollEveryMs },
    { name: "export", role: "net", everyMs: () => exportEveryMs },
  ];
  return {
    feeds,
    changes: async (feed, position) => {
      if (feed === "recent") return readRecent(context, position, toRecords);
      if (feed === "export") return readExport(context, toRecords, position);
      throw new ConfigError({ code: "E_INPUT", message: `Zendesk's tickets have no feed "${feed}"` });
    },
  };
}
