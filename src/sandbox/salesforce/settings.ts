// Everything about the emulated org that can be turned while the sandbox runs.
import { type Credentials, REDIRECT_URL } from "../clients.ts";
import type { ValidationRule } from "../settings.ts";

export interface SalesforceSettings {
  /** An active case assignment rule: moves OwnerId to a queue unless Sforce-Auto-Assign is FALSE. */
  assignmentRule: boolean;
  dailyApiLimit: number;
  sessionTimeoutS: number;
  refreshTokenRotation: boolean;
  /** Callback URLs of the app, compared letter by letter. */
  redirectUrls: readonly string[];
  /** Rows in one page of a query. */
  queryPageSize: number;
  validationRules: readonly ValidationRule[];
  requiredFields: readonly string[];
  /** Whether the integration user may edit and delete case comments (permission Modify All Data). */
  modifyAllData: boolean;
  /** Whether links of files can be asked for without naming one of their ends (permission Query All Files). */
  queryAllFiles: boolean;
  /** PEM of the certificate or public key that signs JWT bearer assertions; empty: none registered. */
  jwtPublicKey: string;
  readonly credentials: Credentials;
}

export function salesforceDefaults(credentials: Credentials): SalesforceSettings {
  return {
    assignmentRule: true,
    dailyApiLimit: 100_000,
    sessionTimeoutS: 7200,
    refreshTokenRotation: false,
    redirectUrls: [REDIRECT_URL],
    queryPageSize: 2000,
    validationRules: [],
    requiredFields: [],
    modifyAllData: false,
    queryAllFiles: true,
    jwtPublicKey: "",
    credentials: { ...credentials },
  };
}
