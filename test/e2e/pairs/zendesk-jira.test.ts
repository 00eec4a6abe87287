import { describePair } from "./describe-pair.ts";

describePair("zendesk", "jira");
