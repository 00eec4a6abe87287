// A port and a client over a scripted vendor, and the answers of Salesforce the scripts are made of.
import { createClient } from "../../../../src/core/connectors/salesforce/client.ts";
import { kindOf } from "../../../../src/core/connectors/salesforce/kinds.ts";
import { createDataPort } from "../../../../src/core/connectors/salesforce/objects.ts";
import { Described } from "../../../../src/core/connectors/salesforce/schema.ts";
import {
  describeAnswer,
  fixedClock,
  type ScriptedExchange,
  serverDate,
  strictHttp,
  versionsExchange,
} from "./strict-http.ts";

export const nowMs = Date.parse(serverDate) - 5000;
const described = Described.parse(
  describeAnswer([
    { name: "Subject" },
    { name: "Description", type: "textarea", filterable: false },
    { name: "Topics__c", type: "multipicklist" },
    { name: "ClosedDate", type: "datetime", createable: false },
    { name: "Integ_Key__c", externalId: true, unique: true },
  ]),
);
export const data = "/services/data/v67.0";
export const ids = ["500000000000001AAA", "500000000000002AAA", "500000000000003AAA"] as const;
export const version = "2026-11-22T10:00:00.000Z digest";

export function open(exchanges: readonly ScriptedExchange[]) {
  const http = strictHttp([versionsExchange, ...exchanges]);
  const client = createClient({ http, clock: fixedClock(nowMs), installId: "here", pinnedVersion: null });
  const port = createDataPort({
    client,
    object: "Case",
    fields: ["Subject", "Topics__c", "ClosedDate"],
    externalIdField: "Integ_Key__c",
    describe: async () => described,
    kind: kindOf("Case"),
    context: { clock: fixedClock(nowMs), ids: { next: () => "id" } },
    userId: async () => "005000000000001AAA",
  });
  return { http, client, port };
}

export const saved = (id: string) => ({ id, success: true, errors: [] });
export const refused = (statusCode: string, fields: string[] = []) => ({
  success: false,
  errors: [{ statusCode, message: "text", fields }],
});
export const row = (id: string, more: object = {}) => ({
  attributes: { type: "Case" },
  Id: id,
  SystemModstamp: "2026-11-22T10:00:00.000+0000",
  IsDeleted: false,
  Integ_Key__c: null,
  Subject: "line one\r\nline two",
  Topics__c: "a;b",
  ClosedDate: "2013-05-07T22:07:19.000+0000",
  ...more,
});
