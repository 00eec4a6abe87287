// Users and organizations of Zendesk against the suite every object must pass.
import { describeConnector } from "./suite.ts";
import { organizations, users } from "./zendesk-people-subject.ts";

describeConnector(users);
describeConnector(organizations);
