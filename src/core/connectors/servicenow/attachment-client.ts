// The calls of the Attachment API. Source: servicenow.com docs "Attachment API".
import type { VendorCalls } from "../../connector-parts/calls.ts";
import type { Content } from "../../contract/connector.ts";
import type { HttpResponse } from "../../contract/http.ts";
import type { EndpointClass } from "./limits.ts";
import { type Attachment, OneAttachment } from "./schema.ts";

const base = "/api/now/attachment";
const transferTimeoutMs = 300_000;

export class AttachmentClient {
  readonly #calls: VendorCalls<EndpointClass>;

  constructor(calls: VendorCalls<EndpointClass>) {
    this.#calls = calls;
  }

  /** Attaches a file to a record, a second time when repeated. */
  async upload(table: string, id: string, name: string, content: Content): Promise<Attachment> {
    const { result } = await this.#calls.send(OneAttachment, {
      method: "POST",
      path: `${base}/file`,
      query: { table_name: table, table_sys_id: id, file_name: name },
      headers: { "content-type": content.type },
      body: { sizeBytes: content.sizeBytes, open: () => content.bytes() },
      operation: "attach a file",
      endpointClass: "attachment",
      effect: "once",
      timeoutMs: transferTimeoutMs,
    });
    return result;
  }

  /** @throws SyncError E_RECORD_GONE */
  async show(id: string): Promise<Attachment> {
    const { result } = await this.#calls.send(OneAttachment, {
      method: "GET",
      path: `${base}/${id}`,
      operation: "read attachment",
      endpointClass: "attachment",
      effect: "repeatable",
    });
    return result;
  }

  /** The bytes of a file. */
  download(id: string, maxBytes: number): Promise<HttpResponse> {
    return this.#calls.request({
      method: "GET",
      path: `${base}/${id}/file`,
      headers: { accept: "*/*" },
      operation: "download a file",
      endpointClass: "attachment",
      effect: "repeatable",
      streamed: true,
      maxResponseBytes: maxBytes,
      timeoutMs: transferTimeoutMs,
    });
  }
}
