// Jira's webhooks as hints: which kind is used, and what a call tells.
import { createHash } from "node:crypto";
import { once } from "../../connector-parts/once.ts";
import { headerOf } from "../../connector-parts/signatures.ts";
import type { Logger } from "../../contract/runtime.ts";
import type { ChangeHint, WebhookPort, WebhookRequest } from "../../contract/webhook.ts";
import { readServerInfo } from "./check.ts";
import { commentObject } from "./comments.ts";
import {
  adminHooks,
  appHooks,
  type HookKind,
  type HooksContext,
  pathGuard,
  signatureGuard,
} from "./hooks.ts";
import { HookEvent } from "./schema.ts";
import { issueObject } from "./scope.ts";

const adminPath = "/rest/webhooks/1.0/webhook";
/** From this version of Data Center on, under another path. */
const movedIn = 10;
const movedPath = "/rest/jira-webhook/1.0/webhooks";

function kindOf(hooks: HooksContext): HookKind {
  const { settings, calls, context } = hooks;
  if (settings.auth === "browser") return appHooks(hooks);
  if (settings.deployment === "cloud")
    return adminHooks(hooks, signatureGuard(context), async () => adminPath);
  const pathOf = once(async () => {
    const { versionNumbers } = await readServerInfo(calls);
    return (versionNumbers?.[0] ?? movedIn) < movedIn ? adminPath : movedPath;
  });
  return adminHooks(hooks, pathGuard(context), pathOf);
}

/** The webhooks of one site that call us. @see WebhookPort */
export function createWebhooks(hooks: HooksContext, log: Logger): WebhookPort {
  const kind = kindOf(hooks);
  return {
    ensure: (url) => kind.ensure(url),
    remove: (url) => kind.remove(url),
    receive: async (request) => {
      await kind.verify(request);
      return readHints(request, log);
    },
  };
}

function parseJson(rawBody: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(rawBody));
  } catch {
    return undefined;
  }
}

/** Server events of comments name the issue in the comment's own address only. */
const issueInSelf = /\/issue\/(\d{1,16})\/comment\//;

/** What a call tells; nothing for calls that concern no issue, which are accepted all the same. */
function readHints(request: WebhookRequest, log: Logger): readonly ChangeHint[] {
  const digest = createHash("sha256").update(request.rawBody).digest("hex");
  const event = HookEvent.safeParse(parseJson(request.rawBody));
  if (!event.success) {
    log.warn("jira.webhook-not-understood", { digest });
    return [];
  }
  const { webhookEvent, issue, comment } = event.data;
  // The same for each time one event is sent.
  const eventKey = headerOf(request, "x-atlassian-webhook-identifier") ?? digest;
  const issueId = issue?.id ?? issueInSelf.exec(comment?.self ?? "")?.[1];
  if (issueId === undefined) return [];
  const hints: ChangeHint[] = [];
  if (webhookEvent.startsWith("jira:issue_")) {
    const kind = webhookEvent === "jira:issue_deleted" ? "deleted" : "changed";
    hints.push({ object: issueObject, recordId: issueId, kind, eventKey });
  }
  if (comment) {
    const kind = webhookEvent === "comment_deleted" ? "deleted" : "changed";
    const recordId = `${issueId}-${comment.id}`;
    hints.push({ object: commentObject, recordId, kind, eventKey: `${eventKey}/comment` });
  }
  return hints;
}
