// Who the sandbox lets in. Print-safe: these credentials open nothing but an emulator on this machine.
export const CLIENT_ID = "sandbox-client";
export const CLIENT_SECRET = "sandbox-secret";
export const SALESFORCE_USERNAME = "integration@sandbox.example";
export const SALESFORCE_REFRESH_TOKEN = "sandbox-refresh-token";
export const ZENDESK_EMAIL = "integration@sandbox.example";
export const ZENDESK_API_TOKEN = "sandbox-api-token";
export const JIRA_EMAIL = "integration@sandbox.example";
const JIRA_PERSONAL_TOKEN = "sandbox-personal-token";
export const SERVICENOW_PASSWORD = "sandbox-password";
/** Where the client's sign-in page may send a browser back to, until the settings say more. */
export const REDIRECT_URL = "http://localhost:18787/callback";

/** What opens the accounts; other than the print-safe ones where somebody looks for them afterwards. */
export interface Credentials {
  readonly clientSecret: string;
  readonly refreshToken: string;
  readonly apiToken: string;
  /** Jira Data Center's personal access token. */
  readonly personalToken: string;
  /** The integration user's in ServiceNow. */
  readonly password: string;
}

export const printSafe: Credentials = {
  clientSecret: CLIENT_SECRET,
  refreshToken: SALESFORCE_REFRESH_TOKEN,
  apiToken: ZENDESK_API_TOKEN,
  personalToken: JIRA_PERSONAL_TOKEN,
  password: SERVICENOW_PASSWORD,
};
