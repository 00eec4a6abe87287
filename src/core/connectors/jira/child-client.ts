// The calls about comments and files of issues: paths, effect and limit of each.
import { multipartBody } from "../../connector-parts/multipart.ts";
import { isGone } from "../../connector-parts/outcomes.ts";
import type { Content } from "../../contract/connector.ts";
import type { HttpResponse } from "../../contract/http.ts";
import type { Calls, JsonObject } from "./calls.ts";
import type { Flavor } from "./flavor.ts";
import { Attachment, Attachments, Comment, CommentPage, Issue } from "./schema.ts";

const pageSize = 100;
const transferTimeoutMs = 300_000;

export class ChildClient {
  readonly #calls: Calls;
  readonly #flavor: Flavor;

  constructor(calls: Calls, flavor: Flavor) {
    this.#calls = calls;
    this.#flavor = flavor;
  }

  /**
   * Comments of an issue, newest first, page by page until `enough` says so of what was read; all of them where the
   * vendor gives the oldest first. None for an issue that is gone.
   */
  async comments(
    issueId: string,
    enough: (read: readonly Comment[]) => boolean,
  ): Promise<readonly Comment[]> {
    const { api, newestFirst } = this.#flavor;
    const read: Comment[] = [];
    const order = newestFirst === null ? {} : { orderBy: newestFirst };
    for (;;) {
      const query = { ...order, startAt: read.length, maxResults: pageSize, expand: "properties" };
      const path = `${api}/issue/${issueId}/comment`;
      const page = await this.#calls.get(CommentPage, path, "list comments", query).catch(orWhenGone(null));
      if (page === null) return [];
      read.push(...page.comments);
      const isEnd = page.comments.length === 0 || read.length >= page.total;
      if (isEnd || (newestFirst !== null && enough(read)))
        return newestFirst === null ? read.toReversed() : read;
    }
  }

  /** Adds a comment; a second one when repeated. */
  async addComment(issueId: string, comment: JsonObject): Promise<Comment> {
    return this.#calls.send(Comment, {
      method: "POST",
      path: `${this.#flavor.api}/issue/${issueId}/comment`,
      json: comment,
      operation: "add comment",
      endpointClass: "write",
      effect: "once",
    });
  }

  /** An issue with the named fields; null for one that is gone. */
  async issue(issueId: string, fields: readonly string[]): Promise<Issue | null> {
    const query = { fields: fields.join(",") };
    const path = `${this.#flavor.api}/issue/${issueId}`;
    return this.#calls.get(Issue, path, "read issue", query).catch(orWhenGone(null));
  }

  /** Attaches a file under its name; a second time when repeated. */
  async attach(
    issueId: string,
    name: string,
    content: Content,
    boundary: string,
  ): Promise<readonly Attachment[]> {
    const file = { name: "file", fileName: name, type: content.type, content };
    return this.#calls.send(Attachments, {
      method: "POST",
      path: `${this.#flavor.api}/issue/${issueId}/attachments`,
      headers: {
        "content-type": `multipart/form-data; boundary=${boundary}`,
        // Without it the call is taken for a forged one of a browser.
        "x-atlassian-token": "no-check",
      },
      body: multipartBody([], file, boundary),
      operation: "attach a file",
      endpointClass: "files",
      effect: "once",
      timeoutMs: transferTimeoutMs,
    });
  }

  /** @throws SyncError E_RECORD_GONE */
  showAttachment(id: string): Promise<Attachment> {
    return this.#calls.get(Attachment, `${this.#flavor.api}/attachment/${id}`, "read attachment");
  }

  /** The bytes of a file, by an address that may send on to a host that must not see our credential. */
  download(path: string, maxBytes: number): Promise<HttpResponse> {
    return this.#calls.request({
      method: "GET",
      path,
      headers: { accept: "*/*" },
      operation: "download a file",
      endpointClass: "files",
      effect: "repeatable",
      foreignRedirects: "unsigned",
      streamed: true,
      maxResponseBytes: maxBytes,
      timeoutMs: transferTimeoutMs,
    });
  }
}

function orWhenGone<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if (isGone(error)) return instead;
    throw error;
  };
}
