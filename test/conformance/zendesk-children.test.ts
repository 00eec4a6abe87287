// What hangs on tickets, and the account's people, against the rules for them.
import { describeChildren } from "./child-rules.ts";
import { startZendeskChildren } from "./zendesk-children.ts";

describeChildren("zendesk", startZendeskChildren);
