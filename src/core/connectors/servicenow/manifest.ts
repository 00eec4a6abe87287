// What the ServiceNow connector declares.
import type { ConnectorManifest } from "../../contract/connector.ts";
import { actionSummaries } from "./actions/index.ts";
import { authMethods } from "./auth-methods.ts";
import { apiVersion } from "./check.ts";
import { limitsFor } from "./limits.ts";
import { objectPattern } from "./names.ts";
import { mostRead } from "./objects.ts";

export const manifest: ConnectorManifest = {
  id: "servicenow",
  title: "ServiceNow",
  version: "1.0.0",
  apiVersions: [apiVersion],
  auth: authMethods,
  objects: ["incident"],
  furtherObjects: {
    pattern: objectPattern,
    hint: "any other table by its name (u_request)",
  },
  capabilities: {
    compareAndSet: "checked",
    // Of tasks; `keyFields` of the connection names another table's.
    correlationField: "correlation_id",
    // `lookupLag` of the connection: a long transaction shows what it made late.
    lookupLagMs: 5000,
    timePrecisionMs: 1000,
    maxReadBatch: mostRead,
    maxWriteBatch: 25,
    deleteFeed: false,
    // A deleted record is answered like one that is hidden from us; `deletes` of the connection says otherwise.
    absence: "unknown",
    pushes: true,
  },
  limits: limitsFor(null),
  actions: actionSummaries,
};
