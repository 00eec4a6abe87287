// Gets the credentials of a connection: from standard input, the environment, or by asking. Never from arguments.
import type { AuthField, AuthMethod } from "../../core/contract/sign-in.ts";
import type { Environment } from "../context.ts";
import type { Prompts } from "../prompts.ts";
import { usage } from "./connect-target.ts";

export interface CredentialsRequest {
  readonly method: AuthMethod;
  readonly env: Environment;
  readonly prompts: Prompts;
  /** Values of the fields that are stored already, by name. */
  readonly stored: ReadonlyMap<string, string>;
  /** Names of the fields that the configuration has. */
  readonly configured: ReadonlySet<string>;
  /** What was piped in for the method's secret; null when nothing was. */
  readonly piped: string | null;
  /** Called before the first question. */
  readonly onAsk: () => void;
}

/**
 * New values by field name; fields that stay as they are stored are absent.
 * @throws IntegrationError E_USAGE naming every variable that is missing when nobody can be asked.
 */
export async function gatherCredentials(request: CredentialsRequest): Promise<ReadonlyMap<string, string>> {
  const values = givenValues(request);
  const open = request.method.fields.filter(
    (field) => !values.has(field.name) && !request.configured.has(field.name),
  );
  if (!request.prompts.available) {
    refuseMissing(
      open.filter((field) => field.required && !request.stored.has(field.name)),
      request.method,
    );
    return values;
  }
  // Values that were given replace the stored ones without questions about the others.
  const isComplete = open.every((field) => request.stored.has(field.name) || !field.required);
  if (open.length === 0 || (values.size > 0 && isComplete)) return values;
  request.onAsk();
  for (const field of open) {
    const answer = await ask(request, field);
    if (answer !== "") values.set(field.name, answer);
  }
  return values;
}

function givenValues({ method, env, piped }: CredentialsRequest): Map<string, string> {
  const values = new Map<string, string>();
  for (const { name, env: variable } of method.fields) {
    const value = env[variable];
    if (value) values.set(name, value);
  }
  if (piped === null) return values;
  const [secret, ...more] = method.fields.filter((field) => field.secret);
  if (secret === undefined || more.length > 0) {
    throw usage(`${method.title} does not have exactly one secret`, "Give them by environment variables.");
  }
  return values.set(secret.name, piped);
}

function refuseMissing(missing: readonly AuthField[], method: AuthMethod): void {
  if (missing.length === 0) return;
  const names = missing.map(({ label, env }) => `${label} (${env})`).join(", ");
  const pipe = missing.some((field) => field.secret)
    ? "; the secret can be piped in with --secret-from-stdin"
    : "";
  throw usage(
    `Missing for ${method.id}: ${names}, and nobody is there to be asked`,
    `Set ${missing.map(({ env }) => env).join(" and ")}${pipe}.`,
  );
}

async function ask({ prompts, stored }: CredentialsRequest, field: AuthField): Promise<string> {
  const known = stored.get(field.name);
  const isStored = known !== undefined;
  const question = { message: field.label, instead: field.env };
  if (!field.secret) return prompts.text({ ...question, ...(isStored ? { default: known } : {}) });
  for (;;) {
    const message = isStored ? `${field.label} (empty keeps the stored one)` : field.label;
    const answer = await prompts.secret({ ...question, message });
    if (answer !== "" || isStored || !field.required) return answer;
  }
}
