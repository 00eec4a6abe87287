// What a webhook tells of an event, with the differences between the Cloud and Data Center.
import type { Json, JsonObject } from "../json.ts";
import { showComment } from "./comments.ts";
import { showIssue } from "./render.ts";
import { showPerson } from "./render-parts.ts";
import type { Site, SiteEvent } from "./site.ts";
import type { View } from "./view.ts";

interface EventBody extends JsonObject {
  readonly webhookEvent: string;
}

const all = { wants: () => true, properties: [], expand: new Set<string>() };

/** Version 2 of the API, markup and all: webhooks never learnt another. */
export function bodyOf(site: Site, url: string, event: SiteEvent): readonly EventBody[] {
  const view: View = { site, base: `${url}/rest/api/2`, text: "wiki", isCloud: site.isCloud };
  const { name, issue, comment, property, actorId, items } = event;
  const head = { timestamp: site.clock.now(), webhookEvent: name };
  const user = { user: showPerson(view, actorId) };
  const shown = { issue: showIssue(view, issue, issue.state, all) };
  if (comment !== null) {
    const said = { comment: showComment(view, issue.id, comment) };
    // The Cloud does not say who; Data Center does not say at which issue, and tells it a second time as a change.
    if (site.isCloud) return [{ ...head, ...said, ...shown }];
    const kind = COMMENT_KINDS[name] ?? "issue_commented";
    const again = { ...head, webhookEvent: "jira:issue_updated", issue_event_type_name: kind };
    return [
      { ...head, ...said },
      { ...again, ...user, ...shown, ...said },
    ];
  }
  if (property !== null) return [{ ...head, property, ...shown }];
  const kind = name === "jira:issue_updated" ? changeKind(items) : name.replace("jira:", "");
  const changelog: JsonObject =
    items.length === 0
      ? {}
      : {
          changelog: {
            id: issue.state.histories.at(-1)?.id ?? "0",
            items: items.map(
              ({ custom, ...item }): Json => ({ ...item, fieldtype: custom ? "custom" : "jira" }),
            ),
          },
        };
  return [{ ...head, issue_event_type_name: kind, ...user, ...shown, ...changelog }];
}

const COMMENT_KINDS: Readonly<Record<string, string>> = {
  comment_updated: "issue_comment_edited",
  comment_deleted: "issue_comment_deleted",
};

function changeKind(items: SiteEvent["items"]): string {
  const fields = new Set(items.map(({ fieldId }) => fieldId));
  if (fields.has("status")) return "issue_generic";
  if (fields.has("issuekey")) return "issue_moved";
  return fields.has("assignee") && fields.size === 1 ? "issue_assigned" : "issue_updated";
}
