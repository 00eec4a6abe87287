// The catalogue of error codes: stable names, the exit code of a command that ends so, the default next step.
// A code once published is never renamed or given a second meaning.
import { callCodes } from "./error-codes/calls.ts";
import { credentialCodes } from "./error-codes/credentials.ts";
import { installationCodes } from "./error-codes/installation.ts";
import { operatingCodes } from "./error-codes/operating.ts";
import { syncingCodes } from "./error-codes/syncing.ts";

export const errorCatalogue = {
  ...installationCodes,
  ...credentialCodes,
  ...callCodes,
  ...syncingCodes,
  ...operatingCodes,
} as const;

export type ErrorCode = keyof typeof errorCatalogue;
