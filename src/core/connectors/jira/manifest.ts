// What the Jira connector declares.
import type { ConnectorManifest } from "../../contract/connector.ts";
import { actionSummaries } from "./actions/index.ts";
import { attachmentObject } from "./attachments.ts";
import { authMethods } from "./auth-methods.ts";
import { commentObject } from "./comments.ts";
import { flavors } from "./flavor.ts";
import { limitsFor } from "./limits.ts";
import { mostRead } from "./objects.ts";
import { issueObject, scopedPattern } from "./scope.ts";

export const manifest: ConnectorManifest = {
  id: "jira",
  title: "Jira",
  version: "1.0.0",
  apiVersions: Object.values(flavors).map(({ apiVersion }) => apiVersion),
  auth: authMethods,
  objects: [issueObject, commentObject, attachmentObject],
  furtherObjects: {
    pattern: scopedPattern,
    hint: "the issues of a project, issue:PROJECT, or of one type in it, issue:PROJECT:TYPE",
  },
  children: {
    [issueObject]: {
      comments: { object: commentObject, parent: "issue_id", body: "body", isPublic: "public" },
      attachments: { object: attachmentObject, parent: "issue_id", body: "filename", isPublic: null },
    },
  },
  capabilities: {
    compareAndSet: "checked",
    // No field by this name is described: the key is in a property, and a label or a text field leads to it.
    correlationField: "integKey",
    // How late the search's index is; `indexLag` of the connection.
    lookupLagMs: 60_000,
    timePrecisionMs: 1,
    maxReadBatch: mostRead,
    maxWriteBatch: 50,
    deleteFeed: false,
    // A deleted issue is answered like one that is hidden from us; `deletes: absence` of the connection says otherwise.
    absence: "unknown",
    pushes: true,
  },
  limits: limitsFor(null),
  actions: actionSummaries,
};
