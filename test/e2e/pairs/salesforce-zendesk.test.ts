import { describePair } from "./describe-pair.ts";

describePair("salesforce", "zendesk");
