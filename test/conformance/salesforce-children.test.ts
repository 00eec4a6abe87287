// What hangs on cases, and the org's people, against the rules for them.
import { describeChildren } from "./child-rules.ts";
import { startSalesforceChildren } from "./salesforce-children.ts";

describeChildren("salesforce", startSalesforceChildren);
