import { describePair } from "./describe-pair.ts";

describePair("jira", "servicenow");
