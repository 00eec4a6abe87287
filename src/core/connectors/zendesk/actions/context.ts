// What Zendesk's actions work with.
import type { ConnectionSecrets } from "../../../contract/connector.ts";
import type { Calls } from "../calls.ts";
import type { ZendeskClient } from "../client.ts";
import type { CommentClient } from "../comment-client.ts";
import type { Settings } from "../config.ts";
import type { JobRunner } from "../jobs.ts";

export interface ActionContext {
  /** Name of the connection. */
  readonly name: string;
  readonly calls: Calls;
  readonly client: ZendeskClient;
  readonly comments: CommentClient;
  readonly jobs: JobRunner;
  readonly settings: Settings;
  readonly secrets: ConnectionSecrets;
}
