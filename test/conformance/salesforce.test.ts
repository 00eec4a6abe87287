// The Salesforce connector against the suite, on the emulated org.
import { salesforce } from "../../src/core/connectors/salesforce/index.ts";
import { startSalesforceSubject } from "./salesforce-subject.ts";
import { describeConnector } from "./suite.ts";

describeConnector({ manifest: salesforce.manifest, start: startSalesforceSubject });
