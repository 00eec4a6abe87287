// The text of docs/operator/errors.md, the page every error points to, from the catalogue of error codes.
import { errorCatalogue } from "../src/core/contract/error-codes.ts";

export const errorReferenceFile = "docs/operator/errors.md";

export function buildErrorReference(): string {
  const sections = Object.entries(errorCatalogue).map(
    ([code, { title, exitCode, hint }]) => `## ${code}\n\n${title}. Exit code ${exitCode}.\n\n${hint}\n`,
  );
  const head = `# Errors

Every error has a code that never changes its meaning. The text beside it says what happened this time.
This page is written by \`npm run build\` from \`src/core/contract/error-codes.ts\`.
`;
  return [head, ...sections].join("\n");
}
